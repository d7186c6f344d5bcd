import type { ApprovalSubject } from '../../runbooks/kit/approvals/approval.ts';
import { approve, propose } from '../../runbooks/kit/approvals/approval.ts';
import { planRunbook, runSubject } from '../../runbooks/kit/plan-runbook.ts';
import { testPerson } from './runbook-people.ts';
import { type Faults, syntheticEnvironment, syntheticRunbook } from './runbook-synthetic.ts';

export const scenePeople = {
  onCall: testPerson('p-001', ['on-call']),
  system: testPerson('p-002', ['system-admin'], 'sm2-sm3'),
};

/** Consent to a subject by the system administrator, for an hour from now. */
export function consentTo(subject: ApprovalSubject) {
  const [notBefore, expires] = [-60_000, 3_600_000].map((offset) => new Date(Date.now() + offset).toISOString()) as [
    string,
    string,
  ];
  return {
    proposal: propose(subject, 'p-001', new Date(), scenePeople.onCall.pair),
    approvals: [
      approve(
        { subject, approver: 'p-002', role: 'system-admin', path: 'normal', notBefore, expires },
        scenePeople.system.pair,
      ),
    ],
  };
}

/** A planned and approved run of the synthetic runbook below a folder. */
export async function approvedScene(folder: string, faults: Faults = {}) {
  const environment = syntheticEnvironment(folder, scenePeople, scenePeople.onCall, faults);
  const calm = syntheticEnvironment(folder, scenePeople, scenePeople.onCall);
  const target = { site: 'binhe', network: 'court-net' };
  const plan = await planRunbook(syntheticRunbook, { node: 'node-3' }, target, calm.read, calm.now);
  return { environment, calm, plan, consent: consentTo(runSubject(plan)) };
}
