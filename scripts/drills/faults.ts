import { appendFileSync, closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Action } from '../../runbooks/kit/action.ts';
import type { RunEnvironment, RunEvent } from '../../runbooks/kit/run/session.ts';

/** What goes wrong in a pass: the process is killed everywhere, once each; or every act fails, before and after its effect. */
export type FaultPlan =
  | { readonly kind: 'none' }
  | { readonly kind: 'kill-everywhere'; readonly seconds: Readonly<Record<string, number>> }
  | { readonly kind: 'kill-inside'; readonly at: string; readonly seconds: number }
  | { readonly kind: 'fail-everywhere' };

/**
 * Boundaries between which and another nothing is written or done in a given run, or that stand outside its steps: the
 * kit's own matrix kills at these as well, on a runbook made for it.
 */
const sameAsAnother: ReadonlySet<RunEvent['at']> = new Set(['opened', 'claimed', 'before-intent', 'closed']);

/** The environment with faults put into it. Each fault comes once: those that have come are kept in the folder. */
export function withFaults(environment: RunEnvironment, folder: string, plan: FaultPlan): RunEnvironment {
  const come = onceEach(join(folder, 'faults.log'));
  const written = (line: string) => appendFileSync(join(folder, 'acts.log'), `${line}\n`);
  /** Key of the action between its intent and its outcome. */
  let inHand: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  const failOnce = (fault: string, message: string) => {
    if (plan.kind === 'fail-everywhere' && come(fault)) throw new Error(`drill: ${message}`);
  };
  const onEvent = (event: RunEvent) => {
    environment.onEvent?.(event);
    const counts = plan.kind === 'kill-everywhere' && !sameAsAnother.has(event.at);
    if (counts && come(`event ${keyOf(event)}`)) process.kill(process.pid, 'SIGKILL');
    const { at, direction, step, action } = event;
    if (at !== 'intent' && at !== 'acted' && at !== 'outcome') return;
    clearTimeout(timer);
    inHand = at === 'intent' ? `${direction}/${step}/${action}` : undefined;
    if (inHand) timer = killTimer(plan, inHand, come);
  };
  const carried = async <Answer>(action: Action, work: () => Promise<Answer>): Promise<Answer> => {
    const key = inHand?.endsWith(`/${action.id}`) ? inHand : `${inHand ?? ''}+${action.id}`;
    failOnce(`before ${key}`, 'it fails before its effect');
    if (hasEffect(action)) written(`begin ${key}`);
    const answer = await work();
    if (hasEffect(action)) written(`end ${key}`);
    failOnce(`after ${key}`, 'the answer is lost');
    return answer;
  };
  const { execute, answerTo, read } = environment;
  return {
    ...environment,
    onEvent,
    execute: (action, mark) => carried(action, () => execute(action, mark)),
    ...(answerTo && { answerTo: (action, mark) => carried(action, () => answerTo(action, mark)) }),
    read: {
      ...read,
      // What only reads, as the collection of evidence, fails by what it reads.
      get: async (path) => {
        if (inHand) failOnce(`before ${inHand}`, 'nothing can be read');
        return read.get(path);
      },
    },
  };
}

/** A dry run has no effect that could come twice; people who are asked again say again what they did. */
function hasEffect(action: Action): boolean {
  return action.kind !== 'manual' && !(action.kind === 'request' && action.path.includes('dryRun=All'));
}

function killTimer(plan: FaultPlan, key: string, come: (fault: string) => boolean): NodeJS.Timeout | undefined {
  const die = () => {
    if (come(`inside ${key}`)) process.kill(process.pid, 'SIGKILL');
  };
  if (plan.kind === 'kill-everywhere') return setTimeout(die, (plan.seconds[key] ?? 0.1) * 500);
  if (plan.kind === 'kill-inside' && plan.at === key) return setTimeout(die, plan.seconds * 250);
  return undefined;
}

/** Whether a fault comes now for the first time; durable before the answer, for a kill may follow. */
function onceEach(path: string): (fault: string) => boolean {
  return (fault) => {
    const known = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
    if (known.includes(fault)) return false;
    const file = openSync(path, 'a', 0o600);
    writeSync(file, `${fault}\n`);
    fsyncSync(file);
    closeSync(file);
    return true;
  };
}

function keyOf({ at, direction, step = '', action = '' }: RunEvent): string {
  return `${at} ${direction ?? ''}/${step}/${action}`;
}

/** Faults that came in a pass, by kind. */
export function faultsThatCame(folder: string): readonly string[] {
  const path = join(folder, 'faults.log');
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
}

/** Acts that were done and then begun again: each is an effect brought about twice. */
export function repeatedActs(folder: string): readonly string[] {
  const path = join(folder, 'acts.log');
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  return lines.flatMap((line, place) => {
    const key = line.slice('begin '.length);
    return line.startsWith('begin ') && lines.slice(0, place).includes(`end ${key}`) ? [key] : [];
  });
}
