/** A stopwatch in seconds, to the millisecond. */
export function elapsed(): () => number {
  const begun = performance.now();
  return () => Math.round(performance.now() - begun) / 1000;
}
