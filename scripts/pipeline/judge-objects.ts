import {
  type CheckResult,
  type ControlVerdicts,
  decide,
  type GateDecision,
  type ProofOutcome,
} from '../../policies/gate.ts';
import type { InputError } from '../../policies/inputs/errors.ts';
import { judge } from '../../policies/judge.ts';
import type { SourcedObject } from '../../policies/kubernetes.ts';
import { rulesOfPacks } from '../../policies/pack.ts';
import type { Rule, Severity } from '../../policies/rule.ts';
import { allRules } from '../../policies/rules/index.ts';
import { addVerdicts, noVerdicts, type VerdictCounts } from '../../policies/verdict.ts';
import { judgeWaivers, type Waiver } from '../../policies/waiver.ts';
import { FadunError } from '../errors.ts';

export interface JudgementRequest {
  readonly objects: readonly SourcedObject[];
  readonly inputErrors?: readonly InputError[];
  /** Packs whose rules judge @default every rule */
  readonly packs?: readonly string[];
  readonly waivers?: readonly Waiver[];
  readonly facts?: Readonly<Record<string, unknown>>;
  /** Namespaces that are there but not judged. */
  readonly namespaces?: readonly SourcedObject[];
  readonly failOn?: Severity;
  readonly proof?: ProofOutcome;
  /** Day on which waivers are judged, `YYYY-MM-DD`. */
  readonly today: string;
  readonly language?: 'zh' | 'en';
}

/** Verdicts over objects and the decision of the gate on them. */
export interface JudgementOutcome {
  readonly result: CheckResult & { readonly inputErrors: readonly string[] };
  readonly decision: GateDecision;
}

/** Judges objects by rules and decides: what `check`, `up` and `apply` share. */
export function judgeObjects(request: JudgementRequest): JudgementOutcome {
  const begun = performance.now();
  const rules = chooseRules(request.packs);
  const waivers = request.waivers ?? [];
  const judgement = judge(request.objects, {
    rules,
    waivers,
    today: request.today,
    ...(request.facts && { facts: request.facts }),
    ...(request.namespaces && { namespaces: request.namespaces }),
    ...(request.language && { language: request.language }),
  });
  const used = new Set(judgement.findings.flatMap(({ waiver }) => waiver ?? []));
  const waiverFindings = judgeWaivers(waivers, { rules: allRules, today: request.today, used });
  const inputErrors = (request.inputErrors ?? []).map(describeInputError);
  const decision = decide({
    findings: judgement.findings,
    waiverFindings,
    inputErrors,
    ...(request.proof && { proof: request.proof }),
    ...(request.failOn && { failOn: request.failOn }),
  });
  return {
    decision,
    result: {
      objects: judgement.objects,
      rules: judgement.rules,
      verdicts: judgement.verdicts,
      findings: judgement.findings,
      waivers: waiverFindings,
      controls: controlVerdicts(rules, judgement.byRule),
      inputErrors,
      seconds: Math.round(performance.now() - begun) / 1000,
    },
  };
}

function chooseRules(packs: readonly string[] | undefined): readonly Rule[] {
  if (!packs?.length) return allRules;
  try {
    return rulesOfPacks(allRules, packs);
  } catch (error) {
    throw new FadunError('--pack', (error as Error).message, 'See `fadun rules` for the packs.');
  }
}

/** Verdicts by clause: the sum over the rules that give evidence for it. */
function controlVerdicts(rules: readonly Rule[], byRule: ReadonlyMap<string, VerdictCounts>): ControlVerdicts[] {
  const byControl = new Map<string, { judgedBy: string[]; verdicts: VerdictCounts }>();
  for (const rule of rules) {
    for (const control of rule.controls) {
      const entry = byControl.get(control) ?? { judgedBy: [], verdicts: noVerdicts() };
      entry.judgedBy.push(rule.id);
      entry.verdicts = addVerdicts(entry.verdicts, byRule.get(rule.id) ?? noVerdicts());
      byControl.set(control, entry);
    }
  }
  return [...byControl].map(([control, entry]) => {
    const colon = control.indexOf(':');
    return { pack: control.slice(0, colon), clause: control.slice(colon + 1), ...entry };
  });
}

/** Subject, fault and remedy of an input that could not be read. */
function describeInputError({ source, path, fault, remedy }: InputError): string {
  const subject = [source.file, source.address, path].filter(Boolean).join(': ');
  return `${subject}: ${fault}.\n  ${remedy}`;
}
