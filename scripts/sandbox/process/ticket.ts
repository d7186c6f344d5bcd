import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hasCode } from '../errors.ts';

/**
 * A launch needs a ticket: a folder beside the record. The child writes its identity into the ticket, moves it to the
 * record, and only then becomes the binary (exec keeps id and start time). So whenever the starter is killed, either
 * the record names the process, or the ticket can still be voided and the child gives up: its move fails.
 */
export const claimThenExec =
  'cat /proc/sys/kernel/random/boot_id "/proc/$$/stat" > "$0.ticket/process" && mv "$0.ticket/process" "$0" && exec "$@"';

const ticket = (record: string) => `${record}.ticket`;

/** Allows one launch that will record itself in `record`. */
export async function issueTicket(record: string): Promise<void> {
  await mkdir(dirname(record), { recursive: true, mode: 0o700 });
  await voidTicket(record);
  await rm(record, { force: true });
  await mkdir(ticket(record), { mode: 0o700 });
}

/** Makes a launch impossible that has not recorded itself yet. The rename is what a child races against. */
export async function voidTicket(record: string): Promise<void> {
  const aside = `${record}.${randomUUID()}.void`;
  try {
    await rename(ticket(record), aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  await rm(aside, { recursive: true, force: true });
}
