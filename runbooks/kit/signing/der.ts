/**
 * The one ASN.1 shape that signatures need: SEQUENCE { r INTEGER, s INTEGER } (GB/T 35276 7.3). Decoding is strict:
 * one encoding per signature, so that no bit of a signature can change and still verify.
 */

/** DER of a signature given as `r ‖ s`, 32 bytes each. */
export function encodeSignature(raw: Uint8Array): Uint8Array {
  const body = [...encodeInteger(raw.subarray(0, 32)), ...encodeInteger(raw.subarray(32, 64))];
  return Uint8Array.from([0x30, body.length, ...body]);
}

/** `r ‖ s` of a DER signature, or undefined where the bytes are anything but its single valid encoding. */
export function decodeSignature(der: Uint8Array): Uint8Array | undefined {
  if (der[0] !== 0x30 || der[1] !== der.length - 2) return undefined;
  const r = readInteger(der, 2);
  const s = r && readInteger(der, r.end);
  if (!r || !s) return undefined;
  const raw = Uint8Array.from([...r.value, ...s.value]);
  return Buffer.compare(encodeSignature(raw), der) === 0 ? raw : undefined;
}

function encodeInteger(value: Uint8Array): number[] {
  const first = value.findIndex((byte) => byte !== 0);
  const digits = first < 0 ? [0] : [...value.subarray(first)];
  const content = digits[0]! >= 0x80 ? [0, ...digits] : digits;
  return [0x02, content.length, ...content];
}

function readInteger(der: Uint8Array, start: number): { value: Uint8Array; end: number } | undefined {
  const length = der[start + 1];
  if (der[start] !== 0x02 || length === undefined || length === 0 || length > 33) return undefined;
  const end = start + 2 + length;
  if (end > der.length) return undefined;
  const digits = der.subarray(start + 2, end);
  const significant = digits.length === 33 ? digits.subarray(1) : digits;
  const value = new Uint8Array(32);
  value.set(significant, 32 - significant.length);
  return { value, end };
}
