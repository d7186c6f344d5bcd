import { describe, expect, it } from 'vitest';
import { loadSite, siteProblems } from '../../../stacks/model/load.ts';
import binhe from '../../../stacks/sites/binhe.ts';
import { scaleSite } from '../../../stacks/sites/scale.ts';

const site = loadSite(binhe, 'sites/binhe.ts');

describe('scaling a site', () => {
  const scaled = scaleSite(site, 3);

  it('gives a site that still loads', () => {
    expect(siteProblems(scaled)).toEqual([]);
  });

  it('copies business systems and leaves common services, channels and images as they are', () => {
    expect(Object.keys(scaled.systems)).toHaveLength(50 + 2 * 44);
    expect(scaled.systems['smart-court-3']?.placements['court-net']).toBeDefined();
    expect(scaled.systems['secops-platform-2']).toBeUndefined();
    expect(scaled.channels).toBe(site.channels);
    expect(scaled.images).toBe(site.images);
  });

  it('lets a copy speak to its own tiers and to the common services, not to the first', () => {
    const ofCopy = scaled.flows.filter(({ from }) => from.startsWith('smart-court-2/'));
    const ofFirst = site.flows.filter(({ from }) => from.startsWith('smart-court/'));
    expect(ofCopy).toHaveLength(ofFirst.length);
    expect(ofCopy.filter(({ to }) => to.startsWith('smart-court/'))).toEqual([]);
    expect(ofCopy.map(({ to }) => to)).toContain('security-assurance/log-store');
  });

  it('leaves the site as it is at one', () => {
    expect(scaleSite(site, 1)).toEqual(site);
  });

  it.each([0, 1.5, -2, Number.NaN])('refuses %s', (times) => {
    expect(() => scaleSite(site, times)).toThrow(RangeError);
  });
});
