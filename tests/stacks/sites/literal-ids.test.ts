import { describe, expect, it } from 'vitest';
import { siteProblems } from '../../../stacks/model/load.ts';
import { defineSite } from '../../../stacks/model/site.ts';
import minimal from '../../../stacks/sites/minimal.ts';

// Each wrong id is refused twice: the compiler reports it (`@ts-expect-error` fails the type check when it does not),
// and a site that no compiler has seen is refused when it loads.

const { systems, networks, posts } = minimal;
const court = systems['smart-justice'];
const purpose = { zh: '试验', en: 'Trial' };
const side = (network: 'justice-net', host: number) => ({ network, deviceAddress: `10.10.8.${host}` }) as const;
const channel = {
  name: { zh: '试验通道', en: 'Trial channel' },
  from: side('justice-net', 1),
  to: side('justice-net', 2),
  device: 'gap',
  direction: 'forward',
  productCertificate: '虚构-1',
  port: 9443,
  payloads: [],
  maxDataClass: 'general',
  checks: { antivirus: true, dlp: true, signature: true, masking: false },
  requestedBy: 'on-call',
  approvedBy: 'security-admin',
  expires: '2027-01-31',
  messagesPerHour: 1,
} as const;
const exchange = {
  name: { zh: '试验', en: 'Trial' },
  payload: { zh: '试验', en: 'Trial' },
  status: 'declared',
  basis: 'none',
  certainty: 'P',
} as const;
const end = { network: 'justice-net', component: 'smart-justice/api' } as const;

const kindsOf = (declaration: unknown) => new Set(siteProblems(declaration).map(({ kind }) => kind));

describe('ids that a declaration does not introduce', () => {
  it('are refused where a system is placed', () => {
    const declaration = defineSite({
      ...minimal,
      networks,
      systems: {
        ...systems,
        'smart-justice': {
          ...court,
          // @ts-expect-error there is no such network
          placements: { ...court.placements, 'justice-nte': court.placements['justice-net'] },
        },
      },
    });
    expect(kindsOf(declaration)).toContain('unknown-network');
  });

  it('are refused as the network or an end of a flow', () => {
    const declaration = defineSite({
      ...minimal,
      flows: [
        // @ts-expect-error there is no such network
        { network: 'court-net', from: 'smart-justice/gateway', to: 'smart-justice/api', port: 8443, purpose },
        // @ts-expect-error there is no such system
        { network: 'justice-net', from: 'smart-court/gateway', to: 'smart-justice/api', port: 8443, purpose },
        // @ts-expect-error there is no such channel
        { network: 'justice-net', from: 'smart-justice/api', to: 'channel:nowhere', port: 8443, purpose },
      ],
    });
    const kinds = kindsOf(declaration);
    for (const kind of ['unknown-network', 'unknown-system', 'unknown-channel']) expect(kinds).toContain(kind);
  });

  it('are refused as the host or the data security officer of a system', () => {
    const declaration = defineSite({
      ...minimal,
      systems: {
        ...systems,
        // @ts-expect-error there is no such post
        'smart-justice': { ...court, dataSecurityOfficer: 'data-oficer' },
        // @ts-expect-error there is no such system
        extra: { ...court, kind: 'capability', placements: {}, hosts: ['smart-cuort'] },
      },
    });
    const kinds = kindsOf(declaration);
    for (const kind of ['unknown-post', 'unknown-system']) expect(kinds).toContain(kind);
  });

  it('are refused in a channel', () => {
    const declaration = defineSite({
      ...minimal,
      posts,
      channels: {
        // @ts-expect-error there is no such network
        one: { ...channel, to: { network: 'court-net', deviceAddress: '10.8.8.1' } },
        // @ts-expect-error there is no such post
        two: { ...channel, approvedBy: 'nobody' },
        // @ts-expect-error there is no such channel
        three: { ...channel, returnChannel: 'four' },
      },
    });
    const kinds = kindsOf(declaration);
    for (const kind of ['unknown-network', 'unknown-post', 'unknown-channel']) expect(kinds).toContain(kind);
  });

  it('are refused in the route of an exchange', () => {
    const declaration = defineSite({
      ...minimal,
      channels: { one: channel },
      exchanges: {
        // @ts-expect-error there is no such channel
        X01: { ...exchange, routes: [{ from: end, via: ['two'], to: end }] },
        // @ts-expect-error there is no such network
        X02: { ...exchange, routes: [{ from: { ...end, network: 'court-net' }, via: ['one'], to: end }] },
        // @ts-expect-error there is no such system
        X03: { ...exchange, routes: [{ from: end, via: ['one'], to: { ...end, component: 'smart-court/api' } }] },
      },
    });
    const kinds = kindsOf(declaration);
    for (const kind of ['unknown-network', 'unknown-system', 'unknown-channel']) expect(kinds).toContain(kind);
  });
});
