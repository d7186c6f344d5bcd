import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';

/** Hash functions in use: SM3 (GB/T 32905) and SHA-256 (FIPS 180-4). */
export type HashName = 'sm3' | 'sha256';

/** Both digests of the same bytes, lower-case hexadecimal, so that either profile can check. */
export interface Digest {
  readonly sm3: string;
  readonly sha256: string;
}

/** Lower-case hexadecimal hash of bytes, or of a string's UTF-8. */
export function hash(name: HashName, content: string | Uint8Array): string {
  return createHash(name).update(content).digest('hex');
}

/** SM3 and SHA-256 of bytes or of a string's UTF-8. */
export function digestOf(content: string | Uint8Array): Digest {
  return { sm3: hash('sm3', content), sha256: hash('sha256', content) };
}

/** SM3 and SHA-256 of the canonical JSON (RFC 8785) of a value. */
export function digestOfJson(value: unknown): Digest {
  return digestOf(canonicalJson(value));
}

/** True where both hashes agree; one alone is never enough. */
export function sameDigest(left: Digest, right: Digest): boolean {
  return left.sm3 === right.sm3 && left.sha256 === right.sha256;
}
