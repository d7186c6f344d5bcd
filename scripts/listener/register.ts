import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readJsonFile } from '../operations/plan-file.ts';
import { writePrivately } from '../operations/private-file.ts';

/** An alert as it is kept: our own name for it and what was prepared. None of its labels is. */
export interface KnownAlert {
  readonly fingerprint: string;
  readonly alert: string;
  readonly runbook: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** RFC 3339. */
  readonly startsAt: string;
  readonly receivedAt: string;
  readonly resolvedAt: string | null;
  /** How often it was notified while firing. */
  readonly times: number;
  /**
   * waiting: a plan waits for approval · inspect: an inspection is due · incomplete: a person must fill in parameters ·
   * failed: planning was tried and did not come to a plan.
   */
  readonly state: 'planning' | 'waiting' | 'inspect' | 'incomplete' | 'failed';
  /** Path of the plan, or why there is none. */
  readonly plan: string | null;
  readonly note: string;
}

/** Known alerts by fingerprint, kept in a file so that a restart notifies nobody twice. */
export interface AlertRegister {
  all(): readonly KnownAlert[];
  get(fingerprint: string): KnownAlert | undefined;
  put(alert: KnownAlert): void;
}

/** Kept at most; the oldest resolved ones go first. A firing alert is never dropped for room. */
const mostKept = 5_000;

/** Opens the register below a folder. */
export function openRegister(folder: string): AlertRegister {
  const path = join(folder, 'register.json');
  const known = new Map<string, KnownAlert>();
  if (existsSync(path)) {
    for (const alert of readJsonFile(path, 'register') as readonly KnownAlert[]) known.set(alert.fingerprint, alert);
  }
  const all = () => [...known.values()].sort((left, right) => (left.receivedAt < right.receivedAt ? -1 : 1));
  return {
    all,
    get: (fingerprint) => known.get(fingerprint),
    put: (alert) => {
      known.set(alert.fingerprint, alert);
      if (known.size > mostKept) {
        const oldest = all().find(({ resolvedAt }) => resolvedAt !== null);
        if (oldest) known.delete(oldest.fingerprint);
      }
      writePrivately(path, `${JSON.stringify(all())}\n`);
    },
  };
}
