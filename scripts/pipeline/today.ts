import { isDay } from '../../policies/waiver.ts';
import { FadunError } from '../errors.ts';

/** Civil time of the sites: Asia/Shanghai, UTC+8 without daylight saving since 1991. */
const shanghaiOffsetMilliseconds = 8 * 3_600_000;

/** The civil date of an instant in the sites' time zone, `YYYY-MM-DD`. */
export function civilDate(instant: Date): string {
  return new Date(instant.getTime() + shanghaiOffsetMilliseconds).toISOString().slice(0, 10);
}

/**
 * The day that an option names, or the day it is in the sites.
 * @throws FadunError for what is no day of the calendar
 */
export function dayOrToday(flag: string, written: unknown): string {
  if (typeof written !== 'string') return civilDate(new Date());
  if (isDay(written)) return written;
  throw new FadunError(
    `${flag} ${written}`,
    { zh: '没有这一天', en: 'there is no such day' },
    { zh: '写作年-月-日，如 2026-06-30。', en: 'Give it as year-month-day, for example 2026-06-30.' },
  );
}
