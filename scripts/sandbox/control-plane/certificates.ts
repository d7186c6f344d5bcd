import { X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { load } from 'js-yaml';
import {
  type ControlPlaneComponent,
  type ControlPlaneHost,
  controlPlaneComponents,
  type HostCertificate,
} from '../../../runbooks/kit/control-plane-host.ts';
import { type Member, refusedOperation } from '../../control-plane/member.ts';
import { hostCertificates, servedBy, trustOf } from '../../control-plane/operations/certificates.ts';
import { connect } from '../api.ts';
import { descriptions } from '../components.ts';
import { secretMode, writeWhole } from '../files.ts';
import { kubeconfigNames, writeKubeconfigs } from '../kubeconfig.ts';
import type { KeyPairFiles, NetworkLayout } from '../layout.ts';
import { createAuthority } from '../pki/authority.ts';
import { authorityTtlSeconds, type CertificateName, certificates, reissueCertificates } from '../pki/certificates.ts';
import { failure } from '../run.ts';
import type { ControlPlaneParts } from './parts.ts';

type Reading = Pick<ControlPlaneHost, 'certificates' | 'servedCertificates'>;
type Acting = Pick<ControlPlaneHost, 'renewCertificates' | 'dropFormerAuthority'>;

const authorityNames = ['ca', 'etcd-ca'] as const;
type AuthorityName = (typeof authorityNames)[number];

export function certificateReading(member: Member, parts: ControlPlaneParts): Reading {
  return {
    certificates: () => presentCertificates(parts.layout),
    async servedCertificates() {
      const all = await Promise.all(controlPlaneComponents.map((component) => served(member, parts, component)));
      return all.filter((each) => each !== undefined);
    },
  };
}

export function certificateActing(parts: ControlPlaneParts): Acting {
  const { layout, ports } = parts;
  return {
    async renewCertificates(names, replacing) {
      const present = await presentCertificates(layout);
      const unknown = names.filter((name) => !present.some((each) => each.name === name));
      if (unknown.length > 0)
        throw refusedOperation(
          `certificates ${unknown.join(', ')}`,
          { zh: '不属于本主机。', en: 'are not of this host.' },
          { zh: '请指定本主机已有的证书。', en: 'Name those it has.' },
        );
      const isDue = (name: string) => present.some((each) => each.name === name && replacing.includes(each.sha256));
      for (const name of authorityNames) if (names.includes(name) && isDue(name)) await renewAuthority(parts, name);
      const leaves = names.filter((name): name is CertificateName => name in certificates && isDue(name));
      await reissueCertificates(layout, leaves);
      await writeKubeconfigs(layout, ports);
      return presentCertificates(layout);
    },
    async dropFormerAuthority() {
      // Nodes first: an interruption is then seen as not done.
      await renewNodes(parts);
      for (const name of authorityNames) {
        const { files, trust } = authorityFiles(layout, name);
        await writeWhole(trust, await readFile(files.certificate, 'utf8'));
      }
      await writeKubeconfigs(layout, ports);
    },
  };
}

const leases = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases';

/**
 * Kubelets take up new credentials by themselves; what plays them has to be started anew, and would wait for the leases
 * of its former self to run out.
 */
async function renewNodes({ layout, ports, host }: ControlPlaneParts): Promise<void> {
  // Not whether it runs: an interrupted call may have stopped it.
  if (!existsSync(layout.startedWith('kwok'))) return;
  const client = await connect(ports.apiServer, layout.clusterTrust, layout.keyPair('admin'));
  try {
    await host.stop('kwok');
    await client.send('DELETE', leases);
    await host.start('kwok');
    // Until it holds its leases it does not bear an API server that goes away.
    for (let attempt = 0; attempt < 300; attempt++) {
      const { items } = JSON.parse((await client.send('GET', leases)).body) as { items?: readonly unknown[] };
      if (items && items.length > 0) return;
      await delay(100);
    }
  } finally {
    client.close();
  }
  throw await failure(layout, 'kwok', {
    zh: '30 秒内未重新接管其节点',
    en: 'did not take up its nodes again within 30 s',
  });
}

function authorityFiles(layout: NetworkLayout, name: AuthorityName) {
  return name === 'ca'
    ? { files: layout.clusterCa, trust: layout.clusterTrust, next: layout.keyPair('ca-next') }
    : { files: layout.etcdCa, trust: layout.etcdTrust, next: layout.keyPair('etcd-ca-next') };
}

/**
 * Draws the next authority beside, trusts both, then puts it in place: key first, certificate last, so that an
 * interrupted renewal is seen as not done and goes on with the authority that was drawn.
 */
async function renewAuthority({ layout, network }: ControlPlaneParts, name: AuthorityName): Promise<void> {
  const { files, trust, next } = authorityFiles(layout, name);
  if (!existsSync(next.certificate)) {
    const title = name === 'ca' ? `fadun-sandbox ${network}` : `fadun-sandbox-etcd ${network}`;
    const { pem } = await createAuthority(title, authorityTtlSeconds);
    await writeWhole(next.key, pem.key, secretMode);
    await writeWhole(next.certificate, pem.certificate);
  }
  const [drawn, trusted] = await Promise.all([next.certificate, trust].map((file) => readFile(file, 'utf8')));
  // All that is trusted stays so: after an aborted change, leaves of an authority before the last are still in use.
  if (!trusted!.includes(drawn!.trim())) await writeWhole(trust, `${drawn}${trusted}`);
  if (existsSync(next.key)) await rename(next.key, files.key);
  await rename(next.certificate, files.certificate);
}

async function presentCertificates(layout: NetworkLayout): Promise<readonly HostCertificate[]> {
  const trusts = await Promise.all(
    authorityNames.map(async (name) => {
      const { files, trust } = authorityFiles(layout, name);
      const [present, trusted] = await Promise.all([files.certificate, trust].map((file) => readFile(file, 'utf8')));
      return trustOf(name, present!, trusted!);
    }),
  );
  const names = Object.keys(certificates).filter((name) => existsSync(leafFiles(layout, name).certificate));
  const leaves = names.map(async (name) => ({ name, certificate: await presentedCertificate(layout, name) }));
  return hostCertificates(trusts, await Promise.all(leaves));
}

function leafFiles(layout: NetworkLayout, name: string): KeyPairFiles {
  return layout.keyPair(name);
}

/** What holder `name` presents: the kubeconfig's certificate where there is one, for that is what is used. */
async function presentedCertificate(layout: NetworkLayout, name: string): Promise<X509Certificate> {
  if (!(kubeconfigNames as readonly string[]).includes(name))
    return new X509Certificate(await readFile(leafFiles(layout, name).certificate));
  const config = load(await readFile(layout.kubeconfig(name), 'utf8')) as {
    users: { user: { 'client-certificate-data': string } }[];
  };
  return new X509Certificate(Buffer.from(config.users[0]!.user['client-certificate-data'], 'base64'));
}

async function served(member: Member, { layout, ports }: ControlPlaneParts, component: ControlPlaneComponent) {
  const probe = descriptions[component].probe!;
  const trust = probe.certificate === 'etcd-client' ? layout.etcdTrust : layout.clusterTrust;
  return servedBy(member, component, '127.0.0.1', ports[probe.port], await readFile(trust, 'utf8'));
}
