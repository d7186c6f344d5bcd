import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { hash } from './digest.ts';

/** SM2 with SM3 (GB/T 32918.2) and Ed25519 (RFC 8032). */
export type SignatureAlgorithm = 'sm2-sm3' | 'ed25519';

/** The public half: what a keyring holds. */
export interface PublicKey {
  readonly algorithm: SignatureAlgorithm;
  /** SubjectPublicKeyInfo as PEM (RFC 7468). */
  readonly pem: string;
  /** SHA-256 of the SubjectPublicKeyInfo, hexadecimal. */
  readonly id: string;
}

/** A pair whose private half is PKCS#8 PEM; it never enters a journal, an archive or a state. */
export interface KeyPair extends PublicKey {
  readonly privatePem: string;
}

/** SubjectPublicKeyInfo up to the 65 bytes of the point: id-ecPublicKey, curve 1.2.156.10197.1.301. */
const sm2PublicPrefix = Buffer.from('3059301306072a8648ce3d020106082a811ccf5501822d034200', 'hex');

/** PKCS#8 up to the 32 bytes of the scalar: the same algorithm, then ECPrivateKey version 1. */
const sm2PrivatePrefix = Buffer.from('308187020100301306072a8648ce3d020106082a811ccf5501822d046d306b0201010420', 'hex');

/** Makes a fresh pair. */
export function generateKeys(algorithm: SignatureAlgorithm): KeyPair {
  const { privateKey } =
    algorithm === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'SM2' });
  return keyPairFromPem(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
}

/**
 * The pair of a private key in PKCS#8 or SEC1 PEM, as `openssl genpkey` and `openssl ecparam -genkey` write it.
 * @throws Error for encrypted or damaged PEM, and for keys of other algorithms.
 */
export function keyPairFromPem(pem: string): KeyPair {
  const privateKey = parse('private key', () => createPrivateKey(pem));
  const publicPem = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
  const privatePem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { ...publicKeyFromPem(publicPem), privatePem };
}

/**
 * The public key of a SubjectPublicKeyInfo PEM.
 * @throws Error for damaged PEM and for keys of other algorithms.
 */
export function publicKeyFromPem(pem: string): PublicKey {
  if (/PRIVATE KEY/.test(pem)) throw new Error('public key: this PEM holds a private key. Enrol the public half only.');
  const der = spki(parse('public key', () => createPublicKey(pem)));
  const algorithm = algorithmOf(der);
  return {
    algorithm,
    id: hash('sha256', der),
    pem: createPublicKey(pem).export({ type: 'spki', format: 'pem' }).toString(),
  };
}

/** The uncompressed point (65 bytes, hexadecimal) of an SM2 public key. */
export function sm2Point(key: PublicKey): string {
  return spki(createPublicKey(key.pem)).subarray(sm2PublicPrefix.length).toString('hex');
}

/**
 * The private scalar (32 bytes, hexadecimal) of an SM2 pair. Node cannot export a read-back SM2 key as SEC1 or JWK, so
 * it is taken from the PKCS#8 structure (RFC 5958 around RFC 5915).
 */
export function sm2Scalar(pair: KeyPair): string {
  const pkcs8 = createPrivateKey(pair.privatePem).export({ type: 'pkcs8', format: 'der' });
  if (pkcs8.length !== 138 || !pkcs8.subarray(0, sm2PrivatePrefix.length).equals(sm2PrivatePrefix)) {
    throw new Error('SM2 private key: an unusual structure. Convert it with `openssl pkcs8 -topk8 -nocrypt`.');
  }
  return pkcs8.subarray(sm2PrivatePrefix.length, sm2PrivatePrefix.length + 32).toString('hex');
}

function algorithmOf(der: Buffer): SignatureAlgorithm {
  if (der.length === 91 && der.subarray(0, sm2PublicPrefix.length).equals(sm2PublicPrefix)) return 'sm2-sm3';
  if (der.length === 44 && der.subarray(0, 12).toString('hex') === '302a300506032b6570032100') return 'ed25519';
  throw new Error('key: neither SM2 nor Ed25519. Make one with `fadun keys generate`.');
}

function spki(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' });
}

function parse(subject: string, read: () => KeyObject): KeyObject {
  try {
    return read();
  } catch (error) {
    throw new Error(
      `${subject}: not readable as PEM (${(error as { code?: string }).code ?? 'damaged'}). Give PKCS#8, SEC1 or SubjectPublicKeyInfo without a passphrase.`,
    );
  }
}
