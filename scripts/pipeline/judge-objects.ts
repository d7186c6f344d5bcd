import { type CheckResult, decide, type GateDecision, type ProofOutcome } from '../../policies/gate.ts';
import { type InputError, inputSubject } from '../../policies/inputs/errors.ts';
import { type Judgement, judge } from '../../policies/judge.ts';
import type { SourcedObject } from '../../policies/kubernetes.ts';
import type { Rule, Severity } from '../../policies/rule.ts';
import { allRules } from '../../policies/rules/index.ts';
import type { FindingObject } from '../../policies/verdict.ts';
import { judgeWaivers, type Waiver, type WaiverFinding } from '../../policies/waiver.ts';
import { checkResult } from '../report/findings-json.ts';
import { chooseRules } from './choose-rules.ts';

export interface JudgementRequest {
  readonly objects: readonly SourcedObject[];
  readonly inputErrors?: readonly InputError[];
  /** Packs whose rules judge @default every rule */
  readonly packs?: readonly string[];
  /** Narrows the rules further @default all of the packs */
  readonly only?: (rule: Rule) => boolean;
  readonly waivers?: readonly Waiver[];
  /** What is wrong with waivers in live policies. */
  readonly liveWaivers?: readonly WaiverFinding[];
  readonly facts?: Readonly<Record<string, unknown>>;
  /** Namespaces that are there but not judged. */
  readonly namespaces?: readonly SourcedObject[];
  /** What is there and deliberately not judged. */
  readonly setAside?: readonly SetAside[];
  /** Files that no object was looked for in. */
  readonly skipped?: readonly string[];
  readonly failOn?: Severity;
  readonly proof?: ProofOutcome;
  /** Day on which waivers are judged, `YYYY-MM-DD`. */
  readonly today: string;
  readonly language?: 'zh' | 'en';
}

/** An object that is not judged, and why: `sandbox-access` is what the sandbox gives its own identities. */
export interface SetAside {
  readonly object: FindingObject;
  readonly reason: 'sandbox-access';
}

/** Verdicts over objects and the decision of the gate on them. */
export interface JudgementOutcome {
  readonly result: CheckResult & {
    readonly inputErrors: readonly string[];
    readonly setAside: readonly SetAside[];
    /** Files in folders that are no manifests by their names, and hidden folders: nothing was read of these. */
    readonly skipped: readonly string[];
  };
  /** What could not be read, part by part. */
  readonly inputErrors: readonly InputError[];
  readonly decision: GateDecision;
  /** The rules that judged. */
  readonly rules: readonly Rule[];
}

/** Judges objects by rules and decides: what `check`, `up` and `apply` share. */
export function judgeObjects(request: JudgementRequest): JudgementOutcome {
  const begun = performance.now();
  const judgement = judge(request.objects, {
    rules: rulesOf(request),
    waivers: request.waivers ?? [],
    today: request.today,
    ...(request.facts && { facts: request.facts }),
    ...(request.namespaces && { namespaces: request.namespaces }),
    ...(request.language && { language: request.language }),
  });
  return outcomeOf(judgement, request, begun);
}

/**
 * The decision on a judgement, and the result as scripts read it.
 * @param begun when the check began, by `performance.now()`
 */
export function outcomeOf(
  judgement: Judgement,
  request: Omit<JudgementRequest, 'objects' | 'facts' | 'namespaces' | 'language'>,
  begun: number,
): JudgementOutcome {
  const rules = rulesOf(request);
  const waivers = request.waivers ?? [];
  const used = new Set(judgement.findings.flatMap(({ waiver }) => waiver ?? []));
  const waiverFindings = [
    ...judgeWaivers(waivers, { rules: allRules, today: request.today, used }),
    ...(request.liveWaivers ?? []),
  ];
  const unread = request.inputErrors ?? [];
  const inputErrors = unread.map(describeInputError);
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
      setAside: request.setAside ?? [],
      skipped: request.skipped ?? [],
    },
    inputErrors: unread,
    rules,
  };
}

function rulesOf({ packs, only = () => true }: Pick<JudgementRequest, 'packs' | 'only'>): readonly Rule[] {
  return chooseRules(packs).filter(only);
}

/** Subject, fault and remedy of an input that could not be read. */
function describeInputError(error: InputError): string {
  return `${inputSubject(error)}: ${error.fault}.\n  ${error.remedy}`;
}
