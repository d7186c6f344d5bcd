import { Refused } from '../../runbooks/kit/refusal.ts';
import { abortRun, resumeRun, runRunbook, undoRun } from '../../runbooks/kit/run/run.ts';
import type { RunResult } from '../../runbooks/kit/run/session.ts';
import type { Drill, Stage } from './drill.ts';
import { type Driven, type Drivers, driversOf } from './drive.ts';
import type { DriverVerb } from './driver.ts';
import { type FaultPlan, faultsThatCame, repeatedActs, withFaults } from './faults.ts';
import { journalProblems } from './good-drill.ts';
import { approveScene, type Scene, sceneEnvironment, sceneRecords, sceneRun, setScene } from './scene.ts';

/** What a pass of the matrix showed. */
export interface PassReport {
  readonly problems: readonly string[];
  /** Faults that came: kills at boundaries and inside acts, failures before and after effects. */
  readonly faults: number;
}

const none: FaultPlan = { kind: 'none' };

/** More kills than any run has boundaries: a chain that does not come to its end is a fault. */
const mostKills = 400;

/**
 * SIGKILL at every boundary and inside every act, one after the other on the same run, resumed each time; then the same
 * on the way back. What was done is never done again; nothing is left out.
 */
export async function killPass(
  stage: Stage,
  drill: Drill,
  folder: string,
  seconds: ReadonlyMap<string, number>,
): Promise<PassReport> {
  const scene = await setScene(stage, drill, folder);
  const faults: FaultPlan = { kind: 'kill-everywhere', seconds: Object.fromEntries(seconds) };
  const drivers = driversOf(folder, drill.id);
  const problems: string[] = [];
  try {
    const run = await chain(drivers, 'run', 'resume', faults);
    problems.push(...(await after(run, 'finished', () => drill.check(stage, scene.kept, sceneRecords(folder)))));
    problems.push(...skippedActs(scene));
    if (drill.checkUndone) {
      const undo = await chain(drivers, 'undo', 'undo', faults);
      problems.push(...(await after(undo, 'undone', () => drill.checkUndone!(stage, scene.kept))));
    }
  } finally {
    drivers.close();
  }
  return concluded(stage, scene, problems);
}

/** Every act fails once before its effect and once after it, with the answer lost; resumed each time, back as well. */
export async function failPass(stage: Stage, drill: Drill, folder: string): Promise<PassReport> {
  const scene = await setScene(stage, drill, folder);
  const { environment, close } = await sceneEnvironment(folder, drill);
  const faulty = withFaults(environment, folder, { kind: 'fail-everywhere' });
  const problems: string[] = [];
  const { runbook } = drill;
  try {
    const first = () => runRunbook(runbook, scene.plan, scene.consent, sceneRun, faulty);
    const run = await insist(first, () => resumeRun(runbook, sceneRun, faulty));
    problems.push(...(await after(run, 'finished', () => drill.check(stage, scene.kept, sceneRecords(folder)))));
    problems.push(...skippedActs(scene));
    if (drill.checkUndone) {
      const back = () => undoRun(runbook, sceneRun, faulty, scene.undoConsent);
      const undo = await insist(back, back);
      problems.push(...(await after(undo, 'undone', () => drill.checkUndone!(stage, scene.kept))));
    }
  } finally {
    await close();
  }
  return concluded(stage, scene, problems);
}

/**
 * Killed inside its middle act, then aborted: left as it stands and written down. Then undone; what cannot be undone is
 * planned anew from where it stands, and finishes.
 */
export async function abortPass(
  stage: Stage,
  drill: Drill,
  folder: string,
  seconds: ReadonlyMap<string, number>,
): Promise<PassReport> {
  const scene = await setScene(stage, drill, folder);
  const acts = scene.plan.steps.flatMap((step) => step.actions.map((action) => `act/${step.id}/${action.id}`));
  const at = acts[Math.floor(acts.length / 2)]!;
  const drivers = driversOf(folder, drill.id);
  const problems: string[] = [];
  try {
    await drivers.drive('run', { kind: 'kill-inside', at, seconds: seconds.get(at) ?? 0.1 });
  } finally {
    drivers.close();
  }
  const { environment, close } = await sceneEnvironment(folder, drill);
  try {
    const aborted = await abortRun(drill.runbook, sceneRun, environment, 'drill').catch((error: unknown) =>
      String(error),
    );
    // An act shorter than its timer has the run finish: then there is nothing to abort, and it is undone as finished.
    if (typeof aborted === 'string' && !/nothing to abort/.test(aborted)) problems.push(`abort: ${aborted}`);
    if (drill.checkUndone) {
      const undo = await undoRun(drill.runbook, sceneRun, environment, scene.undoConsent);
      problems.push(...(await after(undo, 'undone', () => drill.checkUndone!(stage, scene.kept))));
    }
  } finally {
    await close();
  }
  if (!drill.checkUndone) problems.push(...(await runAnew(stage, scene)));
  return concluded(stage, scene, problems);
}

async function runAnew(stage: Stage, scene: Scene, attempt = 1): Promise<readonly string[]> {
  const { drill, plan, kept } = scene;
  const again = `${scene.folder}-anew-${attempt}`;
  const anew = await approveScene(stage, drill, again, plan.parameters, kept);
  const { environment, close } = await sceneEnvironment(again, drill);
  try {
    const run = await runRunbook(drill.runbook, anew.plan, anew.consent, sceneRun, environment);
    const check = () => drill.check(stage, kept, sceneRecords(again));
    return [...(await after(run, 'finished', check)), ...journalProblems(again)];
  } catch (error) {
    // What was killed may still settle while it is planned; then one plans again, as the refusal says.
    if (attempt < 3 && error instanceof Refused && error.refusals.every(({ code }) => code === 'plan-stale'))
      return runAnew(stage, scene, attempt + 1);
    throw error;
  } finally {
    await close();
  }
}

async function concluded(stage: Stage, scene: Scene, problems: readonly string[]): Promise<PassReport> {
  const { folder, drill, kept } = scene;
  const repeated = repeatedActs(folder)
    .filter((key) => !drill.harmlessTwice?.includes(key))
    .map((key) => `done twice: ${key}`);
  const all = [...problems, ...repeated, ...journalProblems(folder)];
  await drill.tidy?.(stage, kept);
  return { problems: all, faults: faultsThatCame(folder).length };
}

/** Drives to an end, going on after each kill. */
async function chain(drivers: Drivers, first: DriverVerb, then: DriverVerb, faults: FaultPlan): Promise<Driven> {
  let last = await drivers.drive(first, faults);
  for (let kills = 0; last.killed; kills++) {
    if (kills > mostKills) throw new Error(`killed ${kills} times without coming to an end`);
    last = await drivers.drive(then, faults);
  }
  return last.status === 'stopped' ? drivers.drive(then, none) : last;
}

/** Goes on after each stop that an injected failure made. */
async function insist(first: () => Promise<RunResult>, then: () => Promise<RunResult>): Promise<RunResult> {
  let last = await first();
  for (let stops = 0; last.status === 'stopped' && last.stop?.reason === 'act' && stops < mostKills; stops++)
    last = await then();
  return last;
}

/** Problems of a result: its status where it is another than wanted, else what the check finds. */
async function after(
  result: Pick<RunResult, 'status' | 'stop'> | Driven,
  wanted: RunResult['status'],
  check: () => Promise<readonly string[]>,
): Promise<readonly string[]> {
  if ('killed' in result && result.killed) return ['killed'];
  const { status, stop } = result as Pick<RunResult, 'status' | 'stop'>;
  if (status === wanted) return check();
  return [`${status}, not ${wanted}: ${stop?.step}/${stop?.action ?? ''} ${stop?.message ?? ''}`];
}

/** Planned acts of a finished run that the journal has no outcome of. */
function skippedActs({ folder, plan }: Scene): readonly string[] {
  const done = new Set(
    sceneRecords(folder)
      .filter(({ type, body }) => type === 'outcome' && body.direction === 'act' && body.result === 'done')
      .map(({ body }) => `${body.step}/${body.action}`),
  );
  const planned = plan.steps.flatMap((step) => step.actions.map((action) => `${step.id}/${action.id}`));
  return planned.filter((key) => !done.has(key)).map((key) => `left out: ${key}`);
}
