import { rm } from 'node:fs/promises';
import { hasCode } from '../errors.ts';
import { isAlive, type ProcessIdentity, recordedIdentity } from './identity.ts';
import { voidTicket } from './ticket.ts';

/** How a stop went: nothing ran, it ended on SIGTERM, or it had to be killed. */
export type StopOutcome = 'absent' | 'terminated' | 'killed';

/**
 * Stops one process, found by identity and never by name: SIGTERM, then SIGKILL after the deadline.
 * @param graceMilliseconds time between the two signals
 */
export async function stopProcess(identity: ProcessIdentity, graceMilliseconds: number): Promise<StopOutcome> {
  if (!(await signal(identity, 'SIGTERM'))) return 'absent';
  if (await endsWithin(identity, graceMilliseconds)) return 'terminated';
  if (!(await signal(identity, 'SIGKILL'))) return 'terminated';
  await endsWithin(identity, 10_000);
  return 'killed';
}

/** Stops the process a record names, and removes the record once it has ended; a launch under way is called off. */
export async function stopRecorded(record: string, graceMilliseconds: number): Promise<StopOutcome> {
  await voidTicket(record);
  const identity = await recordedIdentity(record);
  const outcome = identity ? await stopProcess(identity, graceMilliseconds) : 'absent';
  await rm(record, { force: true });
  return outcome;
}

/** Kills a process group at once; that it has already ended is no error. */
export function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}

async function signal(identity: ProcessIdentity, name: NodeJS.Signals): Promise<boolean> {
  if (!(await isAlive(identity))) return false;
  try {
    return process.kill(identity.pid, name);
  } catch (error) {
    if (hasCode(error, 'ESRCH')) return false;
    throw error;
  }
}

async function endsWithin(identity: ProcessIdentity, milliseconds: number): Promise<boolean> {
  const deadline = performance.now() + milliseconds;
  for (let pause = 5; await isAlive(identity); pause = Math.min(pause * 2, 50)) {
    if (performance.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return true;
}
