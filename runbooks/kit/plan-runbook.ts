import type { Text } from '../../stacks/model/vocabulary.ts';
import { type Action, showAction } from './action.ts';
import type { ApprovalSubject, ChangeClass } from './approvals/approval.ts';
import { type ParameterSet, readParameters } from './parameters.ts';
import { createRedactor } from './redaction/redactor.ts';
import type { Check, ReadAccess, ReadContext, Runbook, Target } from './runbook.ts';
import type { Json } from './signing/canonical-json.ts';
import { type Digest, digestOfJson } from './signing/digest.ts';

const redactor = createRedactor();

export interface PlannedStep {
  readonly id: string;
  readonly title: Text;
  readonly checks: readonly Check[];
  readonly actions: readonly Action[];
  /** How it will be undone, null where it cannot be. */
  readonly undo: Text | 'nothing' | null;
}

/** What a run would do, complete. A file of it is what gets approved, by its digest. */
export interface RunbookPlan {
  readonly type: 'fadun/runbook-plan/v1';
  readonly runbook: string;
  readonly title: Text;
  readonly class: ChangeClass;
  readonly breakGlass: boolean;
  readonly blastRadius: Text;
  readonly target: Target;
  /** As given, before reading. */
  readonly parameters: Readonly<Record<string, string>>;
  /** RFC 3339, UTC. */
  readonly preparedAt: string;
  readonly steps: readonly PlannedStep[];
}

/**
 * Plans a run: reads parameters, runs every precheck and asks every step what it would do. It is given no means to act.
 * @throws Refused for parameters, before anything is read from the target.
 */
export async function planRunbook<Set extends ParameterSet>(
  runbook: Runbook<Set>,
  given: Readonly<Record<string, string>>,
  target: Target,
  read: ReadAccess,
  now: () => Date,
): Promise<RunbookPlan> {
  const parameters = readParameters(runbook.parameters, given);
  const context: ReadContext<typeof parameters> = { parameters, target, read, now };
  const steps: PlannedStep[] = [];
  for (const step of runbook.steps) {
    const checks = (await step.precheck(context)).map(withoutSecrets);
    const actions = await step.plan(context);
    const repeated = actions.find((action, index) => actions.findIndex((other) => other.id === action.id) !== index);
    if (repeated)
      throw new Error(
        `runbook ${runbook.id}: step ${step.id} plans action ${repeated.id} twice. Give each its own id.`,
      );
    const undo = step.undo === undefined ? null : step.undo === 'nothing' ? 'nothing' : step.undo.describe;
    steps.push({ id: step.id, title: step.title, checks, actions, undo });
  }
  const { id, title, blastRadius } = runbook;
  return {
    type: 'fadun/runbook-plan/v1',
    runbook: id,
    title,
    class: runbook.class,
    breakGlass: runbook.breakGlass ?? false,
    blastRadius,
    target,
    parameters: given,
    preparedAt: now().toISOString(),
    steps,
  };
}

/** What live data say may hold anything; the plan is shown, kept and handed round. */
function withoutSecrets({ seen, ...check }: Check): Check {
  return seen === undefined ? check : { ...check, seen: redactor.text(seen) };
}

/** An action as it is shown: complete, but for secrets and identifiers in what it would write. */
export function showActionLines(action: Action, language: keyof Text): readonly string[] {
  const shown = redactor.value(action as unknown as Json) as unknown as Action;
  return redactor.text(showAction(shown, language)).split('\n');
}

/** Digest of runbook, parameters, target and actions; what was seen by checks and when does not enter. */
export function planDigest(plan: RunbookPlan): Digest {
  const { preparedAt: _, steps, ...rest } = plan;
  return digestOfJson({ ...rest, steps: steps.map(({ checks: __, ...step }) => step) });
}

/** What approvals of a run bind to. */
export function runSubject(plan: RunbookPlan): ApprovalSubject {
  return { kind: 'runbook', ...plan.target, digest: planDigest(plan), class: plan.class };
}

/** What approvals of undoing a finished run bind to: that very run. */
export function undoSubject(plan: RunbookPlan, run: string): ApprovalSubject {
  const digest = undoDigest(planDigest(plan), run);
  return { kind: 'runbook', ...plan.target, digest, class: plan.class };
}

/** Digest of undoing a run, from the digest of its plan. */
export function undoDigest(plan: Digest, run: string): Digest {
  return digestOfJson({ type: 'fadun/runbook-undo/v1', run, plan });
}

/** The undo of a finished run as lines for a person: the run, what binds consent, and step by step what is taken back. */
export function showUndo(plan: RunbookPlan, run: string, language: keyof Text): readonly string[] {
  const words = {
    zh: { head: '回退执行', radius: '影响范围', did: '当时执行', none: '无需回退', final: '不可回退' },
    en: {
      head: 'UNDO of run',
      radius: 'blast radius',
      did: 'it did',
      none: 'nothing to undo',
      final: 'cannot be undone',
    },
  }[language];
  const { digest } = undoSubject(plan, run);
  const { target, steps } = plan;
  return [
    `${words.head} ${run}: ${plan.title[language]} (${plan.runbook}) · ${target.site}/${target.network} · ${plan.class}`,
    `${words.radius}: ${plan.blastRadius[language]}`,
    `SM3 ${digest.sm3}`,
    `SHA-256 ${digest.sha256}`,
    ...steps
      .toReversed()
      .flatMap((step) => [
        `${steps.indexOf(step) + 1}. ${step.title[language]}`,
        `   ← ${step.undo === null ? words.final : step.undo === 'nothing' ? words.none : step.undo[language]}`,
        ...step.actions.map((action) => `     ${words.did}: ${action.does[language]}`),
      ]),
  ];
}

/** The plan as lines for a person: checks, then exactly what would run, then the way back. */
export function showPlan(plan: RunbookPlan, language: keyof Text): readonly string[] {
  const words = {
    zh: { radius: '影响范围', holds: '满足', fails: '不满足', undo: '回退', none: '无需回退', final: '不可回退' },
    en: {
      radius: 'blast radius',
      holds: 'holds',
      fails: 'does not hold',
      undo: 'undo',
      none: 'nothing to undo',
      final: 'cannot be undone',
    },
  }[language];
  const digest = planDigest(plan);
  return [
    `${plan.title[language]} (${plan.runbook}) · ${plan.target.site}/${plan.target.network} · ${plan.class}`,
    `${words.radius}: ${plan.blastRadius[language]}`,
    `SM3 ${digest.sm3}`,
    `SHA-256 ${digest.sha256}`,
    ...plan.steps.flatMap((step, index) => [
      `${index + 1}. ${step.title[language]}`,
      ...step.checks.map(
        (check) =>
          `   ${check.holds ? words.holds : words.fails}: ${check.statement[language]}${check.seen ? ` (${check.seen})` : ''}`,
      ),
      ...step.actions.flatMap((action) => [
        `   → ${action.does[language]}`,
        ...showActionLines(action, language).map((line) => `     ${line}`),
      ]),
      `   ${words.undo}: ${step.undo === null ? words.final : step.undo === 'nothing' ? words.none : step.undo[language]}`,
    ]),
  ];
}
