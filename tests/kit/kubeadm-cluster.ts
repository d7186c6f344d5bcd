import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { dump } from 'js-yaml';
import { controlPlaneComponents } from '../../runbooks/kit/control-plane-host.ts';
import { auditPolicyYaml } from '../../scripts/control-plane/audit-policy.ts';
import { resolveBinaries } from '../../scripts/sandbox/binaries/resolve.ts';
import { encryptionConfigurationYaml } from '../../scripts/sandbox/configuration/encryption.ts';
import { kubeconfigYaml } from '../../scripts/sandbox/kubeconfig.ts';
import { type Authority, createAuthority, signingKeyPem } from '../../scripts/sandbox/pki/authority.ts';
import { freePort } from './sshd.ts';
import { runStaticPods } from './static-pods.ts';

/**
 * A control plane as kubeadm lays it out, in a folder of its own: real etcd, API server, controller manager and
 * scheduler under static pods. What stands in is the kubelet, and `crictl`, which lists the images that it knows.
 */
export interface KubeadmCluster {
  /** kubeadm's folder. */
  readonly folder: string;
  readonly node: string;
  /** Folder of crictl and of etcd's tools. */
  readonly tools: string;
  readonly adminKubeconfig: string;
  readonly auditLog: string;
  readonly etcdData: string;
  stop(): Promise<void>;
}

const repository = 'registry.example.invalid';
/** Two tags of one build: versions can be gone to and back from. */
export const versions = { present: 'v1.37.2', staged: 'v1.37.2-again' } as const;

interface Ports {
  readonly client: number;
  readonly peer: number;
  readonly metrics: number;
  readonly api: number;
  readonly manager: number;
  readonly scheduler: number;
}

/** Where everything of it lies, and the images that its manifests name. */
export interface LaidOut extends Omit<KubeadmCluster, 'stop'> {
  readonly root: string;
  readonly logs: string;
  readonly images: Readonly<Record<string, string>>;
}

/** Lays it out in a temporary folder; nothing runs yet. @param programs paths of the components and tools by name */
export async function layOutKubeadm(programs: Readonly<Record<string, string>>): Promise<LaidOut> {
  const root = mkdtempSync(join(tmpdir(), 'fadun-kubeadm-'));
  const folder = join(root, 'etc', 'kubernetes');
  const node = 'master-1';
  const ports = await sixPorts();
  const etcdData = join(root, 'var', 'lib', 'etcd');
  const auditLog = join(root, 'var', 'log', 'audit', 'audit.log');
  const logs = join(root, 'logs');
  for (const made of [etcdData, dirname(auditLog), logs, join(folder, 'manifests')])
    mkdirSync(made, { recursive: true, mode: 0o700 });
  await writePki(folder, node, ports);
  write(join(folder, 'enc', 'enc.yaml'), encryptionConfigurationYaml([{ name: 'key-1', secret: randomBytes(32) }]));
  write(join(folder, 'audit-policy.yaml'), auditPolicyYaml());
  const manifests = manifestsOf(folder, node, ports, { etcdData, auditLog });
  for (const [name, manifest] of Object.entries(manifests))
    write(join(folder, 'manifests', `${name}.yaml`), dump(manifest));
  const references = controlPlaneComponents.flatMap((name) =>
    Object.values(versions).map((version) => [`${repository}/${name}:${version}`, programs[name] ?? ''] as const),
  );
  const tools = join(root, 'bin');
  write(join(root, 'images.json'), JSON.stringify({ images: references.map(([tag]) => ({ repoTags: [tag] })) }));
  write(
    join(tools, 'crictl'),
    `#!/bin/sh\n[ "$*" = "images --output json" ] || exit 64\nexec cat ${join(root, 'images.json')}\n`,
  );
  chmodSync(join(tools, 'crictl'), 0o755);
  for (const name of ['etcd', 'etcdctl', 'etcdutl']) if (programs[name]) symlinkSync(programs[name], join(tools, name));
  const adminKubeconfig = join(folder, 'admin.conf');
  return {
    root,
    folder,
    node,
    tools,
    adminKubeconfig,
    auditLog,
    etcdData,
    logs,
    images: Object.fromEntries(references),
  };
}

export async function startKubeadmCluster(): Promise<KubeadmCluster> {
  const resolution = await resolveBinaries();
  if (!resolution.ok) throw new Error(resolution.fault);
  const programs = Object.fromEntries(Object.entries(resolution.binaries).map(([name, { path }]) => [name, path]));
  const laidOut = await layOutKubeadm(programs);
  const pods = runStaticPods(join(laidOut.folder, 'manifests'), laidOut.images, laidOut.logs);
  return {
    ...laidOut,
    async stop() {
      await pods.stop();
      rmSync(laidOut.root, { recursive: true, force: true });
    },
  };
}

function write(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, content, { mode: 0o600 });
}

async function sixPorts(): Promise<Ports> {
  const [client, peer, metrics, api, manager, scheduler] = await Promise.all(Array.from({ length: 6 }, freePort));
  return { client: client!, peer: peer!, metrics: metrics!, api: api!, manager: manager!, scheduler: scheduler! };
}

const year = 365 * 24 * 3600;
const local = { dnsNames: ['localhost'], ipAddresses: ['127.0.0.1'] };

/** The files of `kubeadm init phase certs all` and `kubeconfig all`. */
async function writePki(folder: string, node: string, ports: Ports): Promise<void> {
  const pki = join(folder, 'pki');
  const cluster = await createAuthority('kubernetes', 10 * year);
  const etcd = await createAuthority('etcd-ca', 10 * year);
  const proxy = await createAuthority('front-proxy-ca', 10 * year);
  const put = (name: string, { pem }: Pick<Authority, 'pem'>) => {
    write(join(pki, `${name}.crt`), pem.certificate);
    write(join(pki, `${name}.key`), pem.key);
  };
  put('ca', cluster);
  put('etcd/ca', etcd);
  put('front-proxy-ca', proxy);
  const issue = async (name: string, by: Authority, request: Omit<Parameters<Authority['issue']>[0], 'ttlSeconds'>) =>
    put(name, { pem: await by.issue({ ...request, ttlSeconds: year }) });
  const names = ['kubernetes', 'kubernetes.default', 'kubernetes.default.svc', node];
  await issue('apiserver', cluster, {
    commonName: 'kube-apiserver',
    usages: ['server'],
    dnsNames: names,
    ipAddresses: ['127.0.0.1', '10.96.0.1'],
  });
  await issue('apiserver-kubelet-client', cluster, {
    commonName: 'kube-apiserver-kubelet-client',
    organizations: ['kubeadm:cluster-admins'],
    usages: ['client'],
  });
  await issue('apiserver-etcd-client', etcd, { commonName: 'kube-apiserver-etcd-client', usages: ['client'] });
  await issue('etcd/server', etcd, { commonName: node, usages: ['server', 'client'], ...local });
  await issue('etcd/peer', etcd, { commonName: node, usages: ['server', 'client'], ...local });
  await issue('etcd/healthcheck-client', etcd, { commonName: 'kube-etcd-healthcheck-client', usages: ['client'] });
  await issue('front-proxy-client', proxy, { commonName: 'front-proxy-client', usages: ['client'] });
  const accounts = await signingKeyPem();
  write(join(pki, 'sa.key'), accounts.key);
  write(join(pki, 'sa.pub'), accounts.publicKey);
  const people = {
    'admin.conf': { commonName: 'kubernetes-admin', organizations: ['system:masters'] },
    'controller-manager.conf': { commonName: 'system:kube-controller-manager' },
    'scheduler.conf': { commonName: 'system:kube-scheduler' },
  };
  for (const [name, who] of Object.entries(people)) {
    const pem = await cluster.issue({ ...who, usages: ['client'], ttlSeconds: year });
    const server = `https://127.0.0.1:${ports.api}`;
    const authority = cluster.pem.certificate;
    write(join(folder, name), kubeconfigYaml({ network: 'kubernetes', user: who.commonName, server, authority, pem }));
  }
}

/** The static pods that kubeadm writes, as far as they matter without containers; ports are free ones. */
function manifestsOf(
  folder: string,
  node: string,
  ports: Ports,
  { etcdData, auditLog }: { readonly etcdData: string; readonly auditLog: string },
) {
  const pki = (name: string) => join(folder, 'pki', name);
  const client = `https://127.0.0.1:${ports.client}`;
  const peer = `https://127.0.0.1:${ports.peer}`;
  const etcd = {
    'advertise-client-urls': client,
    'cert-file': pki('etcd/server.crt'),
    'client-cert-auth': 'true',
    'data-dir': etcdData,
    'initial-advertise-peer-urls': peer,
    'initial-cluster': `${node}=${peer}`,
    'key-file': pki('etcd/server.key'),
    'listen-client-urls': client,
    'listen-metrics-urls': `http://127.0.0.1:${ports.metrics}`,
    'listen-peer-urls': peer,
    name: node,
    'peer-cert-file': pki('etcd/peer.crt'),
    'peer-client-cert-auth': 'true',
    'peer-key-file': pki('etcd/peer.key'),
    'peer-trusted-ca-file': pki('etcd/ca.crt'),
    'trusted-ca-file': pki('etcd/ca.crt'),
  };
  const server = {
    'advertise-address': '127.0.0.1',
    'allow-privileged': 'true',
    'audit-log-path': auditLog,
    'audit-policy-file': join(folder, 'audit-policy.yaml'),
    'authorization-mode': 'Node,RBAC',
    'bind-address': '127.0.0.1',
    'client-ca-file': pki('ca.crt'),
    'enable-admission-plugins': 'NodeRestriction',
    'encryption-provider-config': join(folder, 'enc', 'enc.yaml'),
    'endpoint-reconciler-type': 'none',
    'etcd-cafile': pki('etcd/ca.crt'),
    'etcd-certfile': pki('apiserver-etcd-client.crt'),
    'etcd-keyfile': pki('apiserver-etcd-client.key'),
    'etcd-servers': client,
    'kubelet-client-certificate': pki('apiserver-kubelet-client.crt'),
    'kubelet-client-key': pki('apiserver-kubelet-client.key'),
    'proxy-client-cert-file': pki('front-proxy-client.crt'),
    'proxy-client-key-file': pki('front-proxy-client.key'),
    'requestheader-allowed-names': 'front-proxy-client',
    'requestheader-client-ca-file': pki('front-proxy-ca.crt'),
    'secure-port': String(ports.api),
    'service-account-issuer': 'https://kubernetes.default.svc.cluster.local',
    'service-account-key-file': pki('sa.pub'),
    'service-account-signing-key-file': pki('sa.key'),
    'service-cluster-ip-range': '10.96.0.0/12',
    'shutdown-watch-termination-grace-period': '1s',
    'tls-cert-file': pki('apiserver.crt'),
    'tls-private-key-file': pki('apiserver.key'),
  };
  const manager = {
    'bind-address': '127.0.0.1',
    'client-ca-file': pki('ca.crt'),
    'cluster-signing-cert-file': pki('ca.crt'),
    'cluster-signing-key-file': pki('ca.key'),
    kubeconfig: join(folder, 'controller-manager.conf'),
    'leader-elect': 'false',
    'root-ca-file': pki('ca.crt'),
    'secure-port': String(ports.manager),
    'service-account-private-key-file': pki('sa.key'),
    'use-service-account-credentials': 'true',
  };
  const scheduler = {
    'bind-address': '127.0.0.1',
    kubeconfig: join(folder, 'scheduler.conf'),
    'leader-elect': 'false',
    'secure-port': String(ports.scheduler),
  };
  return {
    etcd: pod('etcd', etcd, 'readinessProbe', { port: 'probe-port', path: '/readyz', scheme: 'HTTP' }, ports.metrics, [
      { name: 'etcd-data', path: etcdData },
    ]),
    'kube-apiserver': pod('kube-apiserver', server, 'readinessProbe', {
      port: ports.api,
      path: '/readyz',
      scheme: 'HTTPS',
    }),
    'kube-controller-manager': pod('kube-controller-manager', manager, 'livenessProbe', {
      port: ports.manager,
      path: '/healthz',
      scheme: 'HTTPS',
    }),
    'kube-scheduler': pod('kube-scheduler', scheduler, 'livenessProbe', {
      port: ports.scheduler,
      path: '/healthz',
      scheme: 'HTTPS',
    }),
  };
}

function pod(
  name: string,
  flags: Readonly<Record<string, string>>,
  probe: 'readinessProbe' | 'livenessProbe',
  asked: { readonly port: number | string; readonly path: string; readonly scheme: string },
  port?: number,
  mounts: readonly { readonly name: string; readonly path: string }[] = [],
) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'kube-system', labels: { component: name, tier: 'control-plane' } },
    spec: {
      hostNetwork: true,
      containers: [
        {
          name,
          image: `${repository}/${name}:${versions.present}`,
          command: [name, ...Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`)],
          ...(port === undefined ? {} : { ports: [{ name: 'probe-port', containerPort: port }] }),
          [probe]: { httpGet: { host: '127.0.0.1', ...asked } },
          volumeMounts: mounts.map(({ name: mount, path }) => ({ name: mount, mountPath: path })),
        },
      ],
      volumes: mounts.map(({ name: mount, path }) => ({ name: mount, hostPath: { path, type: 'DirectoryOrCreate' } })),
    },
  };
}
