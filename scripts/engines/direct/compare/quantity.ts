/** Decimal exponents of the suffixes of a Kubernetes quantity; binary ones are powers of 1024. */
const decimal: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const binary: Readonly<Record<string, number>> = { Ki: 1, Mi: 2, Gi: 3, Ti: 4, Pi: 5, Ei: 6 };

/** A quantity in billionths of its unit, exactly; undefined where the text is no quantity. */
export function nanosOf(quantity: unknown): bigint | undefined {
  if (typeof quantity !== 'string' && typeof quantity !== 'number') return undefined;
  const parts = /^([+-]?)(\d*)(?:\.(\d*))?(?:([eE])([+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/.exec(String(quantity));
  if (parts === null) return undefined;
  const [, sign, whole = '', fraction = '', e, exponent, suffix = ''] = parts;
  if (whole === '' && fraction === '') return undefined;
  const digits = BigInt(whole + fraction);
  const shift = 9 - fraction.length + (e ? Number(exponent) : (decimal[suffix] ?? 0));
  if (Math.abs(shift) > 60) return undefined;
  const scaled = digits * 1024n ** BigInt(binary[suffix] ?? 0);
  const nanos = shift >= 0 ? scaled * 10n ** BigInt(shift) : roundUp(scaled, 10n ** BigInt(-shift));
  return sign === '-' ? -nanos : nanos;
}

/** Kubernetes rounds what is finer than a billionth up. */
function roundUp(value: bigint, divisor: bigint): bigint {
  return (value + divisor - 1n) / divisor;
}

/** Maps whose values are quantities, and fields that are one (`k8s.io/api`, type `resource.Quantity`). */
const quantityMaps = new Set(['limits', 'requests', 'hard', 'capacity', 'allocatable', 'podFixed']);
const limitRangeMaps = new Set(['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio']);
const quantityFields = new Set(['sizeLimit', 'averageValue', 'divisor']);

/** Whether the field at this path, inside `spec`, holds a quantity. `parent` and `field` are its last two names. */
export function isQuantityField(parent: string, field: string): boolean {
  return (
    quantityMaps.has(parent) || limitRangeMaps.has(parent) || quantityFields.has(field) || isMetricValue(parent, field)
  );
}

function isMetricValue(parent: string, field: string): boolean {
  return parent === 'target' && field === 'value';
}

/** `1000m` and `1`, `1024Mi` and `1Gi` are the same quantity; the server stores the shorter. */
export function sameQuantity(a: unknown, b: unknown): boolean {
  const left = nanosOf(a);
  return left !== undefined && left === nanosOf(b);
}
