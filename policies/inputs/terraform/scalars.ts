import type { Shape } from './schema.ts';

/** A converted value, nothing to send (`undefined`), or why it does not fit. */
export type Converted = { readonly value: unknown } | { readonly fault: string; readonly remedy: string };

const decimal = /^[+-]?\d+$/;
const octal = /^[0-7]{1,11}$/;

/**
 * Fits a Terraform scalar to what Kubernetes wants. Terraform itself moves freely between text, numbers and booleans,
 * and so does this; anything that would lose meaning is a fault. Empty text means unset, as it does to the provider.
 */
export function convertScalar(
  is: Exclude<Shape['is'], 'list' | 'map' | 'struct' | 'any'>,
  value: string | number | boolean,
): Converted {
  if (value === '' && is !== 'string' && is !== 'bytes') return { value: undefined };
  switch (is) {
    case 'string':
      return { value: String(value) };
    case 'bytes':
      return { value: Buffer.from(String(value), 'utf8').toString('base64') };
    case 'boolean':
      return convertBoolean(value);
    case 'integer':
      return convertInteger(value);
    case 'number':
      return typeof value !== 'boolean' && Number.isFinite(Number(value))
        ? { value: Number(value) }
        : misfit(value, 'a number');
    case 'int-or-string':
      return typeof value === 'boolean' ? misfit(value, 'an integer or text') : { value: integerOrText(value) };
    default:
      return is satisfies never;
  }
}

/** File modes travel as octal text. */
export function convertOctal(value: string | number | boolean): Converted {
  if (value === '') return { value: undefined };
  return octal.test(String(value)) ? { value: Number.parseInt(String(value), 8) } : misfit(value, 'an octal file mode');
}

/** Base64 stays as it is, but must be base64. The fault does not repeat the value, which may be secret. */
export function convertBase64(value: string | number | boolean): Converted {
  const text = String(value);
  return isBase64(text)
    ? { value: text }
    : { fault: 'the value is not base64', remedy: 'Encode it, or use the plain attribute.' };
}

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

function convertBoolean(value: string | number | boolean): Converted {
  if (typeof value === 'boolean') return { value };
  if (value === 'true' || value === 'false') return { value: value === 'true' };
  return misfit(value, 'true or false');
}

function convertInteger(value: string | number | boolean): Converted {
  const whole = typeof value === 'number' || (typeof value === 'string' && decimal.test(value)) ? Number(value) : NaN;
  return Number.isSafeInteger(whole) ? { value: whole } : misfit(value, 'an integer');
}

function integerOrText(value: string | number): string | number {
  return typeof value === 'string' && decimal.test(value) && Number.isSafeInteger(Number(value))
    ? Number(value)
    : value;
}

function misfit(value: unknown, wanted: string): Converted {
  return { fault: `${excerpt(value)} is not ${wanted}`, remedy: `Give ${wanted}.` };
}

/** A value as it may stand in a message: short, and on one line. */
export function excerpt(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a block';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
