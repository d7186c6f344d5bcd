import { describe, expect, it } from 'vitest';
import type { Approval, ApprovalSubject, SignedApproval } from '../../../../runbooks/kit/approvals/approval.ts';
import { approve, propose } from '../../../../runbooks/kit/approvals/approval.ts';
import { type DecisionInputs, decide } from '../../../../runbooks/kit/approvals/decide.ts';
import { approvalRefusal, approvalRefusalCodes } from '../../../../runbooks/kit/approvals/refusals.ts';
import { revoke } from '../../../../runbooks/kit/enrolment.ts';
import type { EnrolledKey, Keyring } from '../../../../runbooks/kit/keyring.ts';
import { digestOf } from '../../../../runbooks/kit/signing/digest.ts';
import { signJson } from '../../../../runbooks/kit/signing/signature.ts';
import { type TestPerson, testKeyring, testPerson, testStaff, testTime } from '../../../kit/runbook-people.ts';

const staff = testStaff();
const stranger = testPerson('p-404', ['security-admin']);
const keyring = testKeyring(staff);

const subject = (overrides: Partial<ApprovalSubject> = {}): ApprovalSubject => ({
  kind: 'plan',
  site: 'binhe',
  network: 'court-net',
  digest: digestOf('the plan'),
  class: 'widening',
  ...overrides,
});
const additive = subject({ class: 'additive' });
const widening = subject();
const destructive = subject({ class: 'destructive' });

const hours = (count: number) => new Date(testTime.getTime() + count * 3_600_000).toISOString();

function consent(person: TestPerson, to: ApprovalSubject, overrides: Partial<Approval> = {}): SignedApproval {
  const role = person.key.roles[0]!;
  const approval = {
    subject: to,
    approver: person.id,
    role,
    path: 'normal',
    notBefore: hours(-1),
    expires: hours(2),
  } as const;
  return approve({ ...approval, ...overrides }, person.pair);
}

function inputs(
  to: ApprovalSubject,
  approvals: readonly SignedApproval[],
  overrides: Partial<DecisionInputs> = {},
): DecisionInputs {
  return {
    subject: to,
    proposal: propose(to, staff.onCall.id, testTime, staff.onCall.pair),
    approvals,
    keyring,
    now: testTime,
    guardPeriods: [],
    usedBy: () => undefined,
    run: 'run-1',
    ...overrides,
  };
}

const twoSessions = [
  { id: 'two-sessions', name: { zh: '两会', en: 'Two Sessions' }, from: '2026-03-01', to: '2026-03-02' },
];
const emergency = { path: 'emergency', reason: 'INC-2026-031: court filing is down' } as const;

describe('a change is accepted', () => {
  it.each<[string, DecisionInputs, string[]]>([
    ['additive by a system administrator', inputs(additive, [consent(staff.system, additive)]), ['p-002']],
    ['additive by the security administrator', inputs(additive, [consent(staff.security, additive)]), ['p-004']],
    ['widening by the security administrator', inputs(widening, [consent(staff.security, widening)]), ['p-004']],
    [
      'destructive by security and system',
      inputs(destructive, [consent(staff.system, destructive), consent(staff.security, destructive)]),
      ['p-002', 'p-004'],
    ],
    [
      'in a guard period by two on the emergency path',
      inputs(additive, [consent(staff.security, additive, emergency), consent(staff.leader, additive, emergency)], {
        guardPeriods: twoSessions,
      }),
      ['p-004', 'p-007'],
    ],
    [
      'break-glass by two on the emergency path',
      inputs(widening, [consent(staff.security, widening, emergency), consent(staff.system, widening, emergency)], {
        breakGlass: true,
      }),
      ['p-004', 'p-002'],
    ],
  ])('%s', (_name, given, approvers) => {
    const decision = decide(given);
    expect(decision.accepted && decision.approvers.map((approver) => approver.person)).toEqual(approvers);
  });

  it('and a bad approval beside a sufficient one is disregarded with its reason', () => {
    const decision = decide(inputs(widening, [consent(staff.system, widening), consent(staff.security, widening)]));
    expect(decision).toMatchObject({ accepted: true, disregarded: [{ code: 'role-not-eligible' }] });
  });

  it('with a review due on the emergency path only, and holds until the earliest expiry', () => {
    const guard = decide(
      inputs(
        additive,
        [
          consent(staff.security, additive, emergency),
          consent(staff.leader, additive, { ...emergency, expires: hours(1) }),
        ],
        {
          guardPeriods: twoSessions,
        },
      ),
    );
    expect(guard).toMatchObject({ accepted: true, path: 'emergency', reviewDue: hours(72), holdsUntil: hours(1) });
    expect(decide(inputs(additive, [consent(staff.system, additive)]))).not.toHaveProperty('reviewDue');
  });

  it('again for the run that claimed the approval, and for no other', () => {
    const approvals = [consent(staff.security, widening)];
    expect(decide(inputs(widening, approvals, { usedBy: () => 'run-1' })).accepted).toBe(true);
    expect(decide(inputs(widening, approvals, { usedBy: () => 'run-2' })).accepted).toBe(false);
  });

  it('up to the last second before expiry, from the first of validity', () => {
    const edge = { notBefore: testTime.toISOString(), expires: hours(1) };
    const given = inputs(widening, [consent(staff.security, widening, edge)]);
    expect(decide(given).accepted).toBe(true);
    expect(decide({ ...given, now: new Date(Date.parse(hours(1)) - 1) }).accepted).toBe(true);
    expect(decide({ ...given, now: new Date(hours(1)) }).accepted).toBe(false);
  });
});

const rekey = (person: TestPerson, changes: Partial<EnrolledKey>): Keyring => ({
  ...keyring,
  keys: keyring.keys.map((key) => (key.id === person.key.id ? { ...key, ...changes } : key)),
});
const altered = (signed: SignedApproval, changes: Partial<Approval>): SignedApproval => ({
  ...signed,
  approval: { ...signed.approval, ...changes },
});
const good = consent(staff.security, widening);
const proposalBy = (person: TestPerson, name = person.id, of = widening) => propose(of, name, testTime, person.pair);

type Case = [name: string, expected: string[], inputs: DecisionInputs];
const cases: Case[] = [
  ['no approval at all', ['too-few-approvals', 'role-missing'], inputs(widening, [])],
  ['no approval of an additive change', ['too-few-approvals'], inputs(additive, [])],
  [
    'approval of a plan by its preparer',
    ['self-approval', 'too-few-approvals'],
    inputs(additive, [consent(staff.system, additive)], {
      proposal: proposalBy(staff.system, staff.system.id, additive),
    }),
  ],
  [
    'self-approval in another role of the same person',
    ['self-approval', 'too-few-approvals', 'role-missing'],
    inputs(widening, [good], { proposal: proposalBy(staff.security) }),
  ],
  [
    'preparer hidden behind the name of another',
    ['preparer-not-key-owner'],
    inputs(widening, [good], { proposal: proposalBy(staff.security, 'p-001') }),
  ],
  [
    'approval for another kind',
    ['wrong-kind', 'too-few-approvals', 'role-missing'],
    inputs(widening, [consent(staff.security, subject({ kind: 'runbook' }))]),
  ],
  [
    'approval for a bundle used for a plan',
    ['wrong-kind', 'too-few-approvals', 'role-missing'],
    inputs(widening, [consent(staff.security, subject({ kind: 'bundle' }))]),
  ],
  [
    'approval for another site',
    ['wrong-site', 'too-few-approvals', 'role-missing'],
    inputs(widening, [consent(staff.security, subject({ site: 'haizhou' }))]),
  ],
  [
    'approval for another network',
    ['wrong-network', 'too-few-approvals', 'role-missing'],
    inputs(widening, [consent(staff.security, subject({ network: 'police-net' }))]),
  ],
  [
    'approval for an altered plan',
    ['digest-differs', 'too-few-approvals', 'role-missing'],
    inputs(widening, [consent(staff.security, subject({ digest: digestOf('another plan') }))]),
  ],
  [
    'a digest that agrees in SM3 only',
    ['digest-differs', 'too-few-approvals', 'role-missing'],
    inputs(widening, [
      consent(staff.security, subject({ digest: { ...widening.digest, sha256: digestOf('x').sha256 } })),
    ]),
  ],
  [
    'a digest that agrees in SHA-256 only',
    ['digest-differs', 'too-few-approvals', 'role-missing'],
    inputs(widening, [consent(staff.security, subject({ digest: { ...widening.digest, sm3: digestOf('x').sm3 } }))]),
  ],
  [
    'approval as additive of what is widening',
    ['class-differs', 'too-few-approvals', 'role-missing'],
    inputs(widening, [consent(staff.security, additive)]),
  ],
  [
    'approval as widening of what is destructive',
    ['class-differs', 'too-few-approvals'],
    inputs(destructive, [consent(staff.system, widening), consent(staff.security, destructive)]),
  ],
  [
    'expired approval',
    ['expired', 'too-few-approvals', 'role-missing'],
    inputs(widening, [consent(staff.security, widening, { notBefore: hours(-3), expires: hours(-1) })]),
  ],
  [
    'approval at its exact expiry',
    ['expired', 'too-few-approvals', 'role-missing'],
    inputs(widening, [consent(staff.security, widening, { expires: hours(0) })]),
  ],
  [
    'approval that is not yet valid',
    ['not-yet-valid', 'too-few-approvals', 'role-missing'],
    inputs(widening, [consent(staff.security, widening, { notBefore: hours(1) })]),
  ],
  [
    'approval that ends before it begins',
    ['period-invalid', 'too-few-approvals', 'role-missing'],
    inputs(widening, [consent(staff.security, widening, { notBefore: hours(1), expires: hours(-1) })]),
  ],
  [
    'widening approval over 72 hours',
    ['period-too-long', 'too-few-approvals', 'role-missing'],
    inputs(widening, [consent(staff.security, widening, { expires: hours(72) })]),
  ],
  [
    'destructive approval over 24 hours',
    ['period-too-long', 'too-few-approvals'],
    inputs(destructive, [
      consent(staff.system, destructive, { expires: hours(24) }),
      consent(staff.security, destructive),
    ]),
  ],
  [
    'emergency approval over 4 hours',
    ['period-too-long', 'too-few-approvals'],
    inputs(
      widening,
      [
        consent(staff.leader, widening, { ...emergency, expires: hours(4) }),
        consent(staff.security, widening, emergency),
      ],
      { breakGlass: true },
    ),
  ],
  [
    'replayed approval',
    ['replayed', 'too-few-approvals', 'role-missing'],
    inputs(widening, [good], { usedBy: (nonce) => (nonce === good.approval.nonce ? 'run-0' : undefined) }),
  ],
  [
    'widening approved by a system administrator',
    ['role-not-eligible', 'too-few-approvals', 'role-missing'],
    inputs(widening, [consent(staff.system, widening)]),
  ],
  [
    'additive approved by the audit administrator',
    ['role-not-eligible', 'too-few-approvals'],
    inputs(additive, [consent(staff.audit, additive)]),
  ],
  [
    'additive approved by an on-call colleague',
    ['role-not-eligible', 'too-few-approvals'],
    inputs(additive, [consent(staff.onCall, additive)], {
      proposal: proposalBy(staff.system2, staff.system2.id, additive),
    }),
  ],
  [
    'additive approved by a leader outside the emergency path',
    ['role-not-eligible', 'too-few-approvals'],
    inputs(additive, [consent(staff.leader, additive)]),
  ],
  [
    'a role that the key does not hold',
    ['role-not-held', 'too-few-approvals', 'role-missing'],
    inputs(widening, [consent(staff.system, widening, { role: 'security-admin' })]),
  ],
  [
    'a role that exists nowhere',
    ['role-not-held', 'role-not-eligible', 'too-few-approvals', 'role-missing'],
    inputs(widening, [consent(staff.security, widening, { role: 'superuser' as never })]),
  ],
  [
    'destructive by one person only',
    ['too-few-approvals'],
    inputs(destructive, [consent(staff.security, destructive)]),
  ],
  [
    'destructive by one person twice',
    ['same-approver-twice', 'too-few-approvals'],
    inputs(destructive, [consent(staff.security, destructive), consent(staff.security, destructive)]),
  ],
  [
    'destructive by the same approval twice',
    ['same-approver-twice', 'too-few-approvals', 'role-missing'],
    inputs(destructive, Array(2).fill(consent(staff.system, destructive))),
  ],
  [
    'destructive by two system administrators',
    ['role-missing'],
    inputs(destructive, [consent(staff.system, destructive), consent(staff.system2, destructive)]),
  ],
  [
    'destructive by its preparer and another',
    ['self-approval', 'too-few-approvals'],
    inputs(destructive, [consent(staff.system, destructive), consent(staff.security, destructive)], {
      proposal: proposalBy(staff.system, staff.system.id, destructive),
    }),
  ],
  [
    'guard period with an everyday approval',
    ['wrong-path', 'reason-missing', 'too-few-approvals', 'role-missing'],
    inputs(widening, [good], { guardPeriods: twoSessions }),
  ],
  [
    'guard period with one emergency approval',
    ['too-few-approvals'],
    inputs(widening, [consent(staff.security, widening, emergency)], { guardPeriods: twoSessions }),
  ],
  [
    'guard period without the security administrator',
    ['role-missing'],
    inputs(additive, [consent(staff.system, additive, emergency), consent(staff.leader, additive, emergency)], {
      guardPeriods: twoSessions,
    }),
  ],
  [
    'guard period, last minute of its last day in Asia/Shanghai',
    ['wrong-path', 'reason-missing', 'too-few-approvals', 'role-missing'],
    inputs(additive, [consent(staff.system, additive, { notBefore: hours(12), expires: hours(14) })], {
      guardPeriods: twoSessions,
      now: new Date('2026-03-02T15:59:00Z'),
    }),
  ],
  [
    'emergency approval without a reason',
    ['reason-missing', 'too-few-approvals'],
    inputs(
      widening,
      [consent(staff.security, widening, emergency), consent(staff.leader, widening, { path: 'emergency' })],
      { guardPeriods: twoSessions },
    ),
  ],
  [
    'emergency approval with a blank reason',
    ['reason-missing', 'too-few-approvals'],
    inputs(
      widening,
      [
        consent(staff.security, widening, emergency),
        consent(staff.leader, widening, { path: 'emergency', reason: ' ' }),
      ],
      { guardPeriods: twoSessions },
    ),
  ],
  [
    'emergency approval on an ordinary day',
    ['wrong-path', 'too-few-approvals', 'role-missing'],
    inputs(widening, [consent(staff.security, widening, emergency)]),
  ],
  [
    'break-glass with an everyday approval',
    ['wrong-path', 'reason-missing', 'too-few-approvals', 'role-missing'],
    inputs(widening, [good], { breakGlass: true }),
  ],
  [
    'key that nobody enrolled',
    ['key-unusable', 'too-few-approvals', 'role-missing'],
    inputs(widening, [consent(stranger, widening)]),
  ],
  [
    'revoked key',
    ['key-unusable', 'too-few-approvals', 'role-missing'],
    inputs(widening, [good], {
      keyring: revoke(keyring, staff.security.key.id, { at: hours(-0.5), reason: 'lost', by: 'p-002' }),
    }),
  ],
  [
    'key revoked at this very moment',
    ['key-unusable', 'too-few-approvals', 'role-missing'],
    inputs(widening, [good], {
      keyring: revoke(keyring, staff.security.key.id, { at: hours(0), reason: 'owner-left', by: 'p-002' }),
    }),
  ],
  [
    'expired key',
    ['key-unusable', 'too-few-approvals', 'role-missing'],
    inputs(widening, [good], { keyring: rekey(staff.security, { validUntil: hours(0) }) }),
  ],
  [
    'key not yet valid',
    ['key-unusable', 'too-few-approvals', 'role-missing'],
    inputs(widening, [good], { keyring: rekey(staff.security, { validFrom: hours(1) }) }),
  ],
  [
    'approver named other than the key owner',
    ['not-key-owner', 'too-few-approvals', 'role-missing'],
    inputs(widening, [consent(staff.security, widening, { approver: 'p-005' })]),
  ],
  [
    'signature of another key under this key id',
    ['signature-invalid', 'too-few-approvals', 'role-missing'],
    inputs(widening, [
      { ...good, signature: { ...signJson(good.approval, stranger.pair), key: staff.security.key.id } },
    ]),
  ],
  [
    'expiry moved after signing',
    ['signature-invalid', 'too-few-approvals', 'role-missing'],
    inputs(widening, [altered(good, { expires: hours(3) })]),
  ],
  [
    'nonce changed after signing',
    ['signature-invalid', 'too-few-approvals', 'role-missing'],
    inputs(widening, [altered(good, { nonce: 'f'.repeat(32) })]),
  ],
  [
    'subject swapped after signing',
    ['signature-invalid', 'too-few-approvals', 'role-missing'],
    inputs(widening, [altered(consent(staff.security, additive), { subject: widening })]),
  ],
  [
    'reason added after signing',
    ['signature-invalid', 'too-few-approvals', 'role-missing'],
    inputs(widening, [altered(good, { reason: 'later' })]),
  ],
  [
    'malformed: a member nobody reads',
    ['malformed', 'too-few-approvals', 'role-missing'],
    inputs(widening, [consent(staff.security, widening, { note: 'also X15' } as never)]),
  ],
  [
    'malformed: short nonce',
    ['malformed', 'too-few-approvals', 'role-missing'],
    inputs(widening, [consent(staff.security, widening, { nonce: '1' })]),
  ],
  [
    'malformed: time without a zone',
    ['malformed', 'too-few-approvals', 'role-missing'],
    inputs(widening, [consent(staff.security, widening, { expires: '2026-03-02T05:00:00' })]),
  ],
  ['malformed: null', ['malformed', 'too-few-approvals', 'role-missing'], inputs(widening, [null as never])],
  [
    'malformed: a proposal handed in as approval',
    ['malformed', 'too-few-approvals', 'role-missing'],
    inputs(widening, [
      { approval: proposalBy(staff.security).proposal, signature: proposalBy(staff.security).signature } as never,
    ]),
  ],
  [
    'approver whose post acts in another network',
    ['network-not-held', 'too-few-approvals', 'role-missing'],
    inputs(widening, [good], { keyring: rekey(staff.security, { networks: ['police-net'] }) }),
  ],
  [
    'proposal of another plan',
    ['proposal-of-other-subject'],
    inputs(widening, [good], { proposal: proposalBy(staff.onCall, 'p-001', additive) }),
  ],
  [
    'proposal signed by a stranger',
    ['preparer-key-unusable'],
    inputs(widening, [good], { proposal: proposalBy(stranger) }),
  ],
  [
    'proposal changed after signing',
    ['proposal-signature-invalid'],
    inputs(widening, [good], {
      proposal: {
        ...proposalBy(staff.onCall),
        proposal: { ...proposalBy(staff.onCall).proposal, preparedAt: hours(-2) },
      },
    }),
  ],
  [
    'proposal from the future',
    ['proposal-from-the-future'],
    inputs(widening, [good], { proposal: propose(widening, 'p-001', new Date(hours(1)), staff.onCall.pair) }),
  ],
  ['proposal that is no proposal', ['proposal-malformed'], inputs(widening, [good], { proposal: {} as never })],
  [
    'keyring of another site',
    ['keyring-of-other-site'],
    inputs(widening, [good], { keyring: { ...keyring, site: 'haizhou' } }),
  ],
  [
    'keyring in which one person is two administrators',
    ['keyring-invalid'],
    inputs(widening, [good], { keyring: rekey(staff.security, { roles: ['security-admin', 'system-admin'] }) }),
  ],
  [
    'keyring in which a key is not what its id says',
    ['keyring-invalid'],
    inputs(widening, [good], { keyring: rekey(staff.security, { pem: stranger.pair.pem }) }),
  ],
  ['clock that is no time', ['clock-invalid'], inputs(widening, [good], { now: new Date('never') })],
];

describe('a change is refused', () => {
  it.each(cases)('%s', (_name, expected, given) => {
    const decision = decide(given);
    expect(decision.accepted).toBe(false);
    expect(decision.accepted ? [] : decision.refusals.map((refusal) => refusal.code)).toEqual(expected);
  });

  it('for every reason in the table of texts, each with fault and remedy in both languages', () => {
    const seen = new Set(cases.flatMap(([, expected]) => expected));
    expect([...approvalRefusalCodes].filter((code) => !seen.has(code))).toEqual([]);
    for (const code of approvalRefusalCodes) {
      const refusal = approvalRefusal(code, 'approval', '{detail}$&');
      for (const text of [refusal.fault, refusal.remedy]) expect(text.zh).toMatch(/[\u4e00-\u9fff]/);
      expect(refusal.fault.en.length * refusal.remedy.en.length).toBeGreaterThan(0);
    }
  });

  it('in at least forty ways', () => {
    expect(cases.length).toBeGreaterThanOrEqual(40);
  });
});
