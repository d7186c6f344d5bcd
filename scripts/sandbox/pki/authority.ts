import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

/** A certificate and its private key (PKCS #8), both PEM. */
export interface KeyPairPem {
  readonly certificate: string;
  readonly key: string;
}

/** Whom a certificate is for. In Kubernetes the common name is the user and organizations are its groups. */
export interface CertificateRequest {
  readonly commonName: string;
  readonly organizations?: readonly string[];
  readonly dnsNames?: readonly string[];
  readonly ipAddresses?: readonly string[];
  readonly usages: readonly ('client' | 'server')[];
  readonly ttlSeconds: number;
}

const keyAlgorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const signing = { name: 'ECDSA', hash: 'SHA-256' } as const;
/** Clocks of two machines differ; nobody should meet a certificate from the future. */
const backdateSeconds = 300;

const provider = webcrypto as unknown as Crypto;

function subject(commonName: string, organizations: readonly string[] = []): x509.Name {
  return new x509.Name([...organizations.map((name) => ({ O: [name] })), { CN: [commonName] }]);
}

function validity(ttlSeconds: number): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(now - backdateSeconds * 1000), notAfter: new Date(now + ttlSeconds * 1000) };
}

/** Positive and 64 random bits at least (CA/Browser Forum BR 7.1); the first byte keeps it positive and minimal. */
function serialNumber(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16));
  bytes[0] = (bytes[0]! & 0x7f) | 0x40;
  return Buffer.from(bytes).toString('hex');
}

async function generateKeys(): Promise<CryptoKeyPair> {
  return (await provider.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify'])) as CryptoKeyPair;
}

/** PEM of a private key, PKCS #8. */
async function privateKeyPem(key: CryptoKey): Promise<string> {
  return `${x509.PemConverter.encode(await provider.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;
}

/** A fresh ECDSA P-256 key pair as PEM (PKCS #8 and SubjectPublicKeyInfo), for service account tokens. */
export async function signingKeyPem(): Promise<{ key: string; publicKey: string }> {
  const keys = await generateKeys();
  const spki = await provider.subtle.exportKey('spki', keys.publicKey);
  return { key: await privateKeyPem(keys.privateKey), publicKey: `${x509.PemConverter.encode(spki, 'PUBLIC KEY')}\n` };
}

/** A certificate authority that can issue; it belongs to one network and signs nothing for another. */
export interface Authority {
  readonly pem: KeyPairPem;
  issue(request: CertificateRequest): Promise<KeyPairPem>;
}

/** Makes a self-signed CA (RFC 5280: basicConstraints critical, pathLen 0, keyCertSign). */
export async function createAuthority(commonName: string, ttlSeconds: number): Promise<Authority> {
  const keys = await generateKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: subject(commonName),
      serialNumber: serialNumber(),
      ...validity(ttlSeconds),
      signingAlgorithm: signing,
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, provider),
      ],
    },
    provider,
  );
  return authority(certificate, keys.privateKey, {
    certificate: `${certificate.toString('pem')}\n`,
    key: await privateKeyPem(keys.privateKey),
  });
}

/** Reads a CA back from its PEM. @throws when either is not PEM or the key is not ECDSA P-256. */
export async function loadAuthority(pem: KeyPairPem): Promise<Authority> {
  const [der] = x509.PemConverter.decode(pem.key);
  if (!der) throw new Error('CA key: no PEM block.\n  Remove the network with `fadun sandbox down --purge`.');
  const key = await provider.subtle.importKey('pkcs8', der, keyAlgorithm, false, ['sign']);
  return authority(new x509.X509Certificate(pem.certificate), key, pem);
}

function authority(certificate: x509.X509Certificate, key: CryptoKey, pem: KeyPairPem): Authority {
  return { pem, issue: (request) => issue(certificate, key, request) };
}

async function issue(
  issuer: x509.X509Certificate,
  issuerKey: CryptoKey,
  request: CertificateRequest,
): Promise<KeyPairPem> {
  const keys = await generateKeys();
  const purposes = request.usages.map(
    (usage) => x509.ExtendedKeyUsage[usage === 'server' ? 'serverAuth' : 'clientAuth'],
  );
  const names = [
    ...(request.dnsNames ?? []).map((value) => ({ type: 'dns' as const, value })),
    ...(request.ipAddresses ?? []).map((value) => ({ type: 'ip' as const, value })),
  ];
  const period = validity(request.ttlSeconds);
  const certificate = await x509.X509CertificateGenerator.create(
    {
      subject: subject(request.commonName, request.organizations),
      issuer: issuer.subjectName,
      serialNumber: serialNumber(),
      notBefore: period.notBefore,
      notAfter: new Date(Math.min(period.notAfter.getTime(), issuer.notAfter.getTime())),
      signingAlgorithm: signing,
      publicKey: keys.publicKey,
      signingKey: issuerKey,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension(purposes),
        ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : []),
        await x509.AuthorityKeyIdentifierExtension.create(issuer, false, provider),
      ],
    },
    provider,
  );
  return { certificate: `${certificate.toString('pem')}\n`, key: await privateKeyPem(keys.privateKey) };
}
