import { createPrivateKey, createPublicKey, sign as nodeSign, verify as nodeVerify } from 'node:crypto';
import { sm2 } from 'sm-crypto-v2';
import { canonicalJson } from './canonical-json.ts';
import { decodeSignature, encodeSignature } from './der.ts';
import { type KeyPair, type PublicKey, type SignatureAlgorithm, sm2Point, sm2Scalar } from './keys.ts';

/** A detached signature. */
export interface Signature {
  readonly algorithm: SignatureAlgorithm;
  /** Id of the signing key: SHA-256 of its SubjectPublicKeyInfo. */
  readonly key: string;
  /** Base64 of DER for SM2, of 64 bytes for Ed25519. */
  readonly value: string;
}

/**
 * The distinguishing id of GB/T 35276 clause 10 in the absence of an agreed one. Node's own SM2 signs with an empty
 * one, which no GM/T tool accepts; `openssl` takes this with `-sigopt distid:1234567812345678`.
 */
const userId = '1234567812345678';

/** Signs bytes, detached. SM2 signatures differ each time by nature; Ed25519 signatures do not. */
export function sign(content: Uint8Array | string, pair: KeyPair): Signature {
  const bytes = Buffer.from(content);
  const value =
    pair.algorithm === 'sm2-sm3' ? signSm2(bytes, pair) : nodeSign(null, bytes, createPrivateKey(pair.privatePem));
  return { algorithm: pair.algorithm, key: pair.id, value: Buffer.from(value).toString('base64') };
}

/** True where the signature is the key's over exactly these bytes, in its single valid encoding. Never throws. */
export function verify(content: Uint8Array | string, signature: Signature, key: PublicKey): boolean {
  if (signature.algorithm !== key.algorithm || signature.key !== key.id) return false;
  const value = Buffer.from(signature.value, 'base64');
  if (value.toString('base64') !== signature.value) return false;
  const bytes = Buffer.from(content);
  try {
    return key.algorithm === 'sm2-sm3' ? verifySm2(bytes, value, key) : verifyEd25519(bytes, value, key);
  } catch {
    return false;
  }
}

/** Signs the canonical JSON (RFC 8785) of a value. */
export function signJson(value: unknown, pair: KeyPair): Signature {
  return sign(canonicalJson(value), pair);
}

/** Verifies a signature over the canonical JSON (RFC 8785) of a value. */
export function verifyJson(value: unknown, signature: Signature, key: PublicKey): boolean {
  return verify(canonicalJson(value), signature, key);
}

function signSm2(bytes: Buffer, pair: KeyPair): Uint8Array {
  const options = { der: false, hash: true, publicKey: sm2Point(pair), userId };
  return encodeSignature(Buffer.from(sm2.doSignature(bytes, sm2Scalar(pair), options), 'hex'));
}

function verifySm2(bytes: Buffer, der: Uint8Array, key: PublicKey): boolean {
  const raw = decodeSignature(der);
  if (!raw) return false;
  return sm2.doVerifySignature(bytes, Buffer.from(raw).toString('hex'), sm2Point(key), {
    der: false,
    hash: true,
    userId,
  });
}

function verifyEd25519(bytes: Buffer, value: Buffer, key: PublicKey): boolean {
  return value.length === 64 && nodeVerify(null, bytes, createPublicKey(key.pem), value);
}
