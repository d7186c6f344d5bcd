import { describe, expect, it } from 'vitest';
import { enrol, requestEnrolment, revoke } from '../../../runbooks/kit/enrolment.ts';
import { keyGuidance } from '../../../runbooks/kit/key-guidance.ts';
import { lookUpKey, lookUpKeyForRecord, rolesOf } from '../../../runbooks/kit/keyring.ts';
import { keyringProblems } from '../../../runbooks/kit/keyring-problems.ts';
import { generateKeys } from '../../../runbooks/kit/signing/keys.ts';
import { testKeyring, testPerson, testStaff, testTime } from '../../kit/runbook-people.ts';

const staff = testStaff();
const keyring = testKeyring(staff);
const year = { validFrom: '2026-03-01T00:00:00Z', validUntil: '2027-03-01T00:00:00Z' };
const kinds = (problems: readonly { kind: string }[]) => problems.map((problem) => problem.kind);

describe('a keyring', () => {
  it('of the test staff has no problem', () => {
    expect(keyringProblems(keyring)).toEqual([]);
  });

  it('in which a person holds two of the three administrators by two keys is refused', () => {
    const second = { ...testPerson('p-002', ['audit-admin']).key };
    expect(kinds(keyringProblems({ ...keyring, keys: [...keyring.keys, second] }))).toEqual(['roles-not-separated']);
    const revoked = {
      ...second,
      revoked: { at: '2026-02-01T00:00:00Z', reason: 'role-changed', by: 'p-004' } as const,
    };
    expect(keyringProblems({ ...keyring, keys: [...keyring.keys, revoked] })).toEqual([]);
  });

  it('reports all problems of a key at once', () => {
    const key = {
      ...staff.system.key,
      id: 'f'.repeat(64),
      roles: [],
      validUntil: '2020-01-01T00:00:00Z',
      enrolledBy: 'p-002',
    };
    expect(kinds(keyringProblems({ site: 'binhe', keys: [key] }))).toEqual([
      'key-mismatch',
      'key-period',
      'self-enrolment',
      'no-role',
    ]);
  });

  it('refuses a key enrolled twice, over-long validity, and a PEM that is none', () => {
    const { key } = staff.audit;
    expect(kinds(keyringProblems({ site: 'binhe', keys: [key, key] }))).toEqual(['duplicate-key']);
    expect(kinds(keyringProblems({ site: 'binhe', keys: [{ ...key, validUntil: '2029-01-01T00:00:00Z' }] }))).toEqual([
      'key-period',
    ]);
    expect(kinds(keyringProblems({ site: 'binhe', keys: [{ ...key, pem: 'x' }] }))).toEqual(['key-unreadable']);
  });
});

describe('enrolling and rotating', () => {
  const pair = generateKeys('sm2-sm3');
  const request = { site: 'binhe', owner: 'p-010', roles: ['on-call'], ...year } as const;

  it('adds a key that its owner proved to hold', () => {
    const result = enrol(keyring, requestEnrolment(request, pair), 'p-004', testTime);
    expect(rolesOf(result, 'p-010', testTime)).toEqual(new Set(['on-call']));
    expect(result.keys.at(-1)?.algorithm).toBe('sm2-sm3');
  });

  it('refuses a request altered after signing, for another site, or enrolled by its owner, all reasons at once', () => {
    const signed = requestEnrolment({ ...request, site: 'haizhou' }, pair);
    const grown = { ...signed, request: { ...signed.request, roles: ['security-admin'] as const } };
    expect(() => enrol(keyring, grown, 'p-010', testTime)).toThrow(
      /site haizhou[\s\S]*not signed by the new key[\s\S]*enrolled their own key/,
    );
  });

  it('rotates when the former key vouches, and not with a lost one', () => {
    const former = staff.security;
    const signed = requestEnrolment({ ...request, owner: former.id, roles: ['security-admin'] }, pair, former.pair);
    const rotated = enrol(keyring, signed, 'p-002', testTime);
    expect(rotated.keys.at(-1)).toMatchObject({ follows: former.key.id, owner: 'p-004' });
    const lost = revoke(keyring, former.key.id, { at: '2026-03-01T00:00:00Z', reason: 'lost', by: 'p-002' });
    expect(() => enrol(lost, signed, 'p-002', testTime)).toThrow(/former key is not usable \(key-revoked\)/);
  });

  it('refuses a rotation that gains roles, lacks the vouching, or changes the owner', () => {
    const former = staff.onCall;
    const grown = requestEnrolment(
      { ...request, owner: former.id, roles: ['on-call', 'unit-leader'] },
      pair,
      former.pair,
    );
    expect(() => enrol(keyring, grown, 'p-004', testTime)).toThrow(/more roles/);
    const { vouching: _, ...unvouched } = requestEnrolment({ ...request, owner: former.id }, pair, former.pair);
    expect(() => enrol(keyring, unvouched, 'p-004', testTime)).toThrow(/not signed by the former key/);
    const stolen = requestEnrolment({ ...request, owner: 'p-011' }, pair, former.pair);
    expect(() => enrol(keyring, stolen, 'p-004', testTime)).toThrow(/belongs to p-001/);
  });
});

describe('revocation', () => {
  const id = staff.system.key.id;
  const signedAt = new Date('2026-02-10T00:00:00Z');

  it('ends a key for approvals at once and leaves earlier records good', () => {
    const revoked = revoke(keyring, id, { at: '2026-03-01T00:00:00Z', reason: 'lost', by: 'p-004' });
    expect(lookUpKey(revoked, id, testTime)).toMatchObject({ usable: false, fault: 'key-revoked' });
    expect(lookUpKeyForRecord(revoked, id, signedAt).usable).toBe(true);
    expect(lookUpKeyForRecord(revoked, id, testTime).usable).toBe(false);
  });

  it('of a compromised key reaches back to when it was last known safe', () => {
    const revocation = {
      at: '2026-03-01T00:00:00Z',
      reason: 'compromised',
      by: 'p-004',
      distrustedSince: '2026-02-01T00:00:00Z',
    } as const;
    expect(lookUpKeyForRecord(revoke(keyring, id, revocation), id, signedAt).usable).toBe(false);
  });

  it('is not done twice, nor to a key nobody enrolled', () => {
    const once = revoke(keyring, id, { at: '2026-03-01T00:00:00Z', reason: 'lost', by: 'p-004' });
    expect(() => revoke(once, id, { at: '2026-03-02T00:00:00Z', reason: 'lost', by: 'p-004' })).toThrow(
      /revoked already/,
    );
    expect(() => revoke(keyring, 'f'.repeat(64), { at: '2026-03-02T00:00:00Z', reason: 'lost', by: 'p-004' })).toThrow(
      /not enrolled/,
    );
  });
});

it('guidance says for a lost key, in both languages, to revoke it and that it vouches for nothing', () => {
  expect(keyGuidance.lost.steps.map((step) => step.en).join(' ')).toMatch(/revoke --reason=lost[\s\S]*cannot vouch/);
  for (const guidance of Object.values(keyGuidance)) {
    for (const step of guidance.steps) expect(step.zh).toMatch(/[\u4e00-\u9fff]/);
  }
});
