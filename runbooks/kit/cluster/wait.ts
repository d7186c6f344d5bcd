import { setTimeout as delay } from 'node:timers/promises';

/**
 * Looks again until something holds.
 * @param subject what is waited for, for the error
 * @throws Error with what was seen last, when the time is over
 */
export async function waitUntil(
  subject: string,
  deadlineSeconds: number,
  look: () => Promise<{ readonly holds: boolean; readonly seen: string }>,
): Promise<string> {
  const giveUp = performance.now() + deadlineSeconds * 1000;
  for (let pause = 100; ; pause = Math.min(2_000, pause * 1.5)) {
    const { holds, seen } = await look();
    if (holds) return seen;
    if (performance.now() > giveUp) {
      throw new Error(
        `${subject}: not within ${deadlineSeconds} s (${seen}). Look at its events, then resume the run.`,
      );
    }
    await delay(pause);
  }
}
