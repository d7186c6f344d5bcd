import type { SourcedObject } from '../../policies/kubernetes.ts';
import { problemText } from '../../policies/reachability/problem.ts';
import type { ProofReport } from '../../policies/reachability/report.ts';
import type { Severity } from '../../policies/rule.ts';
import { waiversOf } from '../../policies/waivers/index.ts';
import { ruleFacts } from '../../stacks/rule-facts.ts';
import { FadunError } from '../errors.ts';
import { inStage } from '../telemetry/stage.ts';
import type { City } from './city.ts';
import { type JudgementOutcome, judgeObjects } from './judge-objects.ts';
import { proveCity } from './prove-city.ts';

export interface CityJudgement extends JudgementOutcome {
  readonly proof: ProofReport;
}

/** Judges a city's objects by every rule and proves its networks: the gate before anything is applied. */
export function judgeCity(
  city: City,
  options: { readonly today: string; readonly packs?: readonly string[]; readonly failOn?: Severity },
): CityJudgement {
  const attributes = { 'fadun.site': city.site.id };
  const { report } = inStage('prove', attributes, () => proveCity(city));
  const objects: SourcedObject[] = city.networks.flatMap((network) => [...(city.objects.get(network) ?? [])]);
  const outcome = inStage('judge', attributes, () =>
    judgeObjects({
      objects,
      waivers: waiversOf(city.site.id),
      facts: ruleFacts(city.site),
      proof: { holds: report.holds, differences: differencesOf(report) },
      ...options,
    }),
  );
  return { ...outcome, proof: report };
}

/** A proof's failures in words, for the gate. */
export function differencesOf(report: ProofReport): string[] {
  return [
    ...report.permittedNotDeclared.map(
      ({ network, from, to, ports }) => `${network}: ${from} → ${to} ${ports} is permitted and not declared`,
    ),
    ...report.declaredNotPermitted.map(
      ({ network, from, to, ports }) => `${network}: ${from} → ${to} ${ports} is declared and not permitted`,
    ),
    ...report.invariants.filter(({ holds }) => !holds).map(({ title }) => `invariant fails: ${title.en}`),
    ...report.void.map(({ network, subject, can, by }) => `${network}: void: ${subject} can ${can} (${by})`),
    ...report.problems.map(problemText),
  ];
}

/**
 * Refuses to go on where the gate is closed.
 * @throws FadunError naming what blocks
 */
export function requireOpenGate({ decision }: JudgementOutcome): void {
  if (decision.open) return;
  const lines = [
    ...decision.inputErrors,
    ...decision.blocking.map(
      ({ rule, severity, object, path, message }) =>
        `${severity} ${rule}: ${object.network ?? ''} ${object.kind} ${object.namespace ? `${object.namespace}/` : ''}${object.name}: ${path}: ${message}`,
    ),
    ...decision.blockingWaivers.map(({ message }) => message),
    ...decision.proofDifferences,
  ];
  const shown = lines.slice(0, 20).join('\n  ');
  const isCut = lines.length > 20;
  const more = {
    zh: isCut ? `\n  另有 ${lines.length - 20} 项` : '',
    en: isCut ? `\n  and ${lines.length - 20} more` : '',
  };
  throw new FadunError(
    'gate',
    {
      zh: `因 ${lines.length} 项发现不予放行：\n  ${shown}${more.zh}`,
      en: `closed by ${lines.length} findings:\n  ${shown}${more.en}`,
    },
    {
      zh: '更正声明，或经第二人同意后豁免；`fadun check` 列出全部。',
      en: 'Correct the declaration, or waive with a second person; `fadun check` shows all.',
    },
    1,
  );
}
