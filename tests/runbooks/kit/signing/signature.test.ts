import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decodeSignature, encodeSignature } from '../../../../runbooks/kit/signing/der.ts';
import { digestOf, digestOfJson, sameDigest } from '../../../../runbooks/kit/signing/digest.ts';
import { generateKeys, keyPairFromPem, publicKeyFromPem, sm2Scalar } from '../../../../runbooks/kit/signing/keys.ts';
import { sign, signJson, verify, verifyJson } from '../../../../runbooks/kit/signing/signature.ts';

const algorithms = ['sm2-sm3', 'ed25519'] as const;

describe('digests', () => {
  it('gives the SM3 vector of GB/T 32905 A.1 and the SHA-256 vector of FIPS 180-4', () => {
    expect(digestOf('abc')).toEqual({
      sm3: '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
      sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    });
  });

  it('does not depend on the order of members', () => {
    expect(digestOfJson({ a: 1, b: { c: 2, d: 3 } })).toEqual(digestOfJson({ b: { d: 3, c: 2 }, a: 1 }));
  });

  it('needs both hashes to agree', () => {
    const digest = digestOf('x');
    expect(sameDigest(digest, { ...digest, sm3: digestOf('y').sm3 })).toBe(false);
    expect(sameDigest(digest, { ...digest, sha256: digestOf('y').sha256 })).toBe(false);
  });
});

describe.each(algorithms)('signing with %s', (algorithm) => {
  const pair = generateKeys(algorithm);
  const other = generateKeys(algorithm);
  const message = Buffer.from('计划摘要 plan digest');

  it('verifies its own signature and names the key', () => {
    const signature = sign(message, pair);
    expect(verify(message, signature, pair)).toBe(true);
    expect(signature.key).toBe(publicKeyFromPem(pair.pem).id);
  });

  it('refuses another message, another key, and another algorithm under the same key', () => {
    const signature = sign(message, pair);
    expect(verify(Buffer.concat([message, Buffer.from(' ')]), signature, pair)).toBe(false);
    expect(verify(message, signature, other)).toBe(false);
    expect(verify(message, { ...signature, key: other.id }, other)).toBe(false);
    const swapped = algorithm === 'ed25519' ? 'sm2-sm3' : 'ed25519';
    expect(verify(message, { ...signature, algorithm: swapped }, pair)).toBe(false);
  });

  it('refuses every single-bit flip of the signature', () => {
    const signature = sign(message, pair);
    const value = Buffer.from(signature.value, 'base64');
    for (let bit = 0; bit < value.length * 8; bit++) {
      const flipped = Buffer.from(value);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      expect(verify(message, { ...signature, value: flipped.toString('base64') }, pair), `bit ${bit}`).toBe(false);
    }
  });

  it('refuses another spelling of the same signature bytes', () => {
    const signature = sign(message, pair);
    const value = Buffer.from(signature.value, 'base64');
    const spellings = [
      `${signature.value}\n`,
      signature.value.replace(/=+$/, ''),
      `${signature.value}====`,
      value.toString('hex'),
      Buffer.concat([value, Buffer.from([0])]).toString('base64'),
    ].filter((spelling) => spelling !== signature.value);
    for (const spelling of spellings) expect(verify(message, { ...signature, value: spelling }, pair)).toBe(false);
  });

  it('signs canonical JSON whatever the order of its members', () => {
    expect(verifyJson({ b: 1, a: 2 }, signJson({ a: 2, b: 1 }, pair), pair)).toBe(true);
    expect(verifyJson({ b: 1, a: 3 }, signJson({ a: 2, b: 1 }, pair), pair)).toBe(false);
  });

  it('comes back whole from its PEM', () => {
    expect(keyPairFromPem(pair.privatePem)).toEqual(pair);
  });
});

describe('keys', () => {
  it('gives a fresh SM2 pair that does not sign plain ECDSA: the same key read back verifies', () => {
    const fresh = generateKeys('sm2-sm3');
    expect(verify('m', sign('m', fresh), keyPairFromPem(fresh.privatePem))).toBe(true);
    expect(sm2Scalar(fresh)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('refuses a private key where a public one is enrolled, other curves, and damage', () => {
    expect(() => publicKeyFromPem(generateKeys('ed25519').privatePem)).toThrow(/holds a private key/);
    expect(() => publicKeyFromPem('-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----')).toThrow(
      /not readable/,
    );
    const p256 = `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt
6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q==
-----END PUBLIC KEY-----`;
    expect(() => publicKeyFromPem(p256)).toThrow(/neither SM2 nor Ed25519/);
  });
});

describe('DER of SM2 signatures', () => {
  it('keeps one encoding for small and for high values', () => {
    for (const seed of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) {
      const raw = createHash('sha512').update(seed).digest();
      raw.fill(0, 0, seed.charCodeAt(0) - 96);
      const der = encodeSignature(raw);
      expect(Buffer.from(decodeSignature(der)!)).toEqual(raw);
      expect(der[3]).toBe(33 - (seed.charCodeAt(0) - 96) - (raw.find((byte) => byte !== 0)! >= 0x80 ? 0 : 1));
    }
  });

  it('refuses padded integers, long lengths and trailing bytes', () => {
    expect(decodeSignature(Buffer.from('3006020101020101', 'hex'))).toBeDefined();
    expect(decodeSignature(Buffer.from('300702020001020101', 'hex'))).toBeUndefined();
    expect(decodeSignature(Buffer.from('308106020101020101', 'hex'))).toBeUndefined();
    expect(decodeSignature(Buffer.from('300602010102010100', 'hex'))).toBeUndefined();
    expect(decodeSignature(Buffer.from('', 'hex'))).toBeUndefined();
  });
});
