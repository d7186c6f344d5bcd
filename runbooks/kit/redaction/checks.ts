/** Check-digit arithmetic that tells identifiers from other numbers. */

/** Luhn (ISO/IEC 7812-1 annex B). */
export function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/** Citizen identification number, 18 characters (GB 11643-1999): ISO 7064 MOD 11-2. */
export function passesResidentCheck(id: string): boolean {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, index) => total + weight * Number(id[index]), 0);
  return '10X98765432'[sum % 11] === id[17]?.toUpperCase();
}

/** True where eight digits are a date of the last or this century. */
export function isBirthDate(digits: string): boolean {
  const [year, month, day] = [Number(digits.slice(0, 4)), Number(digits.slice(4, 6)), Number(digits.slice(6, 8))];
  return year >= 1900 && year < 2100 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

const creditAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** Unified social credit code, 18 characters (GB 32100-2015): weights 3^i mod 31. */
export function passesCreditCheck(code: string): boolean {
  const values = [...code].map((character) => creditAlphabet.indexOf(character));
  if (values.length !== 18 || values.includes(-1)) return false;
  const sum = values.slice(0, 17).reduce((total, value, index) => total + value * (3 ** index % 31), 0);
  return (31 - (sum % 31)) % 31 === values[17];
}

/** Characters of the shortest base64 that is taken for a secret by its mixture alone. */
const shortestRandom = 40;

/**
 * True where text has the mixture of a base64 secret rather than of a path or a name. No alphabet of base64 holds both `/` and
 * `-` or `_` (RFC 4648): what begins with `/` and has either is a path, and is judged by its parts.
 * @param written as it stands
 */
export function looksRandom(_: string, written: string): boolean {
  const isPath = written.startsWith('/') && /[-_]/.test(written);
  const parts = isPath ? written.split('/').filter((part) => part.length >= shortestRandom) : [written];
  return parts.some(isMixed);
}

function isMixed(text: string): boolean {
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  return count(/[A-Z]/g) >= 3 && count(/[a-z]/g) >= 3 && count(/[0-9]/g) >= 2;
}

/** True where the match lies inside a digest, a UUID or another long hexadecimal run, which identifies no person. */
export function insideHexadecimal(text: string, start: number, length: number): boolean {
  let from = start;
  let to = start + length;
  while (from > 0 && /[0-9a-f-]/.test(text[from - 1]!)) from--;
  while (to < text.length && /[0-9a-f-]/.test(text[to]!)) to++;
  const run = text.slice(from, to);
  return run.length >= 32 && /[a-f]/.test(run);
}
