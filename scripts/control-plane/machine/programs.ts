/** Everything that is ever run on a machine of a control plane. */
export const programs = [
  'cat',
  'chmod',
  'crictl',
  'dd',
  'etcd',
  'etcdctl',
  'etcdutl',
  'find',
  'grep',
  'head',
  'mkdir',
  'mv',
  'openssl',
  'pgrep',
  'rm',
  'sha256sum',
  'stat',
  'sync',
  'tail',
] as const;

export type Program = (typeof programs)[number];
