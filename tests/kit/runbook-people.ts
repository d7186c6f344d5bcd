import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EnrolledKey, Keyring } from '../../runbooks/kit/keyring.ts';
import { generateKeys, type KeyPair, type SignatureAlgorithm } from '../../runbooks/kit/signing/keys.ts';
import type { Role } from '../../stacks/model/person.ts';

/** A fictional member of staff with a key. */
export interface TestPerson {
  readonly id: string;
  readonly pair: KeyPair;
  readonly key: EnrolledKey;
}

export const testTime = new Date('2026-03-02T03:00:00Z');

/** Makes a person with an enrolled key, valid through 2026. */
export function testPerson(id: string, roles: readonly Role[], algorithm: SignatureAlgorithm = 'ed25519'): TestPerson {
  const pair = generateKeys(algorithm);
  const key: EnrolledKey = {
    id: pair.id,
    algorithm,
    pem: pair.pem,
    owner: id,
    roles,
    validFrom: '2026-01-01T00:00:00Z',
    validUntil: '2027-01-01T00:00:00Z',
    enrolledBy: 'p-900',
  };
  return { id, pair, key };
}

/** The staff that tests act as: one on-call engineer, two of each administrator but audit. */
export function testStaff() {
  return {
    onCall: testPerson('p-001', ['on-call']),
    system: testPerson('p-002', ['system-admin']),
    system2: testPerson('p-003', ['system-admin']),
    security: testPerson('p-004', ['security-admin'], 'sm2-sm3'),
    security2: testPerson('p-005', ['security-admin']),
    audit: testPerson('p-006', ['audit-admin']),
    leader: testPerson('p-007', ['unit-leader']),
  };
}

export function testKeyring(people: Readonly<Record<string, TestPerson>>, site = 'binhe'): Keyring {
  return { site, keys: Object.values(people).map((person) => person.key) };
}

/** Writes the keyring and each person's private key, `NAME.key`, into a folder, as commands read them. */
export function writeStaff(folder: string, staff: Readonly<Record<string, TestPerson>>, site: string): void {
  writeFileSync(join(folder, 'keyring.json'), JSON.stringify(testKeyring(staff, site)));
  for (const [name, { pair }] of Object.entries(staff)) {
    writeFileSync(join(folder, `${name}.key`), pair.privatePem, { mode: 0o600 });
  }
}
