import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Action } from '../../runbooks/kit/action.ts';
import { usedApprovalsIn } from '../../runbooks/kit/approvals/used-approvals.ts';
import { command } from '../../runbooks/kit/command.ts';
import { anchorsIn } from '../../runbooks/kit/journal/anchor.ts';
import { parameter } from '../../runbooks/kit/parameters.ts';
import { runProcess } from '../../runbooks/kit/process.ts';
import { createRedactor } from '../../runbooks/kit/redaction/redactor.ts';
import type { RunEnvironment } from '../../runbooks/kit/run/session.ts';
import { defineRunbook, type ReadContext } from '../../runbooks/kit/runbook.ts';
import type { TestPerson } from './runbook-people.ts';
import { testKeyring } from './runbook-people.ts';

/**
 * A synthetic target: a ledger to which every effect appends one line, `+name` when done, `-name` when undone. An effect
 * repeated or skipped shows as a wrong line count.
 */
export function ledgerIn(folder: string): readonly string[] {
  const path = join(folder, 'ledger');
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
}

/** Effects in force, as the ledger says. */
function inForce(folder: string): readonly string[] {
  const lines = ledgerIn(folder);
  return lines
    .filter((line, index) => line.startsWith('+') && !lines.includes(`-${line.slice(1)}`, index))
    .map((line) => line.slice(1));
}

const text = (en: string) => ({ en, zh: `测试：${en}` });

function effect(name: string, sign: '+' | '-'): Action {
  return {
    id: name,
    kind: 'command',
    does: text(`write ${sign}${name}`),
    deadlineSeconds: 20,
    command: command('effect', [], { line: `${sign}${name}` }),
  };
}

type Parameters = { readonly node: string };

/** Three steps: one action; three actions, the second by a slow child process; one that only looks. */
export const syntheticRunbook = defineRunbook({
  id: 'synthetic',
  title: text('synthetic runbook'),
  purpose: text('to be killed'),
  alerts: [],
  duties: [],
  roles: ['on-call', 'system-admin'],
  blastRadius: text('a file'),
  escalation: text('nobody'),
  class: 'additive',
  reversible: true,
  parameters: { node: parameter.name(text('node')) },
  steps: [
    step('cordon', (node) => [`cordon-${node}`]),
    step('drain', () => ['evict-1', 'slow-evict-2', 'evict-3']),
    {
      id: 'look',
      title: text('look'),
      precheck: async () => [],
      plan: async () => [],
      observe: async () => 'not-done',
      verify: async (context: ReadContext<Parameters>) => [
        { holds: (await names(context)).length === 4, statement: text('all four effects are in force') },
      ],
      undo: 'nothing',
    },
  ],
});

function step(id: string, effects: (node: string) => readonly string[]) {
  const isInForce = async (context: ReadContext<Parameters>, name: string) => (await names(context)).includes(name);
  return {
    id,
    title: text(id),
    precheck: async (context: ReadContext<Parameters>) => [
      { holds: (await context.read.get('/healthy')) === true, statement: text('the target is healthy') },
    ],
    plan: async (context: ReadContext<Parameters>) => effects(context.parameters.node).map((name) => effect(name, '+')),
    observe: async (context: ReadContext<Parameters>, action: Action) =>
      (await context.read.get('/unclear')) === true
        ? 'unclear'
        : (await isInForce(context, action.id))
          ? 'done'
          : 'not-done',
    verify: async (context: ReadContext<Parameters>) => {
      const all = await names(context);
      return effects(context.parameters.node).map((name) => ({
        holds: all.includes(name),
        statement: text(`${name} is in force`),
      }));
    },
    save: async (context: ReadContext<Parameters>) => ({ before: [...(await names(context))] }),
    undo: {
      describe: text(`take back ${id}`),
      plan: async (_: ReadContext<Parameters>, _saved: unknown, done: readonly string[]) =>
        done.toReversed().map((name) => effect(name, '-')),
      observe: async (context: ReadContext<Parameters>, action: Action) =>
        (await isInForce(context, action.id)) ? 'not-done' : 'done',
    },
  } as const;
}

async function names(context: ReadContext<Parameters>): Promise<readonly string[]> {
  return (await context.read.get('/in-force')) as unknown as readonly string[];
}

/** Test switches; each names an effect. */
export interface Faults {
  /** The act fails before its effect. */
  readonly failBefore?: string;
  /** The act has its effect and fails then, as a time-out would. */
  readonly failAfter?: string;
  readonly unhealthy?: boolean;
  readonly unclear?: boolean;
  readonly duringAct?: (name: string, moment: 'before' | 'child' | 'after') => void;
}

/** An environment below one folder, with acts on the ledger. */
export function syntheticEnvironment(
  folder: string,
  people: Readonly<Record<string, TestPerson>>,
  operator: TestPerson,
  faults: Faults = {},
): RunEnvironment {
  mkdirSync(folder, { recursive: true });
  const redactor = createRedactor();
  const act = async (line: string, mark: string): Promise<string> => {
    const name = line.slice(1);
    faults.duringAct?.(name, 'before');
    if (faults.failBefore === name) throw new Error(`${name} failed; password=hunter2`);
    if (name.startsWith('slow-')) {
      const child = runProcess(
        { program: '/bin/sh', arguments: ['-c', 'sleep 0.3; echo "$1" >> "$2"', 'sh', line, join(folder, 'ledger')] },
        { deadlineSeconds: 10, environment: { PATH: '/usr/bin:/bin' }, redactor, mark },
      );
      if (faults.duringAct) setTimeout(() => faults.duringAct?.(name, 'child'), 100);
      const { ended, code } = await child;
      if (ended !== 'exited' || code !== 0) throw new Error(`child ${ended} ${code}`);
    } else appendFileSync(join(folder, 'ledger'), `${line}\n`);
    faults.duringAct?.(name, 'after');
    if (faults.failAfter === name) throw new Error(`${name}: no answer in time`);
    return `wrote ${line}`;
  };
  return {
    runs: join(folder, 'runs'),
    keyring: testKeyring(people),
    guardPeriods: [],
    usedApprovals: usedApprovalsIn(join(folder, 'used')),
    anchors: anchorsIn(join(folder, 'anchors')),
    operator: { person: operator.id, pair: operator.pair },
    read: {
      get: async (path) => {
        if (path === '/healthy') return !faults.unhealthy;
        if (path === '/unclear') return faults.unclear ?? false;
        return path === '/in-force' ? [...inForce(folder)] : undefined;
      },
    },
    execute: (action, mark) => {
      if (action.kind !== 'command') throw new Error('the ledger takes commands only');
      return act(action.command.arguments[0]!.slice('--line='.length), mark);
    },
    redactor,
    now: () => new Date(),
  };
}
