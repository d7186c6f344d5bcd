import { describe, expect, it } from 'vitest';
import { admissionObjects } from '../../../policies/admission/policies.ts';
import { admissionProbes, probeName } from '../../../policies/admission/probes.ts';
import { judge } from '../../../policies/judge.ts';
import { isAdmissible } from '../../../policies/rule.ts';
import { allRules } from '../../../policies/rules/index.ts';
import { benchFiles } from '../../bench/check-folder.ts';

const today = '2026-06-01';
const workloads = benchFiles(40).flatMap(({ objects }) => objects);
const policies = (mode: 'audit' | 'deny') => admissionObjects({ rules: allRules, mode, today });
const ruleOf = (text: string) => /^\[([^\]]+)\]/.exec(text)![1]!;

describe('admission probes', () => {
  const objects = [...workloads, ...policies('deny')];
  const { probes, untried } = admissionProbes(objects, allRules);
  const denied = probes.filter(({ expected }) => expected === 'denied');

  it('try most policies, each at most once, and name those that they cannot try', () => {
    const names = objects.flatMap(({ kind, spec }) => {
      const binding = spec as { policyName: string; validationActions: string[] };
      const denies = kind === 'ValidatingAdmissionPolicyBinding' && binding.validationActions.includes('Deny');
      return denies ? [binding.policyName] : [];
    });
    expect([...denied.map(({ policy }) => policy), ...untried.map(({ policy }) => policy)].sort()).toEqual(
      names.sort(),
    );
    expect(denied.length).toBeGreaterThanOrEqual(6);
    for (const name of ['fadun-managed-objects', 'fadun-identity-labels', 'fadun-system-namespaces']) {
      expect(untried.map(({ policy }) => policy)).toContain(name);
    }
  });

  it('break rules of their own policy and of no other, so that nothing else can answer for it', () => {
    const owner = new Map(
      objects
        .filter(({ kind }) => kind === 'ValidatingAdmissionPolicy')
        .flatMap(({ metadata, spec }) =>
          (spec as { validations: { message: string }[] }).validations.map(
            ({ message }) => [ruleOf(message), metadata.name] as const,
          ),
        ),
    );
    const namespaces = workloads
      .filter(({ kind }) => kind === 'Namespace')
      .map((object) => ({ object, source: { file: 'n' } }));
    for (const { policy, object, rules } of denied) {
      const { findings } = judge([{ object, source: { file: 'p' } }], {
        rules: allRules.filter(isAdmissible),
        today,
        namespaces,
      });
      const broken = [...new Set(findings.map(({ rule }) => rule))];
      expect(broken.sort(), policy).toEqual([...rules].sort());
      expect(new Set(broken.map((rule) => owner.get(rule))), policy).toEqual(new Set([policy]));
    }
  });

  it('are never Pods, which Pod Security would answer for, and bear a name that nothing has', () => {
    for (const { object } of probes) {
      expect(object.kind).not.toBe('Pod');
      expect(object.metadata.name).toBe(probeName);
    }
  });

  it('expect one of the network’s own workloads to be admitted', () => {
    expect(probes.filter(({ expected }) => expected === 'admitted').map(({ object }) => object.kind)).toEqual([
      'Deployment',
    ]);
  });

  it('expect no denial of policies that only record', () => {
    expect(admissionProbes([...workloads, ...policies('audit')], allRules).probes).toEqual([]);
  });

  it('pass over a workload that may mount a token: a rule makes an exception of it', () => {
    const first = workloads.find(({ kind }) => kind === 'Deployment')!;
    const { template } = first.spec as { template: { spec: object } };
    const spec = { ...template.spec, automountServiceAccountToken: true };
    const listed = {
      ...first,
      metadata: { ...first.metadata, namespace: 'fadun-observability' },
      spec: { ...(first.spec as object), template: { ...template, spec } },
    };
    expect(admissionProbes([listed, ...objects], allRules)).toEqual({ probes, untried });
  });

  it('leave a network without workloads untried, and say so', () => {
    const none = admissionProbes(policies('deny'), allRules);
    expect(none.probes).toEqual([]);
    expect(none.untried.length).toBeGreaterThan(5);
    expect((none.untried[0] as { why: string }).why).toContain('no workload');
  });
});
