import { describe, expect, it } from 'vitest';
import { decide } from '../../../policies/gate.ts';
import { packsOf, rulesOfPacks } from '../../../policies/pack.ts';
import { rule } from '../../../policies/rule.ts';
import { allRules } from '../../../policies/rules/index.ts';
import { noPrivilegedContainers } from '../../../policies/rules/pss/no-privileged-containers.ts';
import type { Finding } from '../../../policies/verdict.ts';

function finding(severity: Finding['severity'], verdict: Finding['verdict'] = 'fail'): Finding {
  const object = { apiVersion: 'v1', kind: 'Pod', name: 'a', source: 'a.yaml' };
  return { rule: 'r', severity, verdict, object, path: '', message: 'm', remedy: 'r', controls: [] };
}

describe('the gate', () => {
  it('is open when everything passes, is waived or does not apply', () => {
    expect(decide({ findings: [finding('critical', 'waived')] })).toMatchObject({ open: true, exitCode: 0 });
  });

  it('closes on a failure of the chosen severity or above, most severe first', () => {
    const findings = [finding('low'), finding('critical'), finding('medium')];
    expect(decide({ findings }).blocking.map(({ severity }) => severity)).toEqual(['critical', 'medium', 'low']);
    const high = decide({ findings, failOn: 'high' });
    expect(high).toMatchObject({ open: false, exitCode: 1 });
    expect(high.remaining).toHaveLength(2);
    expect(decide({ findings: [finding('low')], failOn: 'high' }).open).toBe(true);
  });

  it.each(['error', 'unknown'] as const)('closes on a verdict of %s, whatever the severity', (verdict) => {
    expect(decide({ findings: [finding('low', verdict)], failOn: 'critical' }).exitCode).toBe(1);
  });

  it('closes on faulty waivers, on a proof that does not hold, and on input that cannot be read', () => {
    const expired = { waiver: 'w', fault: 'expired' as const, severity: 'high' as const, message: 'm', remedy: 'r' };
    expect(decide({ findings: [], waiverFindings: [expired] }).exitCode).toBe(1);
    expect(decide({ findings: [], waiverFindings: [{ ...expired, fault: 'not-yet', severity: 'low' }] }).exitCode).toBe(
      0,
    );
    expect(decide({ findings: [], proof: { holds: false, differences: [] } })).toMatchObject({
      open: false,
      exitCode: 1,
    });
    expect(decide({ findings: [], proof: { holds: true, differences: [] } }).open).toBe(true);
    expect(decide({ findings: [finding('low')], inputErrors: ['a.yaml: cut short'] })).toMatchObject({
      open: false,
      exitCode: 2,
    });
  });
});

describe('packs', () => {
  it('hold the rules whose controls name them; restricted holds baseline', () => {
    expect(packsOf(noPrivilegedContainers)).toEqual(expect.arrayContaining(['pss-baseline', 'pss-restricted']));
    expect(rulesOfPacks(allRules, ['pss-baseline'])).not.toEqual(rulesOfPacks(allRules, ['pss-restricted']));
  });

  it('that do not exist are refused, with those that do', () => {
    expect(() => rulesOfPacks(allRules, ['pci'])).toThrow(/pack "pci" does not exist\. Choose from: pss-baseline/);
  });
});

describe('a rule is refused', () => {
  it.each<[string, object, RegExp]>([
    ['without a violating example', { examples: { compliant: [1], violating: [] } }, /no violating example/],
    ['without a compliant example', { examples: { compliant: [], violating: [1] } }, /no compliant example/],
    ['whose id is not kebab case', { id: 'No_Such' }, /kebab case/],
    ['whose message shows a value it has not', { value: undefined }, /\{value\}/],
    ['whose control names no pack', { controls: ['8.1.4.2'] }, /pack:clause/],
    ['without a Chinese title', { title: { en: 'x', zh: '' } }, /both languages/],
  ])('%s', (_why, changed, message) => {
    expect(() => rule({ ...noPrivilegedContainers, ...changed } as never)).toThrow(message);
  });
});
