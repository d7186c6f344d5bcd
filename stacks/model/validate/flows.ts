import type { Flow } from '../flow.ts';
import { flowKey, frontEndPort, servedPorts } from '../flows.ts';
import type { Problem } from '../problem.ts';
import type { Site } from '../site.ts';
import { componentIn, type End, own, parseEnd, segmentOf } from './ends.ts';
import { problem } from './kinds.ts';
import { path } from './path.ts';
import type { Judge } from './view.ts';

/** Flows permit something real: distinct, between things that exist, on ports that are served. */
export const judgeFlows: Judge = ({ site, positions }) => {
  const first = new Map<string, number>();
  return site.flows.flatMap((flow, index) => {
    const position = positions.flows[index]!;
    const at = path('flows', position);
    const key = flowKey(flow);
    const other = first.get(key);
    if (other === undefined) first.set(key, position);
    const duplicate =
      other === undefined
        ? []
        : [problem('duplicate-flow', at, `flows[${other}] declares the same permission.`, 'Remove one of them.')];
    return [...duplicate, ...flowProblems(site, at, flow)];
  });
};

function flowProblems(site: Site, at: string, flow: Flow): Problem[] {
  const from = parseEnd(flow.from);
  const to = parseEnd(flow.to);
  if (!from || !to) return [];
  if (flow.from === flow.to) {
    const remedy = 'Remove it: replicas of one component are permitted to each other by the segment.';
    return [problem('self-flow', at, `"${flow.from}" flows to itself.`, remedy)];
  }
  if (from.kind === 'peer' && to.kind === 'peer') {
    const fault = 'neither end runs in the cluster, so there is nothing to permit.';
    return [problem('flow-without-component', at, fault, 'Name a component as one of the ends.')];
  }
  return [
    ...channelDirection(site, `${at}.from`, flow, from, 'from'),
    ...channelDirection(site, `${at}.to`, flow, to, 'to'),
    ...portProblems(site, `${at}.port`, flow, to),
    ...publicProblems(site, `${at}.to`, flow, from, to),
  ];
}

/** Services of a network's exchange zone that front-ends call on either side. */
const contentChecks: ReadonlySet<string> = new Set(['secure-data-exchange/scanner', 'secure-data-exchange/signer']);

/** On a forward channel the sender's front-end only takes envelopes, the receiver's only hands them over. */
function channelDirection(site: Site, at: string, flow: Flow, end: End, role: 'from' | 'to'): Problem[] {
  const channel = end.kind === 'channel' ? site.channels[end.id] : undefined;
  if (!channel || channel.direction === 'both') return [];
  const { from, to } = channel;
  if (from.network === to.network) return [];
  const isSender = flow.network === from.network;
  const isReceiver = flow.network === to.network;
  if (!isSender && !isReceiver) return [];
  if (isSender === (role === 'to')) return [];
  // The sender's front-end has envelopes checked and signed before they leave.
  if (isSender && contentChecks.has(flow.to)) return [];
  const fault = `the channel carries from "${from.network}" to "${to.network}", the flow the other way.`;
  return [problem('flow-against-channel', at, fault, 'Turn the flow round, or use the channel of opposite direction.')];
}

function portProblems(site: Site, at: string, flow: Flow, to: End): Problem[] {
  const served = portsOf(site, flow.network, to);
  const protocol = flow.protocol ?? 'TCP';
  if (!served || served.some((one) => one.port === flow.port && one.protocol === protocol)) return [];
  const names = served.map((one) => `${one.protocol}/${one.port}`).join(', ');
  const fault = `"${flow.to}" does not serve ${protocol}/${flow.port}.`;
  return [
    problem('port-not-served', at, fault, names ? `It serves ${names}.` : 'Declare the ports that the peer serves.'),
  ];
}

function portsOf(site: Site, network: string, to: End): readonly { port: number; protocol: string }[] | undefined {
  if (to.kind === 'channel') return [{ port: frontEndPort, protocol: 'TCP' }];
  if (to.kind === 'component') {
    const component = componentIn(site, network, to);
    return component && servedPorts(component.kind);
  }
  const peer = own(site.networks[network]?.peers ?? {}, to.id);
  return peer && (peer.ports ?? []);
}

/** The public enters by the web tier alone (design of zones, GB/T 22239 8.1.2.1 d). */
function publicProblems(site: Site, at: string, flow: Flow, from: End, to: End): Problem[] {
  const peer = from.kind === 'peer' ? own(site.networks[flow.network]?.peers ?? {}, from.id) : undefined;
  if (peer?.kind !== 'public' || to.kind === 'peer') return [];
  const component = to.kind === 'component' ? componentIn(site, flow.network, to) : undefined;
  if (to.kind === 'component' && (!component || segmentOf(component) === 'web')) return [];
  const fault = `the public reaches "${flow.to}" without passing a gateway.`;
  const remedy = 'Let the public flow to a gateway of the web tier, and the gateway to what stands behind it.';
  return [problem('public-flow-past-gateway', at, fault, remedy)];
}
