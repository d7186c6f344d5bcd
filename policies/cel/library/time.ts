import { CelDuration, CelTimestamp, type CelValue, fail, int } from '../values.ts';
import { globalFunction, type LibraryFunction, method, text } from './function.ts';

const units: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** Go's duration text: `1h30m`, `-1.5s`, `0`. @throws CelFailure for other text */
export function parseDuration(written: string): CelDuration {
  const [, sign, body = ''] = /^([+-]?)(.*)$/s.exec(written) ?? [];
  if (body === '0') return new CelDuration(0n);
  if (!/^(?:\d+(?:\.\d*)?(?:ns|us|µs|ms|s|m|h)|\.\d+(?:ns|us|µs|ms|s|m|h))+$/.test(body)) {
    return fail(`not a duration: ${written}`);
  }
  let total = 0n;
  for (const [, whole = '', fraction = '', unit] of body.matchAll(/(\d*)(?:\.(\d*))?(ns|us|µs|ms|s|m|h)/g)) {
    const size = units[unit!]!;
    total += BigInt(whole || '0') * size;
    if (fraction) total += (BigInt(fraction) * size) / 10n ** BigInt(fraction.length);
  }
  return new CelDuration(sign === '-' ? -total : total);
}

/** RFC 3339. @throws CelFailure for other text */
export function parseTimestamp(written: string): CelTimestamp {
  const parts = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})$/.exec(written);
  const seconds = parts ? Date.parse(parts[1]! + parts[3]!) / 1000 : Number.NaN;
  if (!parts || Number.isNaN(seconds)) return fail(`not a timestamp: ${written}`);
  return new CelTimestamp(BigInt(seconds) * 1_000_000_000n + BigInt((parts[2] ?? '').padEnd(9, '0')));
}

export function timestampText({ nanoseconds }: CelTimestamp): string {
  const fraction = ((nanoseconds % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const whole = new Date(Number((nanoseconds - fraction) / 1_000_000n)).toISOString().slice(0, 19);
  return `${whole}${fraction === 0n ? '' : `.${String(fraction).padStart(9, '0').replace(/0+$/, '')}`}Z`;
}

export function durationText({ nanoseconds }: CelDuration): string {
  const sign = nanoseconds < 0n ? '-' : '';
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const fraction = String(size % 1_000_000_000n)
    .padStart(9, '0')
    .replace(/0+$/, '');
  return `${sign}${size / 1_000_000_000n}${fraction ? `.${fraction}` : ''}s`;
}

/** Fields of a timestamp in UTC (or in a zone given as its argument), of a duration as a total. */
const fields: readonly (readonly [string, (date: Date) => number, bigint?])[] = [
  ['getFullYear', (date) => date.getUTCFullYear()],
  ['getMonth', (date) => date.getUTCMonth()],
  ['getDayOfMonth', (date) => date.getUTCDate() - 1],
  ['getDate', (date) => date.getUTCDate()],
  ['getDayOfWeek', (date) => date.getUTCDay()],
  ['getDayOfYear', (date) => Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000)],
  ['getHours', (date) => date.getUTCHours(), units.h],
  ['getMinutes', (date) => date.getUTCMinutes(), units.m],
  ['getSeconds', (date) => date.getUTCSeconds(), units.s],
  ['getMilliseconds', (date) => date.getUTCMilliseconds(), units.ms],
];

function field(on: CelValue, zone: CelValue, read: (date: Date) => number, total: bigint | undefined): CelValue {
  if (on instanceof CelDuration && total !== undefined) {
    return int(total === units.ms ? (on.nanoseconds / total) % 1000n : on.nanoseconds / total);
  }
  if (!(on instanceof CelTimestamp)) return fail('expected a timestamp');
  return read(new Date(Number(on.nanoseconds / 1_000_000n) + offset(zone)));
}

function offset(zone: CelValue): number {
  if (zone === undefined || zone === 'UTC') return 0;
  const parts = /^([+-]?)(\d{2}):(\d{2})$/.exec(text(zone));
  if (!parts) return fail(`time zone ${String(zone)} is not available; give an offset such as +08:00`);
  return (Number(parts[2]) * 60 + Number(parts[3])) * 60_000 * (parts[1] === '-' ? -1 : 1);
}

/** CEL's timestamps and durations. */
export const times: readonly LibraryFunction[] = [
  globalFunction('duration', 1, (value) => (value instanceof CelDuration ? value : parseDuration(text(value)))),
  globalFunction('timestamp', 1, (value) => (value instanceof CelTimestamp ? value : parseTimestamp(text(value)))),
  ...fields.map(([name, read, total]) => method(name, 0, (on, zone) => field(on, zone, read, total), 1)),
];
