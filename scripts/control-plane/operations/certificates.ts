import { X509Certificate } from 'node:crypto';
import { connect } from 'node:tls';
import type {
  ControlPlaneComponent,
  HostCertificate,
  ServedCertificate,
} from '../../../runbooks/kit/control-plane-host.ts';
import type { Member } from '../member.ts';

/** The certificates of a PEM text, in its order. */
export function certificatesIn(pem: string): readonly X509Certificate[] {
  return (pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []).map(
    (one) => new X509Certificate(one),
  );
}

/** Authorities as they are trusted: the present one under its name, others as `<name>-former`. */
export interface Trust {
  readonly name: string;
  readonly own: X509Certificate;
  readonly others: readonly X509Certificate[];
}

/** @param trusted PEM text of all that is trusted beside the present one */
export function trustOf(name: string, present: string, trusted: string): Trust {
  const own = certificatesIn(present)[0]!;
  const others = certificatesIn(trusted).filter((each) => each.fingerprint256 !== own.fingerprint256);
  return { name, own, others };
}

/** Authorities and leaves as the host shows them, each with its issuer where that is trusted. */
export function hostCertificates(
  trusts: readonly Trust[],
  leaves: readonly { readonly name: string; readonly certificate: X509Certificate }[],
): readonly HostCertificate[] {
  const authorities = trusts.flatMap(({ own, others }) => [own, ...others]);
  return [
    ...trusts.flatMap(({ name, own, others }) => [
      describe(name, own, authorities, true),
      ...others.map((each) => describe(`${name}-former`, each, authorities, true)),
    ]),
    ...leaves.map(({ name, certificate }) => describe(name, certificate, authorities, false)),
  ];
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

/**
 * A handshake as a client would make it; whether the server asks for a certificate does not matter for what it shows.
 * Trust is judged by the chain: which of its names a client asks for is the client's.
 */
export async function servedBy(
  { host, machine }: Member,
  component: ControlPlaneComponent,
  address: string,
  port: number,
  ca: string,
): Promise<ServedCertificate | undefined> {
  const stream = await machine.dial(address, port).catch(() => undefined);
  if (!stream) return undefined;
  return new Promise((resolve) => {
    const socket = connect({ socket: stream, ca, rejectUnauthorized: false, checkServerIdentity: () => undefined });
    const end = (served?: ServedCertificate) => {
      clearTimeout(timer);
      socket.destroy();
      stream.destroy();
      resolve(served);
    };
    const timer = setTimeout(end, 10_000);
    socket.on('error', () => end());
    stream.on('error', () => end());
    socket.once('close', () => end());
    socket.once('secureConnect', () => {
      const shown = socket.getPeerX509Certificate();
      if (!shown) return end();
      const notAfter = new Date(shown.validTo).toISOString();
      end({ host, component, serial: shown.serialNumber.toLowerCase(), notAfter, trusted: socket.authorized });
    });
  });
}
