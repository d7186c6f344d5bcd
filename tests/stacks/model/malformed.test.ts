import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { siteProblems } from '../../../stacks/model/load.ts';
import { problemKinds } from '../../../stacks/model/validate/kinds.ts';
import { absent, changed } from '../../kit/changed.ts';
import { smallSite } from '../../kit/small-site.ts';

/** Every place of a declaration, as paths. */
function places(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, one]) => {
    if (Array.isArray(value)) return places(one, `${path}[${key}]`);
    return places(one, /^[\w-]+$/.test(key) ? `${path}.${key}`.replace(/^\./, '') : `${path}["${key}"]`);
  });
  return path === '' ? inner : [path, ...inner];
}

const allPlaces = places(smallSite);
const place = fc.constantFrom(...allPlaces);
const junk = fc.oneof(
  fc.jsonValue(),
  fc.constant(absent),
  fc.constant(undefined),
  fc.constant(Number.NaN),
  fc.string(),
);

/** A located, complete report, whatever was declared. */
function expectReport(declaration: unknown): void {
  for (const { kind, path, fault, remedy } of siteProblems(declaration)) {
    expect(problemKinds).toContain(kind);
    for (const words of [path, fault, remedy]) expect(words.length).toBeGreaterThan(0);
  }
}

describe('loading', () => {
  it('reports and never crashes, whatever stands in one place', () => {
    fc.assert(
      fc.property(place, junk, (at, value) => expectReport(changed(smallSite, { [at]: value }))),
      { numRuns: 1500 },
    );
  });

  it('reports and never crashes, whatever stands in several places', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(place, junk), { minLength: 2, maxLength: 6 }), (changes) => {
        const outerLast = [...changes].sort(([a], [b]) => b.length - a.length);
        expectReport(changed(smallSite, Object.fromEntries(outerLast)));
      }),
      { numRuns: 500 },
    );
  });

  it.each(['constructor', 'toString', 'valueOf', '__proto__', 'hasOwnProperty'])(
    'takes no id from what objects inherit: %s',
    (id) => {
      for (const at of allPlaces) expectReport(changed(smallSite, { [at]: id }));
      const end = changed(smallSite, { 'flows[3].from': `${id}/${id}`, 'flows[5].to': `peer:${id}` });
      expect(siteProblems(end).map(({ kind }) => kind)).toEqual(['unknown-system', 'unknown-peer']);
      const network = changed(smallSite, { 'flows[3].network': id });
      expect(siteProblems(network).map(({ kind, path }) => `${kind} ${path}`)).toContain(
        'unknown-network flows[3].network',
      );
    },
  );

  it('tells of values that have no text', () => {
    for (const value of [{ toString: 1 }, Object.create(null), Symbol('s'), () => 1, 10n]) {
      expectReport({
        ...smallSite,
        region: value,
        networks: { 'court-net': { ...smallSite.networks['court-net'], owner: value } },
      });
    }
  });

  it('misses no field that is taken away', () => {
    const optional =
      /(\.(returnChannel|protocol|exchange|kubeconfigVariable|schedule|entrance|hosts|ports)|(evidence-chain|bank-registry)\.dataSecurityOfficer)$/;
    const entries =
      /\[\d+\]$|^(networks|classifiedNetworks|systems|channels|exchanges|assets|clocks|duties|posts|images)[.[]("[^"]+"\]|[\w-]+)$/;
    const inner = /\.(clusters|peers|placements|components)\.[\w-]+$/;
    const required = allPlaces.filter((at) => !optional.test(at) && !entries.test(at) && !inner.test(at));
    expect(required.length).toBeGreaterThan(200);
    for (const at of required) {
      const problems = siteProblems(changed(smallSite, { [at]: absent }));
      expect(
        problems.map(({ path }) => path),
        `without ${at}`,
      ).toContain(at);
    }
  });
});
