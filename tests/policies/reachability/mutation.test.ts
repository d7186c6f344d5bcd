import { describe, expect, test } from 'vitest';
import { estateInputs } from './estate-fixture.ts';
import { mutatePolicies } from './mutation.ts';
import { judgeWitness } from './witness-judge.ts';

describe('mutation of every policy', () => {
  test.each(estateInputs())('$network: no mutant survives', ({ objects, intent }) => {
    const report = mutatePolicies(objects, intent);
    console.log(
      `${intent.network}: ${report.mutants} mutants, ${report.caught} caught by the proof, ` +
        `${report.identical} identical and caught by a rule, ${report.survivors.length} survivors`,
    );
    expect(report.survivors).toEqual([]);
    expect(report.caught).toBeGreaterThan(report.mutants / 2);
    for (const { objects: mutated, witness, kind } of report.witnesses) {
      expect(judgeWitness(mutated, intent, witness), JSON.stringify(witness)).toEqual({
        permitted: kind === 'extra',
        declared: kind === 'missing',
      });
    }
  });
});
