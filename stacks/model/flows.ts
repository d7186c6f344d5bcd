import type { ExchangeChannel, Route } from './exchange.ts';
import type { Flow, FlowEnd } from './flow.ts';
import { componentProfiles, metricsPort } from './profiles.ts';
import type { Site } from './site.ts';
import type { ComponentKind, ProfilePort } from './system.ts';

/** Port on which a channel's front-end takes and hands over envelopes inside its own network. */
export const frontEndPort = 8443;

/** The component that carries envelopes from an incoming channel to an outgoing one in a relaying network. */
export const relayComponent = 'secure-data-exchange/relay';

/** Every flow of a site: those declared, and those that its exchange routes imply inside each network they touch. */
export function allFlows(site: Site): readonly Flow[] {
  const flows = [...site.flows, ...exchangeFlows(site)];
  const distinct = new Map(flows.map((flow) => [flowKey(flow), flow]));
  return [...distinct.values()];
}

/** Identity of a flow: two declarations of the same permission are one. */
export function flowKey(flow: Flow): string {
  return `${flow.network} ${flow.from} ${flow.to} ${flow.protocol ?? 'TCP'}/${flow.port}`;
}

/** The flows inside networks that the routes of exchanges imply: source → sender, receiver → relay → sender, receiver → destination. */
export function exchangeFlows(site: Site): readonly Flow[] {
  return Object.entries(site.exchanges).flatMap(([exchange, { routes }]) =>
    routes.flatMap((route) => routeFlows(site, exchange, route)),
  );
}

function routeFlows(site: Site, exchange: string, route: Route): Flow[] {
  const purpose = site.exchanges[exchange]?.name ?? { zh: exchange, en: exchange };
  const flow = (network: string, from: FlowEnd, to: FlowEnd): Flow => ({
    network,
    from,
    to,
    ...(to.startsWith('channel:') ? { port: frontEndPort } : destinationPort(site, network, to)),
    purpose,
    exchange,
  });
  const source = route.from.component as FlowEnd;
  const destination = route.to.component as FlowEnd;
  if (route.via.length === 0) return [flow(route.from.network, source, destination)];
  const flows: Flow[] = [];
  let network = route.from.network;
  let from: FlowEnd = source;
  for (const [index, id] of route.via.entries()) {
    flows.push(flow(network, from, `channel:${id}`));
    const channel = site.channels[id];
    if (!channel) return flows;
    network = farSide(channel, network);
    const last = index === route.via.length - 1;
    const next: FlowEnd = last ? destination : (relayComponent as FlowEnd);
    flows.push(flow(network, `channel:${id}`, next));
    from = next;
  }
  return flows;
}

/** The network on the other side of a channel. */
export function farSide(channel: ExchangeChannel, network: string): string {
  return channel.from.network === network ? channel.to.network : channel.from.network;
}

/** A destination is reached on its first port that is not for metrics. */
function destinationPort(site: Site, network: string, end: FlowEnd): Pick<Flow, 'port' | 'protocol'> {
  const [system = '', name = ''] = end.split('/');
  const component = site.systems[system]?.placements[network]?.components[name];
  const served = component && servedPorts(component.kind)[0];
  if (!served) return { port: frontEndPort };
  return { port: served.port, ...(served.protocol !== 'TCP' && { protocol: served.protocol }) };
}

/** Ports that a component of a kind serves to other components; metrics apart. */
export function servedPorts(kind: ComponentKind): readonly ProfilePort[] {
  return componentProfiles[kind].ports.filter((port) => port.name !== metricsPort.name);
}
