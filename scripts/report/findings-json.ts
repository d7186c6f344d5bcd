import type { CheckResult, ControlVerdicts } from '../../policies/gate.ts';
import type { Judgement } from '../../policies/judge.ts';
import type { Rule } from '../../policies/rule.ts';
import { addVerdicts, noVerdicts, type VerdictCounts } from '../../policies/verdict.ts';
import type { WaiverFinding } from '../../policies/waiver.ts';

/**
 * The result of a check as `--format json` prints it.
 * @param seconds wall time of the whole check
 */
export function checkResult(
  judgement: Judgement,
  { rules, waivers = [], seconds }: { rules: readonly Rule[]; waivers?: readonly WaiverFinding[]; seconds: number },
): CheckResult {
  return {
    objects: judgement.objects,
    rules: judgement.rules,
    verdicts: judgement.verdicts,
    findings: judgement.findings,
    unjudged: judgement.unjudged,
    waivers,
    controls: controlVerdicts(rules, judgement.byRule),
    seconds: Math.round(seconds * 1000) / 1000,
  };
}

/** The result for scripts: what does not apply is null, never absent. */
export function resultJson<Result extends CheckResult>(result: Result) {
  return {
    ...result,
    findings: result.findings.map(({ object, waiver, ...rest }) => ({
      ...rest,
      object: { ...object, network: object.network ?? null, namespace: object.namespace ?? null },
      waiver: waiver ?? null,
    })),
  };
}

/** Verdicts by clause: those of every rule that gives evidence for it. */
export function controlVerdicts(
  rules: readonly Rule[],
  byRule: ReadonlyMap<string, VerdictCounts>,
): readonly ControlVerdicts[] {
  const clauses = new Map<string, { judgedBy: string[]; verdicts: VerdictCounts }>();
  for (const rule of rules) {
    for (const control of rule.controls) {
      const entry = clauses.get(control) ?? { judgedBy: [], verdicts: noVerdicts() };
      entry.judgedBy.push(rule.id);
      entry.verdicts = addVerdicts(entry.verdicts, byRule.get(rule.id) ?? noVerdicts());
      clauses.set(control, entry);
    }
  }
  return [...clauses]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([control, entry]) => {
      const colon = control.indexOf(':');
      return { pack: control.slice(0, colon), clause: control.slice(colon + 1), ...entry };
    });
}
