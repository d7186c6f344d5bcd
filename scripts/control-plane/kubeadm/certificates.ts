import { dump } from 'js-yaml';
import type { ControlPlaneHost, HostCertificate, ServedCertificate } from '../../../runbooks/kit/control-plane-host.ts';
import { type Member, refusedOperation, secretMode } from '../member.ts';
import { certificatesIn, servedBy } from '../operations/certificates.ts';
import { servingAddress } from './administrator-api.ts';
import {
  type AuthorityName,
  authorities,
  certificatesOf,
  fixedAuthorities,
  kubeconfigs,
  type PairName,
  pairCertificate,
  pairFiles,
  pairs,
  readKubeconfig,
} from './certificate-files.ts';
import { drawAuthority, issueLike, nextAuthority } from './issue.ts';
import { flagsOf } from './manifest.ts';
import { type KubeadmParts, nextManifest } from './manifests.ts';

type Acting = Pick<ControlPlaneHost, 'renewCertificates' | 'dropFormerAuthority'>;

/** Names of certificates over several machines: the machine's before, so that each is one. */
export function nameOn(members: number, host: string, name: string): string {
  return members === 1 ? name : `${host}/${name}`;
}

export async function allCertificates(machines: readonly KubeadmParts[]): Promise<readonly HostCertificate[]> {
  const all = await Promise.all(
    machines.map(async (parts) =>
      (await certificatesOf(parts)).map((each) => ({ ...each, name: nameOn(machines.length, parts.host, each.name) })),
    ),
  );
  return all.flat();
}

export function certificateActing(machines: readonly KubeadmParts[]): Acting {
  return {
    async renewCertificates(names, replacing) {
      const present = await allCertificates(machines);
      const unknown = names.filter((name) => !present.some((each) => each.name === name));
      if (unknown.length > 0)
        throw refusedOperation(
          `certificates ${unknown.join(', ')}`,
          { zh: '不属于这些主机。', en: 'are not of these hosts.' },
          { zh: '请指定主机已有的证书。', en: 'Name those they have.' },
        );
      const due = present.filter(({ name, sha256 }) => names.includes(name) && replacing.includes(sha256));
      for (const parts of machines) {
        const isDue = (name: string) => due.some((each) => each.name === nameOn(machines.length, parts.host, name));
        await renewOn(parts, machines.length, isDue);
      }
      return allCertificates(machines);
    },
    async dropFormerAuthority() {
      for (const parts of machines) {
        for (const file of Object.values(authorities)) {
          const { certificate } = pairFiles(parts, file);
          const trusted = certificatesIn((await parts.machine.read(certificate)) ?? '');
          if (trusted.length > 1) await parts.machine.write(certificate, trusted[0]!.toString());
        }
      }
    },
  };
}

async function renewOn(parts: KubeadmParts, members: number, isDue: (name: string) => boolean): Promise<void> {
  const dueAuthorities = (Object.keys(authorities) as AuthorityName[]).filter(isDue);
  for (const name of dueAuthorities) demandReplaceable(name, members);
  for (const name of dueAuthorities) await renewAuthority(parts, name);
  for (const name of (Object.keys(pairs) as PairName[]).filter(isDue)) await renewPair(parts, name);
  for (const name of kubeconfigs.filter(isDue)) await renewKubeconfig(parts, name);
}

function demandReplaceable(name: AuthorityName, members: number): void {
  const fault =
    fixedAuthorities[name] ??
    (members > 1 ? { zh: '其私钥须在主机之间传递', en: 'its key would have to go from host to host' } : undefined);
  if (fault === undefined) return;
  throw refusedOperation(
    `authority ${name}`,
    { zh: `不能在此更换：${fault.zh}。`, en: `is not replaced from here: ${fault.en}.` },
    {
      zh: '请按 Kubernetes 文档“Manual rotation of CA certificates”逐节点更换。',
      en: 'Follow "Manual rotation of CA certificates" of the Kubernetes documentation, node by node.',
    },
  );
}

/**
 * The next authority is drawn beside, then put in place: key first, then the certificate with all that was trusted
 * after it, so that an interrupted renewal is seen as not done and goes on with the authority that was drawn.
 */
async function renewAuthority(parts: KubeadmParts, name: AuthorityName): Promise<void> {
  const { machine } = parts;
  const files = pairFiles(parts, authorities[name]);
  const trusted = await machine.read(files.certificate);
  await demandKey(parts, files.key);
  const next = nextAuthority(parts, name);
  if ((await machine.look(next.certificate)) === undefined)
    await drawAuthority(parts, name, certificatesIn(trusted!)[0]!);
  const drawn = await machine.read(next.certificate);
  if ((await machine.look(next.key)) !== undefined) await machine.rename(next.key, files.key);
  if (!trusted!.includes(drawn!.trim())) await machine.write(files.certificate, `${drawn}${trusted}`);
  await machine.remove(next.certificate);
}

/** Some keep the keys of authorities elsewhere: then nothing can be signed here. */
async function demandKey({ host, machine }: KubeadmParts, path: string): Promise<void> {
  if ((await machine.look(path)) !== undefined) return;
  throw refusedOperation(
    `${host}: ${path}`,
    { zh: '不存在：该 CA 的私钥另行保管。', en: 'is not there: this authority is kept elsewhere.' },
    {
      zh: '请保管人签发到期的证书（kubeadm certs generate-csr）。',
      en: 'Have its keeper sign what is due (kubeadm certs generate-csr).',
    },
  );
}

async function renewPair(parts: KubeadmParts, name: PairName): Promise<void> {
  const { machine } = parts;
  const { file, authority } = pairs[name];
  await demandKey(parts, pairFiles(parts, authorities[authority]).key);
  const former = await pairCertificate(parts, file);
  const draft = await issueLike(parts, name, former!, authority);
  const files = pairFiles(parts, file);
  await machine.setMode(draft.certificate, 0o644);
  await machine.rename(draft.key, files.key);
  await machine.rename(draft.certificate, files.certificate);
  await machine.remove(parts.layout.drafts);
}

/** A kubeconfig holds its key; it goes through this program's memory, and nowhere else. */
async function renewKubeconfig(parts: KubeadmParts, name: (typeof kubeconfigs)[number]): Promise<void> {
  const { machine, layout } = parts;
  await demandKey(parts, pairFiles(parts, authorities.ca).key);
  const config = await readKubeconfig(parts, name);
  const [first, ...others] = config!.users;
  const former = certificatesIn(Buffer.from(first!.user['client-certificate-data']!, 'base64').toString('utf8'))[0];
  const draft = await issueLike(parts, name, former!, 'ca');
  const [certificate, key] = await Promise.all([machine.read(draft.certificate), machine.read(draft.key)]);
  const base64 = (text: string | undefined) => Buffer.from(text ?? '').toString('base64');
  const user = { ...first!.user, 'client-certificate-data': base64(certificate), 'client-key-data': base64(key) };
  const renewed = { ...config, users: [{ ...first!, user }, ...others] };
  await machine.write(layout.kubeconfig(name), dump(renewed, { lineWidth: -1 }), secretMode);
  await machine.remove(layout.drafts);
}

/** What components show on one machine. */
export async function servedOn(parts: KubeadmParts, member: Member): Promise<readonly ServedCertificate[]> {
  const { machine, layout } = parts;
  const [clusterTrust, etcdTrust] = await Promise.all(
    ['ca.crt', 'etcd/ca.crt'].map((name) => machine.read(`${layout.pki}/${name}`)),
  );
  const server = await servingAddress(parts);
  const [etcdUrl] = (await member.etcdConnection()).map(
    (flag) => /^--endpoints=https:\/\/(.+):(\d+)$/.exec(flag) ?? [],
  );
  const flags = async (component: 'kube-controller-manager' | 'kube-scheduler') =>
    flagsOf(await nextManifest(parts, component));
  const own = async (component: 'kube-controller-manager' | 'kube-scheduler', port: number) => {
    const given = await flags(component);
    const address = String(given['bind-address'] ?? '127.0.0.1').replace('0.0.0.0', '127.0.0.1');
    const served = await servedBy(member, component, address, Number(given['secure-port'] ?? port), clusterTrust ?? '');
    // kubeadm gives them none: they draw one when they start, which nobody verifies.
    return served && given['tls-cert-file'] === undefined ? { ...served, drawnAtStart: true } : served;
  };
  const all = await Promise.all([
    servedBy(member, 'etcd', etcdUrl?.[1] ?? '127.0.0.1', Number(etcdUrl?.[2] ?? 2379), etcdTrust ?? ''),
    servedBy(member, 'kube-apiserver', server.address, server.port, clusterTrust ?? ''),
    own('kube-controller-manager', 10257),
    own('kube-scheduler', 10259),
  ]);
  return all.filter((each) => each !== undefined);
}
