import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { coverage, unknownControls } from '../../../policies/controls/coverage.ts';
import { controlsByPack } from '../../../policies/controls/index.ts';
import { packs } from '../../../policies/pack.ts';
import { allRules } from '../../../policies/rules/index.ts';

describe('controls', () => {
  it('are there for every pack, each clause once', () => {
    for (const { id } of packs) {
      const clauses = controlsByPack[id]!.map(({ clause }) => clause);
      expect(clauses.length, id).toBeGreaterThan(5);
      expect(new Set(clauses).size, id).toBe(clauses.length);
    }
    expect(controlsByPack.mlps3).toHaveLength(181);
  });

  it('know every clause that a rule names, and every rule names one', () => {
    expect(unknownControls(allRules)).toEqual([]);
    expect(allRules.filter(({ controls }) => controls.length === 0).map(({ id }) => id)).toEqual([]);
  });

  it('say of each clause what shows it: a rule, evidence, or a gap stated as one', () => {
    for (const { id } of packs) {
      const clauses = coverage(allRules, id);
      const count = (wanted: string) => clauses.filter(({ status }) => status === wanted).length;
      console.log(
        `${id}: ${clauses.length} clauses, ${count('rule')} by rules, ${count('evidence')} by evidence, ${count('gap')} gaps`,
      );
      for (const { clause, status, shownBy, rules } of clauses) {
        expect(shownBy.length, clause).toBeGreaterThan(3);
        expect(rules.length > 0, clause).toBe(status === 'rule');
      }
    }
    for (const { id } of packs) {
      const doubled = coverage(allRules, id).filter(({ coveredBy, rules }) => coveredBy && rules.length > 0);
      expect(
        doubled.map(({ clause }) => clause),
        `${id}: a rule judges what is said to be covered otherwise`,
      ).toEqual([]);
      const gaps = coverage(allRules, id).filter(({ status }) => status === 'gap');
      expect(
        gaps.map(({ clause }) => clause),
        `${id}: neither rule nor evidence`,
      ).toEqual([]);
    }
    expect(coverage(allRules, 'mlps3').filter(({ status }) => status === 'rule').length).toBeGreaterThanOrEqual(45);
  });
});

describe('rules', () => {
  it('live one to a file that bears the name', () => {
    const folder = fileURLToPath(new URL('../../../policies/rules', import.meta.url));
    const files = new Set(
      readdirSync(folder, { recursive: true })
        .map(String)
        .filter((name) => name.endsWith('.ts'))
        .map((name) => name.split('/').at(-1)!.replace(/\.ts$/, '')),
    );
    const missing = allRules.filter(
      ({ id }) => !files.has(id) && ![...files].some((name) => name.startsWith(`${id}-`)),
    );
    expect(missing.map(({ id }) => id)).toEqual([]);
    expect(new Set(allRules.map(({ id }) => id)).size).toBe(allRules.length);
  });
});
