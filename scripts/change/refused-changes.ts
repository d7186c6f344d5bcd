import { closeSync, fstatSync, fsyncSync, mkdirSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Refused } from '../../runbooks/kit/refusal.ts';
import { FadunError } from '../errors.ts';
import type { ChangeState } from './change-state.ts';
import type { PlanEntry } from './plan.ts';

/** An attempt to apply a plan that was refused: of which network and why, nobody's name. */
export interface RefusedChange {
  /** RFC 3339. */
  readonly at: string;
  readonly network: string;
  /** SM3 of the plan, hexadecimal. */
  readonly plan: string;
  /** Codes of the refusals; `refused` for what has none: a plan that is stale, a gate that is closed. */
  readonly codes: readonly string[];
}

/** Where refused attempts are kept, a line each; never in the cluster, which they did not reach. */
export function refusedChangesFile(folder: string): string {
  return join(folder, 'refused.jsonl');
}

/**
 * Does the work of looking at a plan; where it is refused, the attempt is recorded, and the refusal goes on its way. What
 * is no refusal (a file that cannot be read, a cluster that does not answer) leaves no record.
 */
export async function recordingRefusal<T>(
  { state, entry, now }: { readonly state: ChangeState; readonly entry: PlanEntry; readonly now: () => Date },
  work: () => T | Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const codes = codesOf(error);
    if (codes.length > 0) {
      const { network } = entry.plan;
      append(state, { at: now().toISOString(), network, plan: entry.digest.sm3, codes });
    }
    throw error;
  }
}

function codesOf(error: unknown): readonly string[] {
  if (error instanceof Refused) return [...new Set(error.refusals.map(({ code }) => code))];
  return error instanceof FadunError && error.exitCode === 1 ? ['refused'] : [];
}

function append({ folder }: ChangeState, refused: RefusedChange): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = openSync(refusedChangesFile(folder), 'a+', 0o600);
  try {
    // After a line that a crash cut this one begins anew, or both would be lost.
    writeSync(file, `${endsInLine(file) ? '' : '\n'}${JSON.stringify(refused)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function endsInLine(file: number): boolean {
  const { size } = fstatSync(file);
  const last = Buffer.alloc(1);
  return size === 0 || (readSync(file, last, 0, 1, size - 1) === 1 && last[0] === 0x0a);
}

/** Every refused attempt on record; a line that is none (a crash cut it) is passed over. */
export function readRefusedChanges(folder: string): readonly RefusedChange[] {
  let text: string;
  try {
    text = readFileSync(refusedChangesFile(folder), 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    try {
      const { at, network, plan, codes } = JSON.parse(line) as Partial<RefusedChange>;
      if (typeof at !== 'string' || typeof network !== 'string' || typeof plan !== 'string') return [];
      return Array.isArray(codes) ? [{ at, network, plan, codes: codes.map(String) }] : [];
    } catch {
      return [];
    }
  });
}
