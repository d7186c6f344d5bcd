import { describe, expect, it } from 'vitest';
import { crossingFacts } from '../../../stacks/catalogue/crossings.ts';
import { loadSite, siteProblems } from '../../../stacks/model/load.ts';
import binhe from '../../../stacks/sites/binhe.ts';

const site = loadSite(binhe, 'sites/binhe.ts');
const channels = Object.entries(site.channels);

/** First and last address of an IPv4 range, as numbers. */
function bounds(cidr: string): [first: number, last: number] {
  const [address = '', prefix = '32'] = cidr.split('/');
  const first = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  return [first, first + 2 ** (32 - Number(prefix)) - 1];
}

describe('binhe', () => {
  it('loads without a problem', () => {
    expect(siteProblems(binhe)).toEqual([]);
  });

  it('has every system, exchange, clock and duty of the catalogue in eleven networks', () => {
    const counts = Object.fromEntries(
      (['networks', 'systems', 'exchanges', 'clocks', 'duties'] as const).map((key) => [
        key,
        Object.keys(site[key]).length,
      ]),
    );
    expect(counts).toEqual({ networks: 11, systems: 50, exchanges: 41, clocks: 59, duties: 61 });
    expect(Object.keys(site.classifiedNetworks)).toEqual([
      'gov-intranet-classified',
      'procuratorate-secret',
      'dev-test',
    ]);
  });

  it('gives each network one cluster with a name, a registry and a credential of its own', () => {
    const networks = Object.values(site.networks);
    for (const key of ['registry', 'domain', 'identityProvider', 'timeSource', 'kubeconfigVariable'] as const) {
      expect(new Set(networks.map((network) => network[key])).size, key).toBe(11);
    }
    expect(new Set(networks.flatMap(({ clusters }) => Object.keys(clusters))).size).toBe(11);
  });

  it('hands out no address twice', () => {
    const ranges = Object.entries(site.networks)
      .flatMap(([id, { addresses }]) =>
        Object.entries(addresses).map(([use, cidr]) => ({ at: `${id}.${use}`, bounds: bounds(cidr) })),
      )
      .sort((a, b) => a.bounds[0] - b.bounds[0]);
    expect(ranges).toHaveLength(77);
    const overlaps = ranges.slice(1).filter(({ bounds: [first] }, index) => first <= ranges[index]!.bounds[1]);
    expect(overlaps).toEqual([]);
  });

  it('shows the public one range only, and a documentation one', () => {
    const open = Object.entries(site.networks).filter(
      ([, { addresses }]) => !addresses.loadBalancers.startsWith('10.'),
    );
    expect(open.map(([id, { addresses }]) => [id, addresses.loadBalancers])).toEqual([
      ['internet-zone', '203.0.113.0/24'],
    ]);
    const publicPeers = Object.entries(site.networks).filter(([, { peers }]) =>
      Object.values(peers).some(({ kind }) => kind === 'public'),
    );
    expect(publicPeers.map(([id]) => id)).toEqual(['internet-zone']);
  });

  it('has one channel for each pair of networks, device and direction', () => {
    expect(channels.length).toBeGreaterThanOrEqual(25);
    expect(channels.length).toBeLessThanOrEqual(40);
    const identities = channels.map(([, { from, to, device }]) => `${from.network} ${to.network} ${device}`);
    expect(new Set(identities).size).toBe(channels.length);
  });

  it('takes each device from the cells of the matrix, both ways where it ferries both ways', () => {
    const allowed = (from: string, to: string) =>
      crossingFacts.filter((cell) => cell.from === from && cell.to === to).flatMap(({ devices }) => devices);
    for (const [id, { from, to, device, direction }] of channels) {
      expect(allowed(from.network, to.network), id).toContain(device);
      if (direction === 'both') expect(allowed(to.network, from.network), id).toContain(device);
      if (device.startsWith('diode')) expect(direction, id).toBe('forward');
    }
  });

  it('lets nobody approve the own request, and another unit than the asking one', () => {
    for (const [id, { requestedBy, approvedBy }] of channels) {
      const [asking, approving] = [site.posts[requestedBy]!, site.posts[approvedBy]!];
      expect(asking.roles, id).toEqual(['requester']);
      expect(approving.roles, id).toEqual(['security-admin']);
      expect(approving.organ, id).not.toBe(asking.organ);
    }
  });

  it('says of certificates and filings that they are fictional', () => {
    for (const [id, { productCertificate }] of channels) expect(productCertificate, id).toMatch(/^虚构-/);
    const deployed = Object.entries(site.systems).filter(([, { kind }]) => kind === 'deployed');
    for (const [id, { filing }] of deployed) expect(filing?.number, id).toMatch(/^虚构-/);
  });

  it('carries no request and answer over gaps and diodes', () => {
    for (const [id, { device, payloads }] of channels) {
      if (device.startsWith('fw')) continue;
      expect(
        payloads.filter(({ style }) => style === 'request-response'),
        id,
      ).toEqual([]);
    }
  });

  it('lets operators in by the bastion alone', () => {
    const fromOperators = site.flows.filter(({ from }) => from === 'peer:operators');
    expect(new Set(fromOperators.map(({ to }) => to))).toEqual(new Set(['secops-platform/bastion']));
    expect(new Set(fromOperators.map(({ network }) => network)).size).toBe(11);
    const toApiServer = site.flows.filter(({ to }) => to === 'peer:api-server');
    expect(new Set(toApiServer.map(({ from }) => from))).toEqual(new Set(['secops-platform/bastion']));
  });

  it('opens stores to their own system only; logs, keys and bundles are for their network', () => {
    const stores = new Set([
      'database',
      'search',
      'broker',
      'object-store',
      'cache',
      'olap',
      'timeseries',
      'vector-store',
    ]);
    const foreign = site.flows.filter(({ network, from, to }) => {
      const [system = '', name = ''] = to.split('/');
      const kind = site.systems[system]?.placements[network]?.components[name]?.kind;
      return kind !== undefined && stores.has(kind) && !from.startsWith(`${system}/`);
    });
    expect(foreign).toEqual([]);
  });

  it('separates the three administrators in every network', () => {
    for (const network of Object.keys(site.networks)) {
      const roles = Object.values(site.posts)
        .filter(({ networks }) => networks.includes(network))
        .flatMap((post) => post.roles);
      expect(roles).toEqual(expect.arrayContaining(['system-admin', 'security-admin', 'audit-admin', 'on-call']));
    }
  });

  it('declares each flow once', () => {
    const keys = site.flows.map(({ network, from, to, port, protocol }) =>
      [network, from, to, port, protocol].join(' '),
    );
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });
});
