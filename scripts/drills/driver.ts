/**
 * A process that runs, resumes, undoes or aborts the run of a scene, and may be killed at it.
 * Arguments: folder of the scene, id of the drill. The verb and the faults come on standard input, so that it can be
 * started ahead: `{"verb": "resume", "faults": {…}}`. The result goes to standard output as one line of JSON.
 */
import { flushCompileCache } from 'node:module';
import { text } from 'node:stream/consumers';
import { abortRun, resumeRun, runRunbook, undoRun } from '../../runbooks/kit/run/run.ts';
import type { RunResult } from '../../runbooks/kit/run/session.ts';
import { type FaultPlan, withFaults } from './faults.ts';
import { loadDrill } from './index.ts';
import { readScene, sceneEnvironment, sceneRun } from './scene.ts';

/** What a driver can be told to do. */
export type DriverVerb = 'run' | 'resume' | 'undo' | 'abort';

const [folder, id] = process.argv.slice(2) as [string, string];
const drill = await loadDrill(id);
// A killed process writes no cache at its end.
flushCompileCache();
const { verb, faults } = JSON.parse(await text(process.stdin)) as { verb: DriverVerb; faults: FaultPlan };
const scene = readScene(folder);
const { environment, close } = await sceneEnvironment(folder, drill);
const faulty = withFaults(environment, folder, faults);
const { runbook } = drill;

const verbs: Readonly<Record<DriverVerb, () => Promise<RunResult>>> = {
  run: () => runRunbook(runbook, scene.plan, scene.consent, sceneRun, faulty),
  resume: () => resumeRun(runbook, sceneRun, faulty),
  undo: () => undoRun(runbook, sceneRun, faulty, scene.undoConsent),
  abort: () => abortRun(runbook, sceneRun, faulty, 'drill'),
};
const { status, stop } = await verbs[verb]();
await close();
process.stdout.write(`${JSON.stringify({ status, stop })}\n`);
process.exit(0);
