import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coverage } from '../../../policies/controls/coverage.ts';
import { judge } from '../../../policies/judge.ts';
import type { KubernetesObject, SourcedObject } from '../../../policies/kubernetes.ts';
import { isEstateRule } from '../../../policies/rule.ts';
import { allRules } from '../../../policies/rules/index.ts';
import { registerRules } from '../../../policies/rules/register/index.ts';
import { type RegisterFacts, registerFactsName } from '../../../policies/rules/register/register-facts.ts';
import { buildCity } from '../../../scripts/pipeline/city.ts';
import { judgeCity } from '../../../scripts/pipeline/judge-city.ts';
import { selectSite } from '../../../scripts/pipeline/select-site.ts';
import { ruleFacts } from '../../../stacks/rule-facts.ts';
import { registerChanges } from './register-changes.ts';
import { wrongChanges } from './wrong-changes.ts';

const folder = mkdtempSync(join(tmpdir(), 'fadun-corpus-'));
const today = '2026-11-22';
let city: Awaited<ReturnType<typeof buildCity>>;
let objects: SourcedObject[];

beforeAll(async () => {
  city = await buildCity(await selectSite('binhe'), folder);
  objects = city.networks.flatMap((network) => [...city.objects.get(network)!]);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Objects on which a change is tried: one in each of several networks, first to last. */
const perChange = 6;

describe('the reference city', () => {
  it('passes every rule and its proof without a waiver', () => {
    const { result, decision } = judgeCity(city, { today });
    expect(result.findings).toEqual([]);
    expect(result.waivers).toEqual([]);
    expect(decision.open).toBe(true);
  });

  it('shows a pass for each clause of mlps3 that objects can show, or states the gap', () => {
    const { result } = judgeCity(city, { today });
    const passes = new Map(
      result.controls.filter(({ pack }) => pack === 'mlps3').map(({ clause, verdicts }) => [clause, verdicts.pass]),
    );
    const clauses = coverage(allRules, 'mlps3').filter(({ how }) => how.includes('S') || how.includes('A'));
    const shown = clauses.filter(({ clause }) => (passes.get(clause) ?? 0) > 0);
    const gaps = clauses.filter(({ status }) => status === 'gap');
    console.log(
      `mlps3: ${clauses.length} clauses with S or A, ${shown.length} with a pass, ${gaps.length} stated gaps`,
    );
    const silent = clauses.filter(({ clause, status }) => status === 'rule' && (passes.get(clause) ?? 0) === 0);
    expect(silent.map(({ clause, rules }) => `${clause}: ${rules.join(', ')}`)).toEqual([]);
    expect(gaps.every(({ shownBy }) => shownBy.length > 3)).toBe(true);
    expect(shown.length).toBeGreaterThanOrEqual(100);
  });

  it('has every small wrong change caught by the rule that is meant for it', () => {
    let tried = 0;
    const uncaught: string[] = [];
    const ruleById = new Map(allRules.map((rule) => [rule.id, rule]));
    const facts = ruleFacts(city.site);
    for (const wrong of wrongChanges) {
      const rule = ruleById.get(wrong.rule);
      if (!rule) throw new Error(`${wrong.name}: there is no rule "${wrong.rule}".`);
      const fitting = objects.filter(({ object }) => wrong.fits(object));
      const step = Math.max(1, Math.floor(fitting.length / perChange));
      const chosen = fitting.filter((_, index) => index % step === 0).slice(0, perChange);
      if (chosen.length === 0) uncaught.push(`${wrong.name}: fits nothing`);
      for (const sourced of chosen) {
        tried += 1;
        const copy = structuredClone(sourced.object) as Record<string, unknown>;
        wrong.change(copy);
        const also = wrong.adds?.(copy) ?? [];
        const changed = wrong.removes ? [] : [{ ...sourced, object: copy as unknown as KubernetesObject }];
        const added = also.map((object): SourcedObject => ({ ...sourced, object }));
        const around = objects.filter((one) => one !== sourced && one.network === sourced.network);
        const namespaces = around.filter(({ object }) => object.kind === 'Namespace');
        const whole = isEstateRule(rule) ? around : [];
        const { findings } = judge([...changed, ...added, ...whole], { rules: [rule], today, namespaces, facts });
        if (!findings.some((finding) => finding.rule === wrong.rule && finding.verdict === 'fail')) {
          uncaught.push(`${wrong.name} on ${sourced.network} ${sourced.object.kind} ${sourced.object.metadata.name}`);
        }
      }
    }
    console.log(`corpus: ${tried} wrong changes of ${wrongChanges.length} kinds, ${uncaught.length} uncaught`);
    expect(uncaught).toEqual([]);
    expect(tried).toBeGreaterThanOrEqual(200);
  });

  it('has every small wrong change to its registers caught by the rule that is meant for it', () => {
    const facts = ruleFacts(city.site);
    const ruleById = new Map(allRules.map((rule) => [rule.id, rule]));
    let tried = 0;
    const uncaught: string[] = [];
    for (const wrong of registerChanges) {
      const registers = wrong.tried(facts[registerFactsName] as RegisterFacts);
      if (registers.length === 0) uncaught.push(`${wrong.name}: fits nothing`);
      for (const register of registers) {
        tried += 1;
        const rules = [ruleById.get(wrong.rule)!];
        const { verdicts } = judge([], { rules, today, facts: { ...facts, [registerFactsName]: register } });
        if (verdicts.fail === 0) uncaught.push(`${wrong.rule}: ${wrong.name}`);
      }
    }
    const kinds = registerChanges.length;
    console.log(`corpus of registers: ${tried} wrong changes of ${kinds} kinds, ${uncaught.length} uncaught`);
    expect(uncaught).toEqual([]);
    const changed = new Set(registerChanges.map(({ rule }) => rule));
    expect(registerRules.map(({ id }) => id).filter((id) => !changed.has(id))).toEqual([]);
  });
});
