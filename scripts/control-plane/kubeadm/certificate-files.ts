import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { load } from 'js-yaml';
import type { HostCertificate } from '../../../runbooks/kit/control-plane-host.ts';
import type { Text } from '../../../stacks/model/vocabulary.ts';
import { refusedOperation } from '../member.ts';
import { certificatesIn, hostCertificates, trustOf } from '../operations/certificates.ts';
import type { KubeadmParts } from './manifests.ts';

/** Certificates by the names that `kubeadm certs renew` knows, with the authority that signs them. */
export const pairs = {
  apiserver: { file: 'apiserver', authority: 'ca' },
  'apiserver-kubelet-client': { file: 'apiserver-kubelet-client', authority: 'ca' },
  'apiserver-etcd-client': { file: 'apiserver-etcd-client', authority: 'etcd-ca' },
  'etcd-server': { file: 'etcd/server', authority: 'etcd-ca' },
  'etcd-peer': { file: 'etcd/peer', authority: 'etcd-ca' },
  'etcd-healthcheck-client': { file: 'etcd/healthcheck-client', authority: 'etcd-ca' },
  'front-proxy-client': { file: 'front-proxy-client', authority: 'front-proxy-ca' },
} as const satisfies Record<string, { readonly file: string; readonly authority: AuthorityName }>;

/** Kubeconfigs that hold a certificate; the cluster's authority signs them. */
export const kubeconfigs = ['admin.conf', 'super-admin.conf', 'controller-manager.conf', 'scheduler.conf'] as const;

export const authorities = { ca: 'ca', 'etcd-ca': 'etcd/ca', 'front-proxy-ca': 'front-proxy-ca' } as const;

export type AuthorityName = keyof typeof authorities;
export type PairName = keyof typeof pairs;

/** Why an authority is not replaced from here. */
export const fixedAuthorities: Readonly<Partial<Record<AuthorityName, Text>>> = {
  ca: {
    zh: '各节点的 kubelet 持有其签发的证书，而这里到不了节点',
    en: 'kubelets of all nodes hold certificates of it, and nodes are not reached from here',
  },
};

export function pairFiles({ layout }: KubeadmParts, file: string) {
  return { certificate: join(layout.pki, `${file}.crt`), key: join(layout.pki, `${file}.key`) };
}

/** All certificates of a machine: authorities, pairs and those in kubeconfigs. What is not there is left out. */
export async function certificatesOf(parts: KubeadmParts): Promise<readonly HostCertificate[]> {
  const trusts = await Promise.all(
    Object.entries(authorities).map(async ([name, file]) => {
      const text = await parts.machine.read(pairFiles(parts, file).certificate);
      return text === undefined ? [] : [trustOf(name, text, text)];
    }),
  );
  const leaves = await Promise.all([
    ...Object.entries(pairs).map(async ([name, { file }]) => leaf(name, await pairCertificate(parts, file))),
    ...kubeconfigs.map(async (name) => leaf(name, await kubeconfigCertificate(parts, name))),
  ]);
  const found = hostCertificates(trusts.flat(), leaves.flat());
  return found.map((each) => {
    const fixed = fixedAuthorities[each.name as AuthorityName];
    return fixed === undefined ? each : { ...each, fixed: fixed.en };
  });
}

function leaf(name: string, certificate: X509Certificate | undefined) {
  return certificate ? [{ name, certificate }] : [];
}

export async function pairCertificate(parts: KubeadmParts, file: string): Promise<X509Certificate | undefined> {
  const text = await parts.machine.read(pairFiles(parts, file).certificate);
  return text === undefined ? undefined : certificatesIn(text)[0];
}

interface Kubeconfig {
  readonly users: readonly { readonly name: string; readonly user: Readonly<Record<string, string>> }[];
}

export async function readKubeconfig(parts: KubeadmParts, name: string): Promise<Kubeconfig | undefined> {
  const text = await parts.machine.read(parts.layout.kubeconfig(name));
  if (text === undefined) return undefined;
  const config = load(text) as Kubeconfig | undefined;
  if (config?.users?.[0]?.user?.['client-certificate-data']) return config;
  throw refusedOperation(
    `${parts.host}: ${parts.layout.kubeconfig(name)}`,
    { zh: '没有客户端证书。', en: 'holds no client certificate.' },
    { zh: '请重新生成：kubeadm init phase kubeconfig。', en: 'Write it anew: kubeadm init phase kubeconfig.' },
  );
}

async function kubeconfigCertificate(parts: KubeadmParts, name: string): Promise<X509Certificate | undefined> {
  const config = await readKubeconfig(parts, name);
  const data = config?.users[0]?.user['client-certificate-data'];
  return data === undefined ? undefined : new X509Certificate(Buffer.from(data, 'base64'));
}
