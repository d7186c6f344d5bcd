import { runRunbook, undoRun } from '../../runbooks/kit/run/run.ts';
import type { RunResult } from '../../runbooks/kit/run/session.ts';
import type { Drill, Stage } from './drill.ts';
import { actingUser, type Moment, momentOf, planningUser, provesWrites, writesOf } from './proof.ts';
import { approveScene, type Scene, sceneEnvironment, sceneRecords, sceneRun, sceneVerdict } from './scene.ts';
import { declaredStage } from './stage.ts';

/** What a drill showed. */
export interface DrillReport {
  readonly problems: readonly string[];
  /** Seconds that each action took, by `direction/step/action`. */
  readonly seconds: ReadonlyMap<string, number>;
}

/**
 * Prepares, plans, proves that the plan changed nothing, approves, runs, checks, undoes where that is possible, checks
 * again, tidies.
 */
export async function goodDrill(shared: Stage, drill: Drill, folder: string): Promise<DrillReport> {
  if (!drill.onDeclaredSite) return drillOn(shared, drill, folder);
  const stage = await declaredStage(shared);
  return drillOn(stage, drill, folder).finally(stage.close);
}

async function drillOn(stage: Stage, drill: Drill, folder: string): Promise<DrillReport> {
  const problems = drill.silencesAudit ? [...(await planOnly(stage, drill, `${folder}-before`))] : [];
  const { parameters, kept } = await drill.prepare(stage);
  const before = momentOf(stage);
  const scene = await approveScene(stage, drill, folder, parameters, kept);
  problems.push(...planProblems(stage, before, scene));
  if (!drill.silencesAudit) problems.push(...(await provesWrites(stage)));
  const acting = momentOf(stage);
  const seconds = new Map<string, number>();
  let hostChanged = false;
  const look = () => {
    hostChanged ||= momentOf(stage).hostDigest !== acting.hostDigest;
  };
  problems.push(...(await act(scene, seconds, look)));
  problems.push(
    ...writeProblems(stage, drill, acting, hostChanged),
    ...(await drill.check(stage, kept, sceneRecords(folder))),
  );
  if (drill.checkUndone) problems.push(...(await goBack(scene, seconds)), ...(await drill.checkUndone(stage, kept)));
  problems.push(...journalProblems(folder));
  await drill.tidy?.(stage, kept);
  return { problems, seconds };
}

/** The proof on a network whose audit log still speaks; such a runbook takes no parameters. */
async function planOnly(stage: Stage, drill: Drill, folder: string): Promise<readonly string[]> {
  const before = momentOf(stage);
  const scene = await approveScene(stage, drill, folder, {}, null);
  return [...planProblems(stage, before, scene), ...(await provesWrites(stage))];
}

function planProblems(stage: Stage, before: Moment, { plan }: Scene): readonly string[] {
  const after = momentOf(stage);
  const failing = plan.steps.flatMap((step) => step.checks.filter((check) => !check.holds));
  return [
    ...writesOf(planningUser, stage, before).map((write) => `the plan wrote: ${write}`),
    ...(after.hostDigest === before.hostDigest ? [] : ['the plan changed something on the hosts']),
    ...failing.map((check) => `planned check fails: ${check.statement.en} ${check.seen ?? ''}`),
  ];
}

/** The control of the proof: what a run writes is seen where the plan's writes would have been. */
function writeProblems(stage: Stage, drill: Drill, acting: Moment, hostChanged: boolean): readonly string[] {
  const missing = {
    api: () => writesOf(actingUser, stage, acting).length === 0,
    host: () => !hostChanged,
  };
  return drill.writesTo.filter((where) => missing[where]()).map((where) => `the run is not seen to write: ${where}`);
}

async function act(scene: Scene, seconds: Map<string, number>, look: () => void): Promise<readonly string[]> {
  return withTiming(
    scene,
    seconds,
    'act',
    (environment) => runRunbook(scene.drill.runbook, scene.plan, scene.consent, sceneRun, environment),
    look,
  );
}

async function goBack(scene: Scene, seconds: Map<string, number>): Promise<readonly string[]> {
  return withTiming(scene, seconds, 'undo', (environment) =>
    undoRun(scene.drill.runbook, sceneRun, environment, scene.undoConsent),
  );
}

type Environment = Awaited<ReturnType<typeof sceneEnvironment>>['environment'];

async function withTiming(
  scene: Scene,
  seconds: Map<string, number>,
  direction: 'act' | 'undo',
  work: (environment: Environment) => Promise<RunResult>,
  look: () => void = () => {},
): Promise<readonly string[]> {
  const { environment, close } = await sceneEnvironment(scene.folder, scene.drill);
  let began = 0;
  const onEvent: Environment['onEvent'] = ({ at, step, action }) => {
    if (at === 'intent') began = performance.now();
    if (at === 'acted') look();
    if (at === 'acted') seconds.set(`${direction}/${step}/${action}`, (performance.now() - began) / 1000);
  };
  try {
    const { status, stop } = await work({ ...environment, onEvent });
    const wanted = direction === 'act' ? 'finished' : 'undone';
    return status === wanted
      ? []
      : [`${direction}: ${status} at ${stop?.step}/${stop?.action ?? ''}: ${stop?.message}`];
  } finally {
    await close();
  }
}

/** Faults of the journal, which must be whole and signed. */
export function journalProblems(folder: string): readonly string[] {
  const verdict = sceneVerdict(folder);
  return [
    ...verdict.faults.map((fault) => `journal: ${JSON.stringify(fault)}`),
    ...(verdict.closed ? [] : ['the journal is not signed']),
  ];
}
