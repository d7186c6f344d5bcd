import { type CheckResult, decide, type GateDecision, type ProofOutcome } from '../../policies/gate.ts';
import type { InputError } from '../../policies/inputs/errors.ts';
import { judge } from '../../policies/judge.ts';
import type { SourcedObject } from '../../policies/kubernetes.ts';
import { rulesOfPacks } from '../../policies/pack.ts';
import type { Rule, Severity } from '../../policies/rule.ts';
import { allRules } from '../../policies/rules/index.ts';
import { judgeWaivers, type Waiver } from '../../policies/waiver.ts';
import { FadunError } from '../errors.ts';
import { checkResult } from '../report/findings-json.ts';

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
  /** The rules that judged. */
  readonly rules: readonly Rule[];
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
      ...checkResult(judgement, { rules, waivers: waiverFindings, seconds: (performance.now() - begun) / 1000 }),
      inputErrors,
    },
    rules,
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

/** Subject, fault and remedy of an input that could not be read. */
function describeInputError({ source, path, fault, remedy }: InputError): string {
  const subject = [source.file, source.address, path].filter(Boolean).join(': ');
  return `${subject}: ${fault}.\n  ${remedy}`;
}
