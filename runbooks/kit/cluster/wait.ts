import { setTimeout as delay } from 'node:timers/promises';

/** What a look at the cluster found. */
export interface Look {
  readonly holds: boolean;
  readonly seen: string;
}

/**
 * Looks again until something holds or the time is over: for checks of what comes about by itself, since an act that was
 * settled by looking at its object has waited for nothing.
 * @returns the last look
 */
export async function lookUntil<Found extends Look>(
  deadlineSeconds: number,
  look: () => Promise<Found>,
): Promise<Found> {
  const giveUp = performance.now() + deadlineSeconds * 1000;
  for (let pause = 100; ; pause = Math.min(2_000, pause * 1.5)) {
    const last = await look();
    if (last.holds || performance.now() > giveUp) return last;
    await delay(pause);
  }
}

/**
 * Looks again until something holds, as {@link lookUntil}.
 * @param subject what is waited for, for the error
 * @throws Error with what was seen last, when the time is over
 */
export async function waitUntil(subject: string, deadlineSeconds: number, look: () => Promise<Look>): Promise<string> {
  const { holds, seen } = await lookUntil(deadlineSeconds, look);
  if (holds) return seen;
  throw new Error(`${subject}: not within ${deadlineSeconds} s (${seen}). Look at its events, then resume the run.`);
}
