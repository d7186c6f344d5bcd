import { setTimeout as sleep } from 'node:timers/promises';
import type { Drift, DriftResult } from '../engines/direct/drift.ts';

/** A drift that came or went, or a network that could not be read. */
export type DriftChange =
  | { readonly at: string; readonly state: 'appeared' | 'gone'; readonly drift: Drift }
  | { readonly at: string; readonly state: 'unreadable'; readonly fault: string };

export interface WatchOptions {
  /** Compares every watched network once. */
  readonly look: () => Promise<readonly DriftResult[]>;
  readonly everySeconds: number;
  readonly signal: AbortSignal;
  readonly now: () => Date;
  readonly onChange: (change: DriftChange) => void;
}

/**
 * Looks again and again until the signal, and tells what has changed since the look before. A look that fails is told
 * once, until one succeeds; what was known then stays known.
 * @returns how many looks there were and what stood at the last one
 */
export async function watchDrift(options: WatchOptions): Promise<{ looks: number; standing: number }> {
  const { look, everySeconds, signal, now, onChange } = options;
  let known = new Map<string, Drift>();
  let isUnreadable = false;
  let looks = 0;
  while (!signal.aborted) {
    const at = () => now().toISOString();
    try {
      const found = new Map((await look()).flatMap(({ drifted }) => drifted).map((drift) => [keyOf(drift), drift]));
      for (const [key, drift] of found) if (!known.has(key)) onChange({ at: at(), state: 'appeared', drift });
      for (const [key, drift] of known) if (!found.has(key)) onChange({ at: at(), state: 'gone', drift });
      known = found;
      isUnreadable = false;
    } catch (error) {
      if (!isUnreadable) onChange({ at: at(), state: 'unreadable', fault: (error as Error).message });
      isUnreadable = true;
    }
    looks += 1;
    await sleep(everySeconds * 1000, undefined, { signal }).catch(() => {});
  }
  return { looks, standing: known.size };
}

/** The same field that drifts to another value is another drift. */
function keyOf({ network, object, field, kind, actual }: Drift): string {
  return JSON.stringify([network, object, field, kind, actual ?? null]);
}
