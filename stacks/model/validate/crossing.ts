import { inLanguage } from '../../../policies/rule.ts';
import { estateOf } from '../../../policies/rules/exchange/crossing-rule.ts';
import type {
  ChannelFact,
  EndFact,
  ExchangeFacts,
  LinkFact,
  NetworkFact,
  RouteFact,
} from '../../../policies/rules/exchange/estate-facts.ts';
import { exchangeRules } from '../../../policies/rules/exchange/index.ts';
import type { Site } from '../site.ts';
import { componentIn, networksOf, parseEnd, segmentOf } from './ends.ts';
import { type ProblemKind, problem } from './kinds.ts';
import { path } from './path.ts';
import { networkReferences } from './references.ts';
import { type Judge, listSections, type SiteView } from './view.ts';

/** The crossing rules R1–R9, as problems of the declaration. */
export const judgeCrossings: Judge = (view) => {
  const facts = factsOf(view);
  return exchangeRules.flatMap((rule) =>
    rule
      .evaluate(estateOf(facts))
      .findings.map((finding) =>
        problem(rule.id.toUpperCase() as ProblemKind, finding.path, finding.message, inLanguage(rule.remedy, 'en')),
      ),
  );
};

/** What a loaded site declares about crossings, for the rules of `policies/rules/exchange` (`facts.exchange`). */
export function crossingFacts(site: Site): ExchangeFacts {
  const positions = Object.fromEntries(listSections.map((section) => [section, [...site[section].keys()]]));
  return factsOf({ site, positions: positions as unknown as SiteView['positions'] });
}

function factsOf({ site, positions }: Pick<SiteView, 'site' | 'positions'>): ExchangeFacts {
  return {
    networks: Object.keys(site.networks).map((id) => networkFact(site, id)),
    classified: Object.keys(site.classifiedNetworks),
    crossings: site.crossings,
    channels: Object.keys(site.channels).map((id) => channelFact(site, id)),
    links: site.flows.flatMap((_, index) => linkFact(site, index, positions.flows[index]!)),
    routes: Object.keys(site.exchanges).flatMap((id) => routeFacts(site, id)),
    entrances: Object.entries(site.systems).flatMap(([system, { placements }]) =>
      Object.entries(placements).flatMap(([network, { entrance: kind }]) =>
        kind === undefined
          ? []
          : [{ path: path('systems', system, 'placements', network, 'entrance'), system, network, kind }],
      ),
    ),
    references: networkReferences(site, positions).map(({ steps, id }) => ({ path: path(...steps), id })),
  };
}

function networkFact(site: Site, id: string): NetworkFact {
  const network = site.networks[id]!;
  const at = path('networks', id);
  return {
    id,
    path: at,
    exposure: network.exposure,
    ranges: { ...network.addresses },
    exchangeClass: network.segments.exchange.dataClass,
    exchangeLevel: network.segments.exchange.mlpsLevel,
    services: (['registry', 'identityProvider', 'timeSource', 'domain'] as const).map((what) => ({
      what,
      value: network[what],
      path: `${at}.${what}`,
    })),
    peers: Object.entries(network.peers).map(([peer, { kind, cidr }]) => ({
      id: peer,
      path: path('networks', id, 'peers', peer),
      kind,
      cidr,
    })),
  };
}

function channelFact(site: Site, id: string): ChannelFact {
  const { name: _, from, to, ...channel } = site.channels[id]!;
  return { ...channel, id, path: path('channels', id), from: from.network, to: to.network };
}

function linkFact(site: Site, index: number, position: number): LinkFact[] {
  const { network, from, to } = site.flows[index]!;
  const ends = [endFact(site, network, from), endFact(site, network, to)];
  const [source, target] = ends;
  return source && target ? [{ path: path('flows', position), network, from: source, to: target }] : [];
}

function endFact(site: Site, network: string, text: string): EndFact | undefined {
  const end = parseEnd(text);
  if (end === undefined) return undefined;
  if (end.kind === 'peer') return { text, kind: 'peer', networks: [network], peer: end.id };
  if (end.kind === 'channel') {
    const channel = site.channels[end.id];
    return { text, kind: 'channel', networks: channel ? [channel.from.network, channel.to.network] : [] };
  }
  const networks = networksOf(site, end);
  const component = componentIn(site, networks.includes(network) ? network : (networks[0] ?? network), end);
  if (!component) return { text, kind: 'component', networks };
  return { text, kind: 'component', networks, componentKind: component.kind, segment: segmentOf(component) };
}

function routeFacts(site: Site, exchange: string): RouteFact[] {
  const { status, routes } = site.exchanges[exchange]!;
  return routes.map(({ from, to, via }, at) => {
    const sender = parseEnd(from.component);
    const senderLevel = sender?.kind === 'component' ? site.systems[sender.system]?.mlpsLevel : undefined;
    const senderFact = endFact(site, from.network, from.component);
    const receiverFact = endFact(site, to.network, to.component);
    return {
      path: path('exchanges', exchange, 'routes', at),
      exchange,
      staysInside: status === 'intra-network',
      from: from.network,
      to: to.network,
      via,
      ...(senderFact ? { sender: senderFact } : {}),
      ...(receiverFact ? { receiver: receiverFact } : {}),
      ...(senderLevel === undefined ? {} : { senderLevel }),
    };
  });
}
