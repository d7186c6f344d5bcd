import { isIPv4, isIPv6 } from 'node:net';
import { type Intervals, normalise, subtract } from './intervals.ts';

/**
 * Addresses of both families on one line: IPv6 at `[0, 2^128)`, IPv4 above it at `[2^128, 2^128 + 2^32)`.
 * `::/0` therefore never covers an IPv4 address.
 */
export type AddressSet = Intervals<bigint>;

const ipv4Base = 1n << 128n;

/** Every address of both families. */
export const allAddresses: AddressSet = [0n, ipv4Base + (1n << 32n)];

/** A block of addresses in CIDR notation, host bits cleared. */
export interface Cidr {
  readonly start: bigint;
  /** First address after the block. */
  readonly end: bigint;
  readonly prefix: number;
}

/** The position of an address, or undefined where the text is none. IPv4-mapped IPv6 is refused as ambiguous. */
export function parseAddress(text: string): bigint | undefined {
  if (isIPv4(text)) return ipv4Base + ipv4Number(text);
  if (!isIPv6(text) || text.includes('%')) return undefined;
  const number = ipv6Number(text);
  return number >> 32n === 0xffffn ? undefined : number;
}

/** A block such as `10.0.0.0/8` or `fd00::/8`, or undefined where the text is none. */
export function parseCidr(text: string): Cidr | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const prefixText = text.slice(slash + 1);
  if (!/^(0|[1-9]\d{0,2})$/.test(prefixText)) return undefined;
  const address = parseAddress(text.slice(0, slash));
  const prefix = Number(prefixText);
  if (address === undefined) return undefined;
  const bits = address >= ipv4Base ? 32 : 128;
  if (prefix > bits) return undefined;
  const size = 1n << BigInt(bits - prefix);
  const start = (address / size) * size;
  return { start, end: start + size, prefix };
}

/** An address or a block as a set, or undefined where the text is neither. */
export function parseAddressOrCidr(text: string): AddressSet | undefined {
  const address = parseAddress(text);
  if (address !== undefined) return [address, address + 1n];
  const cidr = parseCidr(text);
  return cidr && [cidr.start, cidr.end];
}

/** A CIDR without its exceptions (NetworkPolicy `ipBlock`). */
export function blockExcept(cidr: Cidr, exceptions: readonly Cidr[]): AddressSet {
  return subtract([cidr.start, cidr.end], normalise(exceptions.map(({ start, end }) => [start, end] as const)));
}

/** The fewest CIDR blocks that make up the set, IPv4 first. */
export function cidrTexts(set: AddressSet): string[] {
  const texts: string[] = [];
  for (let i = 0; i < set.length; i += 2) {
    let lo = set[i]!;
    const hi = set[i + 1]!;
    while (lo < hi) {
      const family = lo >= ipv4Base ? { base: ipv4Base, bits: 32 } : { base: 0n, bits: 128 };
      let host = 0;
      const room = family.base === 0n && hi > ipv4Base ? ipv4Base : hi;
      while (host < family.bits && (lo - family.base) % (1n << BigInt(host + 1)) === 0n) {
        if (lo + (1n << BigInt(host + 1)) > room) break;
        host += 1;
      }
      texts.push(`${addressText(lo)}/${family.bits - host}`);
      lo += 1n << BigInt(host);
    }
  }
  return texts.sort((a, b) => Number(a.includes(':')) - Number(b.includes(':')));
}

/** The usual text of an address; IPv6 shortened per RFC 5952. */
export function addressText(position: bigint): string {
  if (position >= ipv4Base) {
    const number = position - ipv4Base;
    return [24n, 16n, 8n, 0n].map((shift) => (number >> shift) & 255n).join('.');
  }
  const groups = Array.from({ length: 8 }, (_, i) => Number((position >> BigInt(112 - 16 * i)) & 0xffffn));
  let best = { start: 0, length: 1 };
  for (let i = 0; i < 8; i += 1) {
    let length = 0;
    while (i + length < 8 && groups[i + length] === 0) length += 1;
    if (length > best.length) best = { start: i, length };
  }
  const hex = groups.map((group) => group.toString(16));
  if (best.length === 1) return hex.join(':');
  return `${hex.slice(0, best.start).join(':')}::${hex.slice(best.start + best.length).join(':')}`;
}

function ipv4Number(text: string): bigint {
  return text.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

function ipv6Number(text: string): bigint {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const plain = dotted ? `${dotted[1]}${groupsOf(ipv4Number(dotted[2]!))}` : text;
  const [head = '', tail] = plain.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const middle = tail === undefined ? [] : Array<string>(8 - left.length - right.length).fill('0');
  return [...left, ...middle, ...right].reduce((sum, group) => (sum << 16n) + BigInt(`0x${group}`), 0n);
}

function groupsOf(ipv4: bigint): string {
  return `${(ipv4 >> 16n).toString(16)}:${(ipv4 & 0xffffn).toString(16)}`;
}
