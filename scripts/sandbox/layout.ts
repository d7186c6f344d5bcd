import { join } from 'node:path';

/** The processes of one control plane, in the order in which they start; they stop in reverse. */
export const components = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kwok'] as const;

/** One process of a control plane. */
export type Component = (typeof components)[number];

/** Who a kubeconfig of the sandbox speaks for. */
export const identities = ['admin', 'applier', 'reader'] as const;

/** A kubeconfig that every network has. */
export type Identity = (typeof identities)[number];

/** A certificate and its key, as PEM files. */
export interface KeyPairFiles {
  readonly certificate: string;
  readonly key: string;
}

/** Where everything of one network's control plane is. All paths absolute if the directory is. */
export interface NetworkLayout {
  readonly network: string;
  readonly root: string;
  readonly pki: string;
  /** CA for the API server, its clients and the controllers. */
  readonly clusterCa: KeyPairFiles;
  /** CA for etcd and its only client, the API server. */
  readonly etcdCa: KeyPairFiles;
  /** Authorities that are trusted: the present one, and a former one while its certificates are being replaced. */
  readonly clusterTrust: string;
  readonly etcdTrust: string;
  /** Signs service account tokens. */
  readonly serviceAccountKey: string;
  readonly serviceAccountPublicKey: string;
  readonly auditPolicy: string;
  readonly auditLog: string;
  readonly encryptionConfiguration: string;
  readonly kwokConfiguration: string;
  readonly etcdData: string;
  /** Arguments that differ from the built-in ones, by component. */
  readonly overrides: string;
  /** Versions that differ from the binaries the sandbox was started with, by component. */
  readonly versions: string;
  /** A binary of another version, laid ready. */
  staged(version: string, component: Component): string;
  /** Snapshots of etcd with what is recorded about them. */
  readonly snapshots: string;
  /** Encryption keys by name, those out of use included. */
  readonly encryptionKeys: string;
  keyPair(name: string): KeyPairFiles;
  kubeconfig(name: string): string;
  log(component: Component): string;
  record(component: Component): string;
  /** Digest of what the running process was started with. */
  startedWith(component: Component): string;
}

/** The files of one network below the sandbox's directory. */
export function networkLayout(directory: string, network: string): NetworkLayout {
  const root = join(directory, network);
  const pki = join(root, 'pki');
  const keyPair = (name: string): KeyPairFiles => ({
    certificate: join(pki, `${name}.crt`),
    key: join(pki, `${name}.key`),
  });
  return {
    network,
    root,
    pki,
    clusterCa: keyPair('ca'),
    etcdCa: keyPair('etcd-ca'),
    clusterTrust: join(pki, 'ca-bundle.crt'),
    etcdTrust: join(pki, 'etcd-ca-bundle.crt'),
    serviceAccountKey: join(pki, 'service-account.key'),
    serviceAccountPublicKey: join(pki, 'service-account.pub'),
    auditPolicy: join(root, 'config', 'audit-policy.yaml'),
    auditLog: join(root, 'audit', 'audit.log'),
    encryptionConfiguration: join(root, 'config', 'encryption.yaml'),
    kwokConfiguration: join(root, 'config', 'kwok.yaml'),
    etcdData: join(root, 'etcd'),
    overrides: join(root, 'config', 'overrides.json'),
    versions: join(root, 'config', 'versions.json'),
    staged: (version, component) => join(root, 'versions', version, component),
    snapshots: join(root, 'snapshots'),
    encryptionKeys: join(root, 'config', 'encryption-keys'),
    keyPair,
    kubeconfig: (name) => join(root, 'kubeconfigs', `${name}.yaml`),
    log: (component) => join(root, 'logs', `${component}.log`),
    record: (component) => join(root, 'run', `${component}.process`),
    startedWith: (component) => join(root, 'run', `${component}.inputs`),
  };
}

/** The state of the whole sandbox. */
export function stateFile(directory: string): string {
  return join(directory, 'sandbox.json');
}

/** Held by whoever changes the sandbox. */
export function lockFile(directory: string): string {
  return join(directory, 'sandbox.lock');
}
