import type { Cidr } from './model/vocabulary.ts';

/** IPv4 ranges that are not the internet's: private, shared, link-local, loopback, multicast, reserved (RFC 6890). */
export const nonPublicRanges: readonly Cidr[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '224.0.0.0/3',
];

interface Block {
  readonly start: number;
  readonly prefix: number;
}

/** The public internet as CIDR blocks: everything but `nonPublicRanges`. */
export const publicRanges: readonly Cidr[] = without({ start: 0, prefix: 0 }, nonPublicRanges.map(block)).map(text);

/** The largest blocks inside `whole` that meet none of the excluded. */
function without(whole: Block, excluded: readonly Block[]): Block[] {
  const meeting = excluded.filter((other) => contains(whole, other) || contains(other, whole));
  if (meeting.length === 0) return [whole];
  if (meeting.some((other) => contains(other, whole))) return [];
  const prefix = whole.prefix + 1;
  const upper = whole.start + 2 ** (32 - prefix);
  return [...without({ start: whole.start, prefix }, meeting), ...without({ start: upper, prefix }, meeting)];
}

function contains(outer: Block, inner: Block): boolean {
  const end = outer.start + 2 ** (32 - outer.prefix);
  return outer.prefix <= inner.prefix && inner.start >= outer.start && inner.start < end;
}

function block(cidr: Cidr): Block {
  const [address = '', prefix = ''] = cidr.split('/');
  const start = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  return { start, prefix: Number(prefix) };
}

function text({ start, prefix }: Block): Cidr {
  const octets = [24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256);
  return `${octets.join('.')}/${prefix}`;
}
