import { describe, expect, it } from 'vitest';
import { admissionObjects } from '../../../policies/admission/policies.ts';
import { pod, securityContext } from '../../../policies/examples.ts';
import type { KubernetesObject, SourcedObject } from '../../../policies/kubernetes.ts';
import { isEstateRule } from '../../../policies/rule.ts';
import { allRules } from '../../../policies/rules/index.ts';
import type { Waiver } from '../../../policies/waiver.ts';
import { judgeLiveObjects } from '../../../scripts/pipeline/judge-live.ts';
import { selectSite } from '../../../scripts/pipeline/select-site.ts';
import { accessObjects } from '../../../scripts/sandbox/bootstrap.ts';

const site = await selectSite('minimal');
const [network] = Object.keys(site.networks);
const live = (object: KubernetesObject): SourcedObject => ({ object, source: { file: 'live' }, network: network! });
const namespace = live({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'apps' } });
const privileged = pod(securityContext({ privileged: true }), {}, { namespace: 'apps' });

const waiver: Waiver = {
  id: 'agent-until-may',
  rule: 'no-privileged-containers',
  scope: { network: network!, kind: 'Pod', namespace: 'apps', name: 'example', path: 'spec.containers[0]' },
  reason: 'an agent of the hypervisor',
  owner: 'li',
  approver: 'wang',
  ticket: 'T-1',
  from: '2026-04-01',
  until: '2026-05-31',
};
/** The policies as somebody applied them in May, while the waiver held. */
const policies = admissionObjects({ rules: allRules, waivers: [waiver], today: '2026-05-20', mode: 'deny' }).map(live);

describe('a check of live objects', () => {
  it('finds a waiver that has ended and is still compiled into live policies, critically', () => {
    const { result, decision } = judgeLiveObjects(site, policies, { today: '2026-06-01', failOn: 'critical' });
    expect(result.waivers).toEqual([
      expect.objectContaining({ waiver: 'agent-until-may', fault: 'expired', severity: 'critical' }),
    ]);
    expect(decision.open).toBe(false);
    expect(decision.blockingWaivers).toHaveLength(1);
    expect(decision.exitCode).toBe(1);
  });

  it('says nothing of it while it holds', () => {
    expect(judgeLiveObjects(site, policies, { today: '2026-05-31' }).result.waivers).toEqual([]);
  });

  it('as admission lists what would be denied, by enforced rules only', () => {
    const { result, rules, decision } = judgeLiveObjects(site, [namespace, live(privileged)], {
      today: '2026-06-01',
      asAdmission: true,
    });
    expect(rules.some(isEstateRule)).toBe(false);
    expect(rules.length).toBeGreaterThan(50);
    const denied = result.findings.filter(({ object }) => object.kind === 'Pod');
    expect(denied.map(({ rule }) => rule)).toContain('no-privileged-containers');
    expect(decision.exitCode).toBe(1);
    const whole = judgeLiveObjects(site, [namespace, live(privileged)], { today: '2026-06-01' });
    expect(whole.rules.length).toBeGreaterThan(rules.length);
  });

  it('sets aside what the sandbox gives its own identities, by name, and nothing that says more', () => {
    const options = { today: '2026-06-01', asAdmission: true, isSandbox: true };
    const fresh = judgeLiveObjects(site, accessObjects.map(live), options);
    expect(fresh.result.findings).toEqual([]);
    expect(fresh.result.setAside.map(({ object: { name }, reason }) => [name, reason])).toEqual(
      accessObjects.map(({ metadata }) => [metadata.name, 'sandbox-access']),
    );
    const [applier, ...others] = accessObjects;
    const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'somebody' }];
    const widened = judgeLiveObjects(site, [{ ...applier!, subjects }, ...others].map(live), options);
    expect(widened.result.findings.map(({ rule }) => rule)).toContain('nobody-is-cluster-admin');
    expect(widened.result.setAside).toHaveLength(others.length);
  });

  it('sets nothing aside in a cluster that is not the sandbox’s', () => {
    const { result } = judgeLiveObjects(site, accessObjects.map(live), { today: '2026-06-01', asAdmission: true });
    expect(result.setAside).toEqual([]);
    expect(result.findings.map(({ rule }) => rule)).toContain('nobody-is-cluster-admin');
  });
});
