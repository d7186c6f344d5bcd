/**
 * A real process that runs, resumes, undoes or aborts the synthetic runbook and kills itself where told.
 * Arguments: folder, verb, and `event:N` (the N-th boundary passed) or `effect:name:moment`, or nothing.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { abortRun, resumeRun, runRunbook, undoRun } from '../../runbooks/kit/run/run.ts';
import type { RunResult } from '../../runbooks/kit/run/session.ts';
import { syntheticEnvironment, syntheticRunbook } from './runbook-synthetic.ts';

const [folder, verb, kill = ''] = process.argv.slice(2) as [string, string, string?];
const scene = JSON.parse(readFileSync(join(folder, 'scene.json'), 'utf8'));
const die = () => process.kill(process.pid, 'SIGKILL');

let events = 0;
const duringAct = (name: string, moment: string) => {
  if (kill === `effect:${name}:${moment}`) die();
};
const environment = {
  ...syntheticEnvironment(folder, scene.people, scene.operator, { duringAct }),
  onEvent: () => {
    if (kill === `event:${++events}`) die();
  },
};

const verbs: Readonly<Record<string, () => Promise<RunResult>>> = {
  run: () => runRunbook(syntheticRunbook, scene.plan, scene.consent, 'run-1', environment),
  resume: () => resumeRun(syntheticRunbook, 'run-1', environment),
  undo: () => undoRun(syntheticRunbook, 'run-1', environment),
  abort: () => abortRun(syntheticRunbook, 'run-1', environment, 'drill'),
};
const result = await verbs[verb]!();
console.log(JSON.stringify({ ...result, events }));
