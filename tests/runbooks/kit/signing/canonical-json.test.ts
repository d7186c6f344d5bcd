import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../../runbooks/kit/signing/canonical-json.ts';

describe('canonical JSON (RFC 8785)', () => {
  it('gives the sample of RFC 8785 3.2.2 and 3.2.3', () => {
    const sample = {
      numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 1e-27],
      string: '\u20ac$\u000f\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(sample)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it('sorts members by UTF-16 code units, not by code points or locale', () => {
    const members = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, '\u00f6': 7 };
    expect(Object.keys(JSON.parse(canonicalJson(members)))).toHaveLength(7);
    expect([...canonicalJson(members).matchAll(/:(\d)/g)].map((match) => match[1]).join('')).toBe('2467153');
  });

  it('leaves out undefined members, so that an absent option and an undefined one digest alike', () => {
    expect(canonicalJson({ b: undefined, a: 1 })).toBe('{"a":1}');
  });

  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  it.each([
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['bigint', 1n],
    ['date', new Date(0)],
    ['map', new Map()],
    ['lone surrogate', '\ud800'],
    ['lone surrogate in a name', { '\udfff': 1 }],
    ['undefined in a list', [undefined]],
    ['cycle', cycle],
  ])('refuses %s with its path', (_name, value) => {
    expect(() => canonicalJson({ at: value })).toThrow(/^\$\.at.* has no canonical JSON/);
  });

  it('writes -0 as 0 and accepts the same object twice', () => {
    const shared = { z: -0 };
    expect(canonicalJson([shared, shared])).toBe('[{"z":0},{"z":0}]');
  });
});
