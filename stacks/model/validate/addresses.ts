import { type Cidr, parseAddress, parseCidr } from '../../../policies/reachability/addresses.ts';
import { isPrivate } from '../../../policies/rules/exchange/private-ranges.ts';
import type { AddressPlan, Peer } from '../network.ts';
import type { Problem } from '../problem.ts';
import { problem } from './kinds.ts';
import { path } from './path.ts';
import type { Judge, SiteView } from './view.ts';

/** A declared range that could be read. */
interface Range {
  readonly at: string;
  readonly text: string;
  readonly block: Cidr;
  readonly isIpv6: boolean;
}

/** Ranges of an address plan that must be disjoint everywhere. */
const planFields = [
  'nodes',
  'pods',
  'services',
  'loadBalancers',
  'devices',
  'operations',
  'terminals',
] as const satisfies readonly (keyof AddressPlan)[];

/** Nodes take a /24 (IPv4) or /64 (IPv6) of pod addresses each, the controller manager's default. */
const podPrefixPerNode = { 4: 24, 6: 64 } as const;

/** Address plans are readable, disjoint, private where they must be, and large enough. */
export const judgeAddresses: Judge = (view) => {
  const plans = Object.entries(view.site.networks).map(([network, { addresses }]) => ({
    network,
    ranges: planFields.map((field) => readRange(path('networks', network, 'addresses', field), addresses[field])),
  }));
  const readable = plans.flatMap(({ ranges }) => ranges.filter((range) => 'block' in range));
  return [
    ...plans.flatMap(({ ranges }) => ranges.flatMap((range) => ('block' in range ? [] : [range]))),
    ...overlaps(readable),
    ...Object.keys(view.site.networks).flatMap((network) => [
      ...publicRanges(view, network),
      ...familyMismatch(view, network),
      ...tooSmall(view, network),
      ...peerProblems(view, network),
    ]),
    ...deviceProblems(view),
  ];
};

function contains(outer: Cidr, inner: Cidr): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function readRange(at: string, text: string): Range | Problem {
  const block = parseCidr(text);
  if (!block) {
    const remedy = 'Write an IPv4 or IPv6 network such as 10.20.0.0/16 or fd00:20::/48.';
    return problem('bad-cidr', at, `"${text}" is not a network in CIDR notation.`, remedy);
  }
  if (parseAddress(text.slice(0, text.indexOf('/'))) !== block.start) {
    const fault = `"${text}" has bits set beyond its prefix.`;
    return problem('cidr-host-bits', at, fault, `Write the network's first address before /${block.prefix}.`);
  }
  return { at, text, block, isIpv6: text.includes(':') };
}

/** Sweeps the ranges by their start: each is compared with the one that reaches furthest so far. */
function overlaps(ranges: readonly Range[]): Problem[] {
  const sorted = [...ranges].sort((a, b) =>
    a.block.start < b.block.start ? -1 : a.block.start > b.block.start ? 1 : 0,
  );
  const found: Problem[] = [];
  let furthest: Range | undefined;
  for (const range of sorted) {
    if (furthest && range.block.start < furthest.block.end) found.push(overlap(range, furthest, ranges));
    if (!furthest || range.block.end > furthest.block.end) furthest = range;
  }
  return found;
}

/** Named at the range that is declared later. */
function overlap(one: Range, other: Range, declared: readonly Range[]): Problem {
  const [first, second] = declared.indexOf(one) < declared.indexOf(other) ? [one, other] : [other, one];
  return problem(
    'address-overlap',
    second.at,
    `${second.text} overlaps ${first.text} of ${first.at}.`,
    'Give each range its own addresses, unique over all networks of the site.',
  );
}

function publicRanges({ site }: SiteView, network: string): Problem[] {
  return planFields
    .filter((field) => field !== 'loadBalancers')
    .flatMap((field) => {
      const text = site.networks[network]!.addresses[field];
      const block = parseCidr(text);
      if (!block || isPrivate(block)) return [];
      const fault = `${text} is a public range; only load balancers of an internet network have public addresses.`;
      const at = path('networks', network, 'addresses', field);
      return [problem('public-range', at, fault, 'Use addresses of RFC 1918, RFC 6598 or RFC 4193.')];
    });
}

function familyMismatch({ site }: SiteView, network: string): Problem[] {
  const { pods, services } = site.networks[network]!.addresses;
  if (!parseCidr(pods) || !parseCidr(services) || pods.includes(':') === services.includes(':')) return [];
  const fault = `services (${services}) and pods (${pods}) are of different address families.`;
  const remedy = 'A single-stack cluster needs both of one family.';
  return [problem('family-mismatch', path('networks', network, 'addresses', 'services'), fault, remedy)];
}

function tooSmall({ site }: SiteView, network: string): Problem[] {
  const { addresses, clusters } = site.networks[network]!;
  const nodes = Object.values(clusters).reduce((sum, one) => sum + one.controlPlaneNodes + one.workerNodes, 0);
  const family = addresses.pods.includes(':') ? 6 : 4;
  const needed = [
    { field: 'nodes', addresses: BigInt(nodes), what: `${nodes} nodes` },
    {
      field: 'pods',
      addresses: BigInt(nodes) << BigInt((family === 6 ? 128 : 32) - podPrefixPerNode[family]),
      what: `a /${podPrefixPerNode[family]} for each of ${nodes} nodes`,
    },
  ] as const;
  return needed.flatMap(({ field, addresses: least, what }) => {
    const block = parseCidr(addresses[field]);
    if (!block || block.end - block.start >= least) return [];
    const at = path('networks', network, 'addresses', field);
    const fault = `${addresses[field]} cannot hold ${what}.`;
    return [problem('range-too-small', at, fault, 'Give a larger range, or declare fewer nodes.')];
  });
}

/** Where peers of some kinds stand in the address plan. */
const peerRanges: Partial<Record<Peer['kind'], keyof AddressPlan>> = {
  bastion: 'operations',
  terminals: 'terminals',
  exporter: 'operations',
  probe: 'operations',
};

function peerProblems({ site }: SiteView, network: string): Problem[] {
  const { addresses, peers } = site.networks[network]!;
  return Object.entries(peers).flatMap(([id, peer]) => {
    const at = path('networks', network, 'peers', id, 'cidr');
    const range = readRange(at, peer.cidr);
    if (!('block' in range)) return [range];
    const field = peerRanges[peer.kind];
    const home = field && parseCidr(addresses[field]);
    if (!home || contains(home, range.block)) return [];
    const fault = `${peer.cidr} lies outside the network's ${field}, ${addresses[field]}.`;
    return [problem('peer-outside-range', at, fault, `Give the ${peer.kind} addresses inside that range.`)];
  });
}

function deviceProblems({ site }: SiteView): Problem[] {
  const taken = new Map<string, string>();
  return Object.entries(site.channels).flatMap(([id, channel]) =>
    (['from', 'to'] as const).flatMap((sideName) =>
      (['deviceAddress', 'spareDeviceAddress'] as const).flatMap((field) => {
        const side = channel[sideName];
        const given = side[field];
        if (given === undefined) return [];
        const at = path('channels', id, sideName, field);
        const address = parseAddress(given);
        if (address === undefined) {
          const remedy = "Give the device's IPv4 or IPv6 address on this side, without a prefix length.";
          return [problem('bad-device-address', at, `"${given}" is not an address.`, remedy)];
        }
        const devices = site.networks[side.network]?.addresses.devices;
        const range = devices === undefined ? undefined : parseCidr(devices);
        if (range && (address < range.start || address >= range.end)) {
          const fault = `${given} lies outside ${devices}, the devices of "${side.network}".`;
          return [problem('device-address-outside', at, fault, 'Give the device an address inside that range.')];
        }
        if (field === 'spareDeviceAddress' && address === parseAddress(side.deviceAddress)) {
          const fault = `${given} is the address of the device itself.`;
          return [problem('spare-device-is-device', at, fault, 'Give the spare device an address of its own.')];
        }
        const key = `${side.network} ${address} ${channel.port}`;
        const other = taken.get(key);
        if (other === undefined) taken.set(key, id);
        if (other === undefined || other === id) return [];
        const fault = `channel "${other}" has port ${channel.port} of ${given} in "${side.network}" already.`;
        return [problem('device-port-taken', at, fault, 'Give each channel of a device its own port.')];
      }),
    ),
  );
}
