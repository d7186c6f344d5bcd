import { describe, expect, it } from 'vitest';
import { judgeExample } from '../../../policies/judge-example.ts';
import { packs } from '../../../policies/pack.ts';
import { allRules } from '../../../policies/rules/index.ts';
import { coarseMutants, isNoticed } from '../../bench/rule-mutants.ts';

it('has no two rules of one id, and no control of a pack that does not exist', () => {
  const ids = allRules.map((rule) => rule.id);
  expect(new Set(ids).size).toBe(ids.length);
  const known = new Set(packs.map((pack) => pack.id));
  const strays = allRules.flatMap((rule) => rule.controls).filter((control) => !known.has(control.split(':')[0]!));
  expect(strays).toEqual([]);
});

describe.each(allRules.map((rule) => [rule.id, rule] as const))('%s', (_id, rule) => {
  it.each(rule.examples.compliant.map((example, at) => [at + 1, example] as const))(
    'passes its compliant example %i',
    (_at, example) => {
      const { verdict, findings } = judgeExample(rule, example);
      expect(['pass', 'notApplicable'], findings[0]?.message).toContain(verdict);
    },
  );

  it.each(rule.examples.violating.map((example, at) => [at + 1, example] as const))(
    'fails its violating example %i, and says what is wrong',
    (_at, example) => {
      const { verdict, findings } = judgeExample(rule, example);
      expect(verdict, findings[0]?.message).toBe('fail');
      for (const finding of findings) expect(finding.message).not.toMatch(/\{value\}|\?$|undefined/);
    },
  );

  it.each(coarseMutants(rule))('is told from itself when it %s', (_name, mutant) => {
    expect(isNoticed(mutant)).toBe(true);
  });

  it('passes outright at least once', () => {
    expect(rule.examples.compliant.map((example) => judgeExample(rule, example).verdict)).toContain('pass');
  });
});
