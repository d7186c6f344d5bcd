import { describe, expect, it } from 'vitest';
import { siteProblems } from '../../../stacks/model/load.ts';
import { defineSite } from '../../../stacks/model/site.ts';
import { smallSite } from '../../kit/small-site.ts';

/** Each id that does not compile is also found when types are passed by. */
describe('a declaration with an id that nothing introduces', () => {
  it('does not compile with an unknown network, and does not load', () => {
    const site = defineSite({
      ...smallSite,
      // @ts-expect-error: no network has this id
      flows: [{ ...smallSite.flows[3], network: 'court-nett' }],
    });
    expect(siteProblems(site).map(({ kind }) => kind)).toContain('unknown-network');
  });

  it('does not compile with an unknown system, and does not load', () => {
    const site = defineSite({
      ...smallSite,
      // @ts-expect-error: no system has this id
      assets: { 'case-files': { ...smallSite.assets['case-files'], system: 'smart-cort' } },
    });
    expect(siteProblems(site).map(({ kind }) => kind)).toEqual(['unknown-system']);
  });

  it('does not compile with an unknown channel, and does not load', () => {
    const site = defineSite({
      ...smallSite,
      // @ts-expect-error: no channel has this id
      flows: [...smallSite.flows, { ...smallSite.flows[4], to: 'channel:servic' }],
    });
    expect(siteProblems(site).map(({ kind }) => kind)).toEqual(['unknown-channel']);
  });

  it('does not compile with an unknown post, and does not load', () => {
    const site = defineSite({
      ...smallSite,
      systems: {
        ...smallSite.systems,
        // @ts-expect-error: no post has this id
        'smart-court': { ...smallSite.systems['smart-court'], dataSecurityOfficer: 'nobody' },
      },
    });
    expect(siteProblems(site).map(({ kind }) => kind)).toEqual(['unknown-post']);
  });
});
