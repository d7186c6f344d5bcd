import { type ChildProcess, spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunResult } from '../../runbooks/kit/run/session.ts';
import type { DriverVerb } from './driver.ts';
import type { FaultPlan } from './faults.ts';

/** How a driver ended: killed by its own SIGKILL, or with the result of its verb. */
export type Driven = { readonly killed: true } | ({ readonly killed: false } & Pick<RunResult, 'status' | 'stop'>);

/** A driver that is started ahead of being told what to do, since loading takes longer than much of the work. */
export interface Drivers {
  drive(verb: DriverVerb, faults: FaultPlan): Promise<Driven>;
  /** Ends the one that waits. */
  close(): void;
}

const program = fileURLToPath(new URL('driver.ts', import.meta.url));
/** A driver that hangs is a fault of its own. */
const longestSeconds = 240;

export function driversOf(folder: string, runbook: string): Drivers {
  const waiting = [start(folder, runbook)];
  const next = () => {
    waiting.push(start(folder, runbook));
    return waiting.shift()!;
  };
  return {
    drive: (verb, faults) => told(next(), JSON.stringify({ verb, faults })),
    close: () => {
      for (const child of waiting) child.kill('SIGKILL');
    },
  };
}

function start(folder: string, runbook: string): ChildProcess {
  const env = { ...process.env, NODE_COMPILE_CACHE: join(dirname(folder), 'compiled') };
  const child = spawn(process.execPath, [program, folder, runbook], { stdio: ['pipe', 'pipe', 'pipe'], env });
  child.stdin!.on('error', () => {});
  return child;
}

async function told(child: ChildProcess, order: string): Promise<Driven> {
  let said = '';
  let failed = '';
  child.stdout!.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
  });
  child.stderr!.on('data', (chunk: Buffer) => {
    failed += chunk.toString('utf8');
  });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    child.kill('SIGKILL');
  }, longestSeconds * 1000);
  const ended = new Promise<NodeJS.Signals | null>((resolve) =>
    child.once('close', (_code, signal) => resolve(signal)),
  );
  child.stdin!.end(order);
  const signal = await ended;
  clearTimeout(timer);
  if (isLate) throw new Error(`driver ${order}: no end within ${longestSeconds} s`);
  if (signal === 'SIGKILL') return { killed: true };
  if (said === '') throw new Error(`driver ${order}: ${failed.trim().slice(-1_500)}`);
  return { killed: false, ...JSON.parse(said) };
}
