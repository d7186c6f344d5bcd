import type { Flags } from '../control-plane/flags.ts';
import { type Component, components, type NetworkLayout } from './layout.ts';
import type { PortName, Ports } from './ports.ts';

/** What a component needs beside its flags. */
interface ComponentDescription {
  flags(layout: NetworkLayout, ports: Ports): Flags;
  readonly ports: readonly PortName[];
  /** Where its readiness is asked over HTTPS; none where only its effect shows it. */
  readonly probe?: { readonly port: PortName; readonly path: string; readonly certificate: 'probe' | 'etcd-client' };
}

const loopback = '127.0.0.1';
const serviceCidr = '10.96.0.0/16';

const etcd = (layout: NetworkLayout, ports: Ports): Flags => {
  const server = layout.keyPair('etcd-server');
  const clientUrl = `https://${loopback}:${ports.etcdClient}`;
  const peerUrl = `https://${loopback}:${ports.etcdPeer}`;
  return {
    name: layout.network,
    'data-dir': layout.etcdData,
    'listen-client-urls': clientUrl,
    'advertise-client-urls': clientUrl,
    'listen-peer-urls': peerUrl,
    'initial-advertise-peer-urls': peerUrl,
    'initial-cluster': `${layout.network}=${peerUrl}`,
    'initial-cluster-token': `fadun-sandbox-${layout.network}`,
    'cert-file': server.certificate,
    'key-file': server.key,
    'trusted-ca-file': layout.etcdTrust,
    'client-cert-auth': 'true',
    'peer-cert-file': server.certificate,
    'peer-key-file': server.key,
    'peer-trusted-ca-file': layout.etcdTrust,
    'peer-client-cert-auth': 'true',
    'enable-grpc-gateway': 'false',
    'log-level': 'warn',
  };
};

const apiServer = (layout: NetworkLayout, ports: Ports): Flags => {
  const serving = layout.keyPair('kube-apiserver');
  const toEtcd = layout.keyPair('etcd-client');
  return {
    'bind-address': loopback,
    'advertise-address': loopback,
    'secure-port': String(ports.apiServer),
    'endpoint-reconciler-type': 'none',
    'tls-cert-file': serving.certificate,
    'tls-private-key-file': serving.key,
    'tls-min-version': 'VersionTLS12',
    'client-ca-file': layout.clusterTrust,
    'anonymous-auth': 'false',
    'authorization-mode': 'Node,RBAC',
    'enable-admission-plugins': 'NodeRestriction',
    'etcd-servers': `https://${loopback}:${ports.etcdClient}`,
    'etcd-cafile': layout.etcdTrust,
    'etcd-certfile': toEtcd.certificate,
    'etcd-keyfile': toEtcd.key,
    'encryption-provider-config': layout.encryptionConfiguration,
    'audit-policy-file': layout.auditPolicy,
    'audit-log-path': layout.auditLog,
    'audit-log-maxsize': '100',
    'audit-log-maxbackup': '3',
    'service-account-issuer': 'https://kubernetes.default.svc.cluster.local',
    'service-account-key-file': layout.serviceAccountPublicKey,
    'service-account-signing-key-file': layout.serviceAccountKey,
    'service-account-extend-token-expiration': 'false',
    'service-cluster-ip-range': serviceCidr,
    'allow-privileged': 'true',
    'shutdown-watch-termination-grace-period': '1s',
    profiling: 'false',
  };
};

/** The default of 20 requests a second would be the slowest part of a start and of every roll-out. */
const clientRate = { 'kube-api-qps': '300', 'kube-api-burst': '600' };

/** There is no kubelet to attach volumes, so the attacher is left out: it would wait for one for ever. */
const controllerSet = '*,-persistentvolume-attach-detach-controller';

const controllerManager = (layout: NetworkLayout, ports: Ports): Flags => {
  const serving = layout.keyPair('kube-controller-manager-server');
  const kubeconfig = layout.kubeconfig('kube-controller-manager');
  return {
    'bind-address': loopback,
    'secure-port': String(ports.controllerManager),
    'tls-cert-file': serving.certificate,
    'tls-private-key-file': serving.key,
    'client-ca-file': layout.clusterTrust,
    kubeconfig,
    'authentication-skip-lookup': 'true',
    'authorization-kubeconfig': kubeconfig,
    'root-ca-file': layout.clusterTrust,
    'cluster-signing-cert-file': layout.clusterCa.certificate,
    'cluster-signing-key-file': layout.clusterCa.key,
    'service-account-private-key-file': layout.serviceAccountKey,
    'use-service-account-credentials': 'true',
    'leader-elect': 'false',
    ...clientRate,
    'node-monitor-period': '1s',
    controllers: controllerSet,
    profiling: 'false',
  };
};

const scheduler = (layout: NetworkLayout, ports: Ports): Flags => {
  const serving = layout.keyPair('kube-scheduler-server');
  const kubeconfig = layout.kubeconfig('kube-scheduler');
  return {
    'bind-address': loopback,
    'secure-port': String(ports.scheduler),
    'tls-cert-file': serving.certificate,
    'tls-private-key-file': serving.key,
    'client-ca-file': layout.clusterTrust,
    kubeconfig,
    'authentication-skip-lookup': 'true',
    'authorization-kubeconfig': kubeconfig,
    'leader-elect': 'false',
    ...clientRate,
    profiling: 'false',
  };
};

const kwok = (layout: NetworkLayout): Flags => ({
  kubeconfig: layout.kubeconfig('kwok'),
  config: layout.kwokConfiguration,
  'manage-nodes-with-label-selector': 'fadun.io/sandbox=true',
  'node-lease-duration-seconds': '40',
});

/** Every component: its built-in flags, its sockets, and how its readiness is asked. */
export const descriptions: Readonly<Record<Component, ComponentDescription>> = {
  etcd: {
    flags: etcd,
    ports: ['etcdClient', 'etcdPeer'],
    probe: { port: 'etcdClient', path: '/readyz', certificate: 'etcd-client' },
  },
  'kube-apiserver': {
    flags: apiServer,
    ports: ['apiServer'],
    probe: { port: 'apiServer', path: '/readyz', certificate: 'probe' },
  },
  'kube-controller-manager': {
    flags: controllerManager,
    ports: ['controllerManager'],
    probe: { port: 'controllerManager', path: '/healthz', certificate: 'probe' },
  },
  'kube-scheduler': {
    flags: scheduler,
    ports: ['scheduler'],
    probe: { port: 'scheduler', path: '/readyz', certificate: 'probe' },
  },
  kwok: { flags: kwok, ports: [] },
};

/** The components that run, with or without controllers. */
export function activeComponents(controllers: boolean): readonly Component[] {
  return controllers ? components : components.filter((name) => name === 'etcd' || name === 'kube-apiserver');
}
