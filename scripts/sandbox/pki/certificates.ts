import { readFile } from 'node:fs/promises';
import { secretMode, writeWhole } from '../files.ts';
import type { KeyPairFiles, NetworkLayout } from '../layout.ts';
import { type Authority, type CertificateRequest, createAuthority, loadAuthority, signingKeyPem } from './authority.ts';

const day = 24 * 3600;
/** A CA outlives what it signs. */
export const authorityTtlSeconds = 3650 * day;
/** kubeadm's period for leaf certificates. */
export const leafTtlSeconds = 365 * day;

const loopback = { dnsNames: ['localhost'], ipAddresses: ['127.0.0.1'] } as const;

type LeafRequest = Omit<CertificateRequest, 'ttlSeconds'> & { readonly signer: 'cluster' | 'etcd' };

const client = (commonName: string, ...organizations: string[]): LeafRequest => ({
  signer: 'cluster',
  commonName,
  organizations,
  usages: ['client'],
});

/** Every certificate of a control plane; the groups are those that Kubernetes' default RBAC knows. */
export const certificates = {
  'etcd-server': { signer: 'etcd', commonName: 'etcd', usages: ['server', 'client'], ...loopback },
  'etcd-client': { signer: 'etcd', commonName: 'kube-apiserver-etcd-client', usages: ['client'] },
  'kube-apiserver': {
    signer: 'cluster',
    commonName: 'kube-apiserver',
    usages: ['server'],
    dnsNames: [
      'localhost',
      'kubernetes',
      'kubernetes.default',
      'kubernetes.default.svc',
      'kubernetes.default.svc.cluster.local',
    ],
    ipAddresses: ['127.0.0.1', '10.96.0.1'],
  },
  'kube-controller-manager-server': {
    signer: 'cluster',
    commonName: 'kube-controller-manager',
    usages: ['server'],
    ...loopback,
  },
  'kube-scheduler-server': { signer: 'cluster', commonName: 'kube-scheduler', usages: ['server'], ...loopback },
  'kube-controller-manager': client('system:kube-controller-manager'),
  'kube-scheduler': client('system:kube-scheduler'),
  kwok: client('fadun:sandbox-nodes', 'fadun:sandbox'),
  probe: client('fadun:sandbox-probe', 'fadun:sandbox'),
  admin: client('fadun:break-glass', 'system:masters'),
  applier: client('fadun:applier', 'fadun:appliers'),
  reader: client('fadun:reader', 'fadun:readers'),
} as const satisfies Record<string, LeafRequest>;

/** The name of a certificate, and of its files. */
export type CertificateName = keyof typeof certificates;

/** Makes both CAs, the service account key and every certificate of a network. */
export async function createPki(layout: NetworkLayout): Promise<void> {
  const cluster = await createAuthority(`fadun-sandbox ${layout.network}`, authorityTtlSeconds);
  const etcd = await createAuthority(`fadun-sandbox-etcd ${layout.network}`, authorityTtlSeconds);
  await writeKeyPair(layout.clusterCa, cluster);
  await writeKeyPair(layout.etcdCa, etcd);
  await writeWhole(layout.clusterTrust, cluster.pem.certificate);
  await writeWhole(layout.etcdTrust, etcd.pem.certificate);
  const serviceAccounts = await signingKeyPem();
  await writeWhole(layout.serviceAccountKey, serviceAccounts.key, secretMode);
  await writeWhole(layout.serviceAccountPublicKey, serviceAccounts.publicKey);
  await issueAll(layout, { cluster, etcd }, Object.keys(certificates) as CertificateName[], leafTtlSeconds);
}

/**
 * Issues certificates anew from the network's CAs, with new keys; the components that use them must be restarted and
 * kubeconfigs written again.
 * @param ttlSeconds validity, cut at the CA's own end
 */
export async function reissueCertificates(
  layout: NetworkLayout,
  names: readonly CertificateName[] = Object.keys(certificates) as CertificateName[],
  ttlSeconds: number = leafTtlSeconds,
): Promise<void> {
  const authorities = { cluster: await readAuthority(layout.clusterCa), etcd: await readAuthority(layout.etcdCa) };
  await issueAll(layout, authorities, names, ttlSeconds);
}

/** Reads a CA of the sandbox from its files. */
export async function readAuthority(files: KeyPairFiles): Promise<Authority> {
  const [certificate, key] = await Promise.all([readFile(files.certificate, 'utf8'), readFile(files.key, 'utf8')]);
  return loadAuthority({ certificate, key });
}

async function issueAll(
  layout: NetworkLayout,
  authorities: { cluster: Authority; etcd: Authority },
  names: readonly CertificateName[],
  ttlSeconds: number,
): Promise<void> {
  for (const name of names) {
    const { signer, ...request }: LeafRequest = certificates[name];
    const pem = await authorities[signer].issue({ ...request, ttlSeconds });
    await writeKeyPair(layout.keyPair(name), { pem });
  }
}

async function writeKeyPair(files: KeyPairFiles, { pem }: Pick<Authority, 'pem'>): Promise<void> {
  await writeWhole(files.key, pem.key, secretMode);
  await writeWhole(files.certificate, pem.certificate);
}
