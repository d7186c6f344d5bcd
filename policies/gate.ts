import { type Severity, severities } from './rule.ts';
import type { UnjudgedKind } from './unjudged.ts';
import { blocks, type Finding, type VerdictCounts } from './verdict.ts';
import type { WaiverFinding } from './waiver.ts';

/** What a reachability proof adds to the decision. */
export interface ProofOutcome {
  readonly holds: boolean;
  /** Differences between what is declared and what is permitted, in words. */
  readonly differences: readonly string[];
}

export interface GateInput {
  readonly findings: readonly Finding[];
  readonly waiverFindings?: readonly WaiverFinding[];
  /** Objects that could not be read or converted, in words. */
  readonly inputErrors?: readonly string[];
  readonly proof?: ProofOutcome;
  /** The least severity that stops a change; errors and unknowns stop it at any severity. @default low */
  readonly failOn?: Severity;
}

/** The decision over one change. */
export interface GateDecision {
  readonly open: boolean;
  /** Why it is closed: what blocks, most severe first. */
  readonly blocking: readonly Finding[];
  readonly blockingWaivers: readonly WaiverFinding[];
  readonly inputErrors: readonly string[];
  readonly proofDifferences: readonly string[];
  /** Findings below the chosen severity, and waived ones. */
  readonly remaining: readonly Finding[];
  /** 0 open · 1 closed by findings · 2 input that cannot be judged. */
  readonly exitCode: 0 | 1 | 2;
}

/** Rank of a severity, 0 for the most severe. */
export function rank(severity: Severity): number {
  return severities.indexOf(severity);
}

/**
 * Decides: open only when nothing blocks. A verdict other than pass, waived or notApplicable blocks; a failure below
 * `failOn` does not; a waiver with a fault of that severity does; so does a proof that does not hold.
 */
export function decide(input: GateInput): GateDecision {
  const least = rank(input.failOn ?? 'low');
  const stops = (finding: Finding) =>
    blocks(finding.verdict) && (finding.verdict !== 'fail' || rank(finding.severity) <= least);
  const blocking = input.findings.filter(stops).sort((one, other) => rank(one.severity) - rank(other.severity));
  const blockingWaivers = (input.waiverFindings ?? []).filter(
    (finding) => finding.fault !== 'not-yet' && rank(finding.severity) <= least,
  );
  const inputErrors = input.inputErrors ?? [];
  const proofDifferences = input.proof && !input.proof.holds ? input.proof.differences : [];
  const proofFails = input.proof !== undefined && !input.proof.holds;
  const closed = blocking.length > 0 || blockingWaivers.length > 0 || proofFails;
  return {
    open: !closed && inputErrors.length === 0,
    blocking,
    blockingWaivers,
    inputErrors,
    proofDifferences,
    remaining: input.findings.filter((finding) => !stops(finding)),
    exitCode: inputErrors.length > 0 ? 2 : closed ? 1 : 0,
  };
}

/** The result of `fadun check` as scripts read it. */
export interface CheckResult {
  readonly objects: number;
  readonly rules: number;
  readonly verdicts: VerdictCounts;
  readonly findings: readonly Finding[];
  /** Kinds that no rule looks at: what is of them was not judged. */
  readonly unjudged: readonly UnjudgedKind[];
  readonly waivers: readonly WaiverFinding[];
  readonly controls: readonly ControlVerdicts[];
  readonly seconds: number;
}

/** Evidence for one clause: the verdicts of the rules that judge it. */
export interface ControlVerdicts {
  readonly pack: string;
  readonly clause: string;
  /** Ids of the rules. */
  readonly judgedBy: readonly string[];
  readonly verdicts: VerdictCounts;
}
