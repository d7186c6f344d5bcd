import { certificateFolder } from '../collector/network-collector.ts';

const minimum = { min_version: 'TLS12' } as const;

/** Prometheus' own certificate and the authorities of its network: what pods and hosts of the network are asked with. */
export const ownTls = {
  ca_file: `${certificateFolder}/ca.crt`,
  cert_file: `${certificateFolder}/tls.crt`,
  key_file: `${certificateFolder}/tls.key`,
  ...minimum,
} as const;

/** Listeners that ask for a token instead of a certificate. */
export const networkTls = { ca_file: ownTls.ca_file, ...minimum } as const;

/** etcd trusts an authority of its own; its files stand in the same Secret. */
export const etcdTls = {
  ca_file: `${certificateFolder}/etcd-ca.crt`,
  cert_file: `${certificateFolder}/etcd.crt`,
  key_file: `${certificateFolder}/etcd.key`,
  ...minimum,
} as const;

const account = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The cluster's own authority, which signs for API servers and (`serverTLSBootstrap`) for kubelets. */
export const clusterTls = { ca_file: `${account}/ca.crt`, ...minimum } as const;

/** Tokens by what they open: the account's own for the cluster, Fadun's for its exporter. */
export const tokens = {
  cluster: { type: 'Bearer', credentials_file: `${account}/token` },
  fadun: { type: 'Bearer', credentials_file: `${certificateFolder}/fadun-token` },
} as const;
