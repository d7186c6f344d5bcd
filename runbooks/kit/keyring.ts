import type { Role } from '../../stacks/model/person.ts';
import type { SignatureAlgorithm } from './signing/keys.ts';

/** The three separated administrators (三员): system, security, audit. GB/T 22239 8.1.4.2 d, 8.1.5.1–8.1.5.3. */
export const administrators = ['system-admin', 'security-admin', 'audit-admin'] as const satisfies readonly Role[];

export type RevocationReason = 'lost' | 'compromised' | 'owner-left' | 'role-changed' | 'superseded';

export interface Revocation {
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly reason: RevocationReason;
  /** Person who revoked. */
  readonly by: string;
  /** For `compromised`: from when on signatures are not trusted. @default `at` */
  readonly distrustedSince?: string;
}

/** A public key that the site trusts, for one person, in one or more roles, for a time. */
export interface EnrolledKey {
  /** SHA-256 of the SubjectPublicKeyInfo, hexadecimal. */
  readonly id: string;
  readonly algorithm: SignatureAlgorithm;
  /** SubjectPublicKeyInfo PEM. */
  readonly pem: string;
  /** Person id: a staff code, never a name. */
  readonly owner: string;
  readonly roles: readonly Role[];
  /** Networks in which the person acts, as their post says; every network of the site where it is absent. */
  readonly networks?: readonly string[];
  /** RFC 3339, UTC, inclusive. */
  readonly validFrom: string;
  /** RFC 3339, UTC, exclusive. */
  readonly validUntil: string;
  /** Person who enrolled it; another than the owner. */
  readonly enrolledBy: string;
  /** Id of the key that this one follows. */
  readonly follows?: string;
  readonly revoked?: Revocation;
}

export interface Keyring {
  readonly site: string;
  readonly keys: readonly EnrolledKey[];
}

export type KeyFault = 'unknown-key' | 'key-revoked' | 'key-not-yet-valid' | 'key-expired';

/** A key that may be relied on at the given time, or why it may not. */
export type KeyLookup =
  | { readonly usable: true; readonly key: EnrolledKey }
  | { readonly usable: false; readonly fault: KeyFault; readonly key?: EnrolledKey };

/** Finds a key for a signature that is relied on now: a key revoked by then counts for nothing, whenever it signed. */
export function lookUpKey(keyring: Keyring, id: string, at: Date): KeyLookup {
  const key = keyring.keys.find((candidate) => candidate.id === id);
  if (!key) return { usable: false, fault: 'unknown-key' };
  if (key.revoked && Date.parse(key.revoked.at) <= at.getTime()) return { usable: false, fault: 'key-revoked', key };
  return withinValidity(key, at);
}

/**
 * Finds a key for a record signed at a past time (a closed journal, an evidence archive). A later revocation leaves it
 * good, unless the key was compromised and the record falls into the distrusted time.
 */
export function lookUpKeyForRecord(keyring: Keyring, id: string, signedAt: Date): KeyLookup {
  const key = keyring.keys.find((candidate) => candidate.id === id);
  if (!key) return { usable: false, fault: 'unknown-key' };
  if (key.revoked && distrustedFrom(key.revoked) <= signedAt.getTime())
    return { usable: false, fault: 'key-revoked', key };
  return withinValidity(key, signedAt);
}

/** The person's usable roles at a time, over all their keys. */
export function rolesOf(keyring: Keyring, person: string, at: Date): ReadonlySet<Role> {
  const usable = keyring.keys.filter((key) => key.owner === person && lookUpKey(keyring, key.id, at).usable);
  return new Set(usable.flatMap((key) => key.roles));
}

function distrustedFrom(revocation: Revocation): number {
  const at = Date.parse(revocation.at);
  if (revocation.reason !== 'compromised' || !revocation.distrustedSince) return at;
  return Math.min(at, Date.parse(revocation.distrustedSince));
}

function withinValidity(key: EnrolledKey, at: Date): KeyLookup {
  if (at.getTime() < Date.parse(key.validFrom)) return { usable: false, fault: 'key-not-yet-valid', key };
  if (at.getTime() >= Date.parse(key.validUntil)) return { usable: false, fault: 'key-expired', key };
  return { usable: true, key };
}
