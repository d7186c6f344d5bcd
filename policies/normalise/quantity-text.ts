import { parseQuantity } from '../cel/library/quantity.ts';

const NANO = 10n ** 9n;
const decimal: readonly (readonly [string, bigint])[] = [
  ...(
    [
      ['E', 18n],
      ['P', 15n],
      ['T', 12n],
      ['G', 9n],
      ['M', 6n],
      ['k', 3n],
      ['', 0n],
    ] as const
  ).map(([suffix, power]): [string, bigint] => [suffix, NANO * 10n ** power]),
  ...(
    [
      ['m', 6n],
      ['u', 3n],
      ['n', 0n],
    ] as const
  ).map(([suffix, power]): [string, bigint] => [suffix, 10n ** power]),
];
const binary: readonly (readonly [string, bigint])[] = (
  [
    ['Ei', 60n],
    ['Pi', 50n],
    ['Ti', 40n],
    ['Gi', 30n],
    ['Mi', 20n],
    ['Ki', 10n],
    ['', 0n],
  ] as const
).map(([suffix, power]) => [suffix, NANO << power]);

const seen = new Map<string, string>();

/**
 * A quantity as the API server writes it back: the largest suffix that leaves no fraction, in the family it was
 * written in (`1000m` → `1`, `0.5` → `500m`, `1024Mi` → `1Gi`). What is no quantity stays as it is.
 */
export function canonicalQuantity(value: unknown): unknown {
  if (typeof value !== 'string' && typeof value !== 'number') return value;
  const written = String(value);
  const known = seen.get(written);
  if (known !== undefined) return known;
  let canonical = written;
  try {
    canonical = render(parseQuantity(written).nano, written);
  } catch {
    return value;
  }
  seen.set(written, canonical);
  return canonical;
}

function render(nano: bigint, written: string): string {
  if (nano === 0n) return '0';
  const exponent = /[eE][+-]?\d+$/.test(written);
  const family = /[KMGTPE]i$/.test(written) && nano % NANO === 0n ? binary : decimal;
  const [suffix, unit] = family.find(([, size]) => nano % size === 0n)!;
  if (!exponent || suffix === '') return `${nano / unit}${suffix}`;
  const power = { E: 18, P: 15, T: 12, G: 9, M: 6, k: 3, m: -3, u: -6, n: -9 }[suffix as 'E'];
  return `${nano / unit}e${power}`;
}
