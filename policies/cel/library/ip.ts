import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { CelOpaque, type CelValue, fail, typeName } from '../values.ts';
import { accepts, globalFunction, type LibraryFunction, method, text } from './function.ts';

/** An IP address: family and the bits as one number. */
export class IpAddress extends CelOpaque {
  readonly typeName = 'net.IP';
  readonly family: 4 | 6;
  readonly bits: bigint;

  constructor(family: 4 | 6, bits: bigint) {
    super();
    this.family = family;
    this.bits = bits;
  }

  equals(other: CelOpaque): boolean {
    return other instanceof IpAddress && other.family === this.family && other.bits === this.bits;
  }

  /** The canonical text (RFC 5952). */
  override toString(): string {
    return this.family === 4 ? dotted(this.bits) : compressed(this.bits);
  }
}

export class Cidr extends CelOpaque {
  readonly typeName = 'net.CIDR';
  readonly address: IpAddress;
  readonly length: number;

  constructor(address: IpAddress, length: number) {
    super();
    this.address = address;
    this.length = length;
  }

  equals(other: CelOpaque): boolean {
    return other instanceof Cidr && other.length === this.length && other.address.equals(this.address);
  }

  override toString(): string {
    return `${this.address}/${this.length}`;
  }

  contains(address: IpAddress): boolean {
    return address.family === this.address.family && mask(address, this.length) === mask(this.address, this.length);
  }
}

function width(family: 4 | 6): number {
  return family === 4 ? 32 : 128;
}

function mask({ family, bits }: IpAddress, length: number): bigint {
  const low = BigInt(width(family) - length);
  return (bits >> low) << low;
}

/** @throws CelFailure for zones, IPv4-mapped IPv6, leading zeros, and what is no address */
export function parseIp(written: string): IpAddress {
  if (isIPv4(written)) {
    return new IpAddress(
      4,
      written.split('.').reduce((bits, octet) => (bits << 8n) | BigInt(octet), 0n),
    );
  }
  if (!isIPv6(written) || written.includes('%')) fail(`not an IP address: ${written}`);
  const bits = ipv6Bits(written);
  if (bits >> 32n === 0xffffn) fail(`IPv4-mapped IPv6 address is not allowed: ${written}`);
  return new IpAddress(6, bits);
}

function ipv6Bits(written: string): bigint {
  const plain = written.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_all, ...octets) => {
    const [a, b, c, d] = octets.map(Number) as [number, number, number, number];
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  });
  const [head = '', tail] = plain.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? [] : Array<string>(8 - before.length - after.length).fill('0');
  return [...before, ...zeros, ...after].reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
}

function dotted(bits: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (bits >> shift) & 255n).join('.');
}

/** Longest run of zero groups (two or more, the first of equals) becomes `::`. */
function compressed(bits: bigint): string {
  const groups = Array.from({ length: 8 }, (_, at) => ((bits >> BigInt(112 - 16 * at)) & 0xffffn).toString(16));
  let best = { from: -1, length: 1 };
  for (let from = 0; from < 8; from++) {
    let length = 0;
    while (from + length < 8 && groups[from + length] === '0') length++;
    if (length > best.length) best = { from, length };
  }
  if (best.from < 0) return groups.join(':');
  return `${groups.slice(0, best.from).join(':')}::${groups.slice(best.from + best.length).join(':')}`;
}

/** @throws CelFailure for what is no CIDR */
export function parseCidr(written: string): Cidr {
  const parts = /^([^/]+)\/(0|[1-9]\d{0,2})$/.exec(written);
  if (!parts) return fail(`not a CIDR: ${written}`);
  const address = parseIp(parts[1]!);
  const length = Number(parts[2]);
  return length <= width(address.family) ? new Cidr(address, length) : fail(`not a CIDR: ${written}`);
}

function address(value: CelValue): IpAddress {
  if (value instanceof IpAddress) return value;
  return typeof value === 'string' ? parseIp(value) : fail(`expected an IP address, got ${typeName(value)}`);
}

function target(value: CelValue): IpAddress {
  return value instanceof IpAddress ? value : fail(`expected an IP address, got ${typeName(value)}`);
}

function cidr(value: CelValue): Cidr {
  return value instanceof Cidr ? value : fail(`expected a CIDR, got ${typeName(value)}`);
}

/** Whether the address lies in one of the ranges; the ranges are read once. */
function within(...ranges: readonly string[]): LibraryFunction['run'] {
  const list = new BlockList();
  for (const range of ranges) {
    const { address: base, length } = parseCidr(range);
    list.addSubnet(base.toString(), length, base.family === 4 ? 'ipv4' : 'ipv6');
  }
  return (on) => list.check(target(on).toString(), target(on).family === 4 ? 'ipv4' : 'ipv6');
}

const isUnspecified = within('0.0.0.0/32', '::/128');
const isLoopback = within('127.0.0.0/8', '::1/128');
const isLinkLocalUnicast = within('169.254.0.0/16', 'fe80::/10');
/** As Go's netip: 224.0.0.0/24 and ff02::/16 with any flags. */
const linkLocalMulticast4 = within('224.0.0.0/24');
const multicast = within('224.0.0.0/4', 'ff00::/8');
const broadcast = within('255.255.255.255/32');

function isLinkLocalMulticast(on: CelValue): boolean {
  const { family, bits } = target(on);
  return family === 4 ? (linkLocalMulticast4(on) as boolean) : bits >> 120n === 0xffn && ((bits >> 112n) & 0xfn) === 2n;
}

function isGlobalUnicast(on: CelValue): boolean {
  return ![isUnspecified, broadcast, isLoopback, multicast, isLinkLocalUnicast].some((is) => is(on));
}

function containsCidr(on: CelValue, other: CelValue): boolean {
  const outer = cidr(on);
  const inner = typeof other === 'string' ? parseCidr(other) : cidr(other);
  return inner.length >= outer.length && outer.contains(inner.address);
}

/** Kubernetes' IP and CIDR libraries. https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-ip-address-library */
export const addresses: readonly LibraryFunction[] = [
  globalFunction('ip', 1, (written) => parseIp(text(written))),
  globalFunction('isIP', 1, (written) => accepts(() => parseIp(text(written)))),
  globalFunction('ip.isCanonical', 1, (written) => parseIp(text(written)).toString() === written),
  method('family', 0, (on) => target(on).family),
  method('isUnspecified', 0, isUnspecified),
  method('isLoopback', 0, isLoopback),
  method('isLinkLocalMulticast', 0, isLinkLocalMulticast),
  method('isLinkLocalUnicast', 0, isLinkLocalUnicast),
  method('isGlobalUnicast', 0, isGlobalUnicast),
  globalFunction('cidr', 1, (written) => parseCidr(text(written))),
  globalFunction('isCIDR', 1, (written) => accepts(() => parseCidr(text(written)))),
  method('containsIP', 1, (on, other) => cidr(on).contains(address(other))),
  method('containsCIDR', 1, containsCidr),
  method('ip', 0, (on) => cidr(on).address),
  method('masked', 0, (on) => {
    const { address: base, length } = cidr(on);
    return new Cidr(new IpAddress(base.family, mask(base, length)), length);
  }),
  method('prefixLength', 0, (on) => cidr(on).length),
];
