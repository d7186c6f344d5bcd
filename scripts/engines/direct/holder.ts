import { randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process, named so that another process on the same host can tell whether it still lives. */
export interface Holder {
  readonly host: string;
  readonly pid: number;
  /** Changes at every boot; null where the machine does not tell. */
  readonly boot: string | null;
  /** Process ids mean the same only inside one of these; null where the machine does not tell. */
  readonly pidNamespace: string | null;
  /** Clock ticks after boot at which the process started; null where the machine does not tell. */
  readonly started: string | null;
  /** Tells apart two locks of one process. */
  readonly nonce: string;
}

/** The holder that this process is. */
export function thisHolder(): Holder {
  return {
    host: hostname(),
    pid: process.pid,
    boot: readOrNull(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    pidNamespace: readOrNull(() => readlinkSync('/proc/self/ns/pid')),
    started: startOf(process.pid),
    nonce: randomBytes(4).toString('hex'),
  };
}

/** `host/pid/nonce`, as people read it in the Lease. */
export function holderIdentity({ host, pid, nonce }: Holder): string {
  return `${host}/${pid}/${nonce}`;
}

/**
 * Whether a holder is certainly gone: it ran on this host, since this boot, where process ids mean the same, and its
 * process is no more or its id belongs to a later process. Where any of this cannot be known: false.
 */
export function isProvablyDead(holder: Holder, self: Holder): boolean {
  const isLocal = holder.host === self.host && self.boot !== null && holder.boot !== null;
  if (!isLocal) return false;
  if (holder.boot !== self.boot) return true;
  if (self.pidNamespace === null || holder.pidNamespace !== self.pidNamespace || holder.started === null) return false;
  return startOf(holder.pid) !== holder.started;
}

/** The start of a process, or null when it is gone; a zombie counts as gone. Field 22 of proc(5) stat. */
function startOf(pid: number): string | null {
  const stat = readOrNull(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  const [state, ...fields] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  return state === 'Z' || state === 'X' ? null : (fields[18] ?? null);
}

function readOrNull(read: () => string): string | null {
  try {
    return read();
  } catch {
    return null;
  }
}
