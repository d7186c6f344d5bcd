import { X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { load } from 'js-yaml';
import {
  type ControlPlaneComponent,
  type ControlPlaneHost,
  controlPlaneComponents,
  type HostCertificate,
  type ServedCertificate,
} from '../../../runbooks/kit/control-plane-host.ts';
import { connect } from '../api.ts';
import { descriptions } from '../components.ts';
import { secretMode, writeWhole } from '../files.ts';
import { kubeconfigNames, writeKubeconfigs } from '../kubeconfig.ts';
import type { KeyPairFiles, NetworkLayout } from '../layout.ts';
import { createAuthority } from '../pki/authority.ts';
import { authorityTtlSeconds, type CertificateName, certificates, reissueCertificates } from '../pki/certificates.ts';
import { failure } from '../run.ts';
import { type ControlPlaneParts, refusedOperation } from './parts.ts';

type Reading = Pick<ControlPlaneHost, 'certificates' | 'servedCertificates'>;
type Acting = Pick<ControlPlaneHost, 'renewCertificates' | 'dropFormerAuthority'>;

const authorityNames = ['ca', 'etcd-ca'] as const;
type AuthorityName = (typeof authorityNames)[number];

export function certificateReading(parts: ControlPlaneParts): Reading {
  return {
    certificates: () => hostCertificates(parts.layout),
    async servedCertificates() {
      const served = await Promise.all(controlPlaneComponents.map((component) => servedBy(parts, component)));
      return served.filter((each) => each !== undefined);
    },
  };
}

export function certificateActing(parts: ControlPlaneParts): Acting {
  const { layout, ports } = parts;
  return {
    async renewCertificates(names, replacing) {
      const present = await hostCertificates(layout);
      const unknown = names.filter((name) => !present.some((each) => each.name === name));
      if (unknown.length > 0)
        throw refusedOperation(`certificates ${unknown.join(', ')}`, 'are not of this host.', 'Name those it has.');
      const isDue = (name: string) => present.some((each) => each.name === name && replacing.includes(each.sha256));
      for (const name of authorityNames) if (names.includes(name) && isDue(name)) await renewAuthority(parts, name);
      const leaves = names.filter((name): name is CertificateName => name in certificates && isDue(name));
      await reissueCertificates(layout, leaves);
      await writeKubeconfigs(layout, ports);
      return hostCertificates(layout);
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
  throw await failure(layout, 'kwok', 'did not take up its nodes again within 30 s');
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

async function hostCertificates(layout: NetworkLayout): Promise<readonly HostCertificate[]> {
  const trusts = await Promise.all(
    authorityNames.map(async (name) => {
      const { files, trust } = authorityFiles(layout, name);
      const own = new X509Certificate(await readFile(files.certificate));
      const others = (await authoritiesIn(trust)).filter((each) => each.fingerprint256 !== own.fingerprint256);
      return { name, own, others };
    }),
  );
  const authorities = trusts.flatMap(({ own, others }) => [own, ...others]);
  const leaves = Object.keys(certificates).filter((name) => existsSync(leafFiles(layout, name).certificate));
  const presented = await Promise.all(
    leaves.map(async (name) => describe(name, await presentedCertificate(layout, name), authorities, false)),
  );
  return [
    ...trusts.flatMap(({ name, own, others }) => [
      describe(name, own, authorities, true),
      ...others.map((each) => describe(`${name}-former`, each, authorities, true)),
    ]),
    ...presented,
  ];
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

async function authoritiesIn(file: string): Promise<readonly X509Certificate[]> {
  const text = await readFile(file, 'utf8');
  return (text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []).map(
    (pem) => new X509Certificate(pem),
  );
}

function describe(
  name: string,
  certificate: X509Certificate,
  authorities: readonly X509Certificate[],
  authority: boolean,
): HostCertificate {
  const issuer = authorities.find((each) => certificate.checkIssued(each) && certificate.verify(each.publicKey));
  return {
    name,
    subject: certificate.subject.replaceAll('\n', ', '),
    notAfter: new Date(certificate.validTo).toISOString(),
    serial: certificate.serialNumber.toLowerCase(),
    sha256: digestOf(certificate),
    issuer: issuer ? digestOf(issuer) : '',
    authority,
  };
}

function digestOf(certificate: X509Certificate): string {
  return certificate.fingerprint256.replaceAll(':', '').toLowerCase();
}

/** A handshake as a client would make it; whether the server asks for a certificate does not matter for what it shows. */
async function servedBy(
  { layout, ports, network }: ControlPlaneParts,
  component: ControlPlaneComponent,
): Promise<ServedCertificate | undefined> {
  const probe = descriptions[component].probe!;
  const isEtcd = probe.certificate === 'etcd-client';
  const pair = layout.keyPair(probe.certificate);
  const [ca, cert, key] = await Promise.all(
    [isEtcd ? layout.etcdTrust : layout.clusterTrust, pair.certificate, pair.key].map((file) => readFile(file)),
  );
  return new Promise((resolve) => {
    const socket = connectTls({ host: '127.0.0.1', port: ports[probe.port], ca, cert, key, rejectUnauthorized: false });
    socket.setTimeout(5_000, () => socket.destroy(new Error('no answer')));
    socket.once('error', () => resolve(undefined));
    socket.once('secureConnect', () => {
      const shown = socket.getPeerX509Certificate();
      const trusted = socket.authorized;
      socket.destroy();
      if (!shown) return resolve(undefined);
      const notAfter = new Date(shown.validTo).toISOString();
      resolve({ host: network, component, serial: shown.serialNumber.toLowerCase(), notAfter, trusted });
    });
  });
}
