import { readFile } from 'node:fs/promises';
import { readIfPresent } from '../files.ts';

/**
 * What tells one process from all others on this machine, past and present: its id, its start time in clock ticks
 * since boot (field 22 of /proc/[pid]/stat, proc_pid_stat(5)) and the boot it belongs to. A process id alone is reused.
 */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTicks: number;
  readonly bootId: string;
}

const bootIdFile = '/proc/sys/kernel/random/boot_id';

interface Stat {
  readonly pid: number;
  readonly state: string;
  readonly startTicks: number;
}

/** Reads a line of /proc/[pid]/stat; the command name in parentheses may itself hold spaces and parentheses. */
export function parseStat(line: string): Stat | undefined {
  const pid = Number.parseInt(line, 10);
  const fields = line
    .slice(line.lastIndexOf(')') + 1)
    .trim()
    .split(/\s+/);
  const state = fields[0];
  const startTicks = Number(fields[19]);
  if (!Number.isSafeInteger(pid) || pid <= 0 || !state || !Number.isSafeInteger(startTicks)) return undefined;
  return { pid, state, startTicks };
}

/** What a launched process wrote about itself: the boot id on one line, its own stat on the next. */
export function parseRecord(text: string): ProcessIdentity | undefined {
  const [bootId, line] = text.split('\n');
  const stat = line === undefined ? undefined : parseStat(line);
  return bootId && stat ? { pid: stat.pid, startTicks: stat.startTicks, bootId } : undefined;
}

/** The inverse of {@link parseRecord}, for a process that records itself without a shell. */
export async function selfRecord(): Promise<string> {
  return (await readFile(bootIdFile, 'utf8')) + (await readFile('/proc/self/stat', 'utf8'));
}

/** True while this very process runs; a zombie has ended, and a process with the same id but another start is another. */
export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  const text = await readIfPresent(`/proc/${identity.pid}/stat`).catch(() => undefined);
  const stat = text === undefined ? undefined : parseStat(text);
  if (!stat || stat.startTicks !== identity.startTicks || stat.state === 'Z' || stat.state === 'X') return false;
  return (await readFile(bootIdFile, 'utf8')).trim() === identity.bootId;
}

/** The identity recorded in a file, or undefined where none (or nothing readable) is recorded. */
export async function recordedIdentity(file: string): Promise<ProcessIdentity | undefined> {
  const text = await readIfPresent(file);
  return text === undefined ? undefined : parseRecord(text);
}
