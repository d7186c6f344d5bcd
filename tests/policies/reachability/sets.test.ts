import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressText, cidrTexts, parseAddress, parseCidr } from '../../../policies/reachability/addresses.ts';
import { includes, intersect, normalise, subtract, union } from '../../../policies/reachability/intervals.ts';
import { bitString } from './oracle.ts';

const interval = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 }));
const set = fc.array(interval, { maxLength: 5 });
const values = Array.from({ length: 41 }, (_, i) => i);
const members = (pairs: [number, number][]) =>
  values.filter((value) => pairs.some(([lo, hi]) => value >= lo && value < hi));
const held = (intervals: readonly number[]) => values.filter((value) => includes(intervals, value));

describe('interval sets', () => {
  test('are sets', () => {
    fc.assert(
      fc.property(set, set, (a, b) => {
        const [one, two] = [normalise(a), normalise(b)];
        const [inOne, inTwo] = [new Set(members(a)), new Set(members(b))];
        expect(held(one)).toEqual([...inOne]);
        expect(held(union(one, two))).toEqual(values.filter((value) => inOne.has(value) || inTwo.has(value)));
        expect(held(intersect(one, two))).toEqual(values.filter((value) => inOne.has(value) && inTwo.has(value)));
        expect(held(subtract(one, two))).toEqual(values.filter((value) => inOne.has(value) && !inTwo.has(value)));
      }),
    );
  });

  test('have one form for one set, so that equality is equality of arrays', () => {
    fc.assert(
      fc.property(set, set, (a, b) => {
        expect(union(normalise(a), normalise(b))).toEqual(normalise([...b, ...a]));
      }),
    );
  });
});

describe('addresses', () => {
  test('are read and written back', () => {
    fc.assert(
      fc.property(fc.ipV4(), (text) => {
        expect(addressText(parseAddress(text)!)).toBe(text);
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 }), (groups) => {
        const text = groups.map((group) => group.toString(16)).join(':');
        const position = parseAddress(text);
        if (position === undefined) expect(text).toMatch(/^0:0:0:0:0:ffff:/);
        else expect(bitString(addressText(position))).toBe(bitString(text));
      }),
    );
  });

  test('shorten as RFC 5952 has it', () => {
    const short = (text: string) => addressText(parseAddress(text)!);
    expect(short('2001:db8:0:0:1:0:0:1')).toBe('2001:db8::1:0:0:1');
    expect(short('2001:db8:0:1:1:1:1:1')).toBe('2001:db8:0:1:1:1:1:1');
    expect(short('0:0:0:0:0:0:0:0')).toBe('::');
    expect(short('0:0:0:0:0:0:0:1')).toBe('::1');
  });

  test('blocks cover what their prefix says', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 0, max: 32 }), fc.ipV4(), (network, prefix, address) => {
        const { start, end } = parseCidr(`${network}/${prefix}`)!;
        const position = parseAddress(address)!;
        const inside = bitString(network).slice(0, prefix) === bitString(address).slice(0, prefix);
        expect(position >= start && position < end).toBe(inside);
      }),
    );
  });

  test('sets are written as the blocks that make them up', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.ipV4(), fc.integer({ min: 8, max: 32 })), { maxLength: 4 }), (blocks) => {
        const read = (texts: string[]) =>
          normalise(texts.map((text) => parseCidr(text)!).map(({ start, end }) => [start, end] as const));
        const addresses = read(blocks.map(([network, prefix]) => `${network}/${prefix}`));
        expect(read(cidrTexts(addresses))).toEqual(addresses);
      }),
    );
    expect(cidrTexts([0n, (1n << 128n) + (1n << 32n)])).toEqual(['0.0.0.0/0', '::/0']);
  });
});
