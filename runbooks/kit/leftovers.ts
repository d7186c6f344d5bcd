import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { runMark } from './process.ts';

/**
 * Ends processes that a killed run left behind: else an act that still runs would be observed as undone, done again,
 * and so done twice. They are found by the mark in their environment, which children inherit (Linux, /proc).
 * @returns ids of the ended processes; undefined where this system cannot tell
 * @throws Error where one of them does not die within 5 seconds
 */
export async function endLeftovers(mark: string): Promise<readonly number[] | undefined> {
  if (!existsSync('/proc/self/environ')) return undefined;
  const ended = new Set<number>();
  for (let attempt = 0; attempt < 50; attempt++) {
    const found = markedProcesses(mark);
    if (found.length === 0) return [...ended];
    for (const id of found) {
      ended.add(id);
      kill(id);
    }
    await delay(100);
  }
  throw new Error(
    `run ${mark}: processes ${markedProcesses(mark).join(', ')} do not end. End them by hand, then resume.`,
  );
}

function markedProcesses(mark: string): readonly number[] {
  const variable = `${runMark}=${mark}`;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => environmentOf(name).split('\0').includes(variable) && !isZombie(name))
    .map(Number);
}

function environmentOf(process: string): string {
  try {
    return readFileSync(`/proc/${process}/environ`, 'utf8');
  } catch {
    return '';
  }
}

function isZombie(process: string): boolean {
  try {
    return / Z /.test(readFileSync(`/proc/${process}/stat`, 'utf8').replace(/\(.*\)/s, ''));
  } catch {
    return true;
  }
}

function kill(id: number): void {
  try {
    process.kill(id, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}
