/** Civil time of the sites: Asia/Shanghai, UTC+8 without daylight saving since 1991. */
const shanghaiOffsetMilliseconds = 8 * 3_600_000;

/** The civil date of an instant in the sites' time zone, `YYYY-MM-DD`. */
export function civilDate(instant: Date): string {
  return new Date(instant.getTime() + shanghaiOffsetMilliseconds).toISOString().slice(0, 10);
}
