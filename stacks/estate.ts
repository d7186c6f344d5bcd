import type { Estate, EstateChannel, EstateNetwork, ScrapeTarget } from '../policies/reachability/estate-facts.ts';
import type { AddressRange, WorkloadSelector } from '../policies/reachability/intent.ts';
import type { NetworkContext } from './context.ts';
import type { ExchangeChannel } from './model/exchange.ts';
import { channelNamespace } from './model/names.ts';
import { metricsPort } from './model/profiles.ts';
import type { Site } from './model/site.ts';
import { placedComponents } from './namespaces.ts';
import { networkPermissions } from './permissions.ts';
import { devicePort, nameService } from './platform.ts';
import type { Workload } from './workloads.ts';

/** What is known of all networks of a site together: the ground of the estate's invariants. */
export function estateFacts(site: Site, networks: readonly string[] = Object.keys(site.networks)): Estate {
  const within = ({ from, to }: ExchangeChannel) => networks.includes(from.network) && networks.includes(to.network);
  return {
    networks: networks.map((id) => networkFacts({ site, networkId: id, network: site.networks[id]! })),
    channels: Object.entries(site.channels)
      .filter(([, channel]) => within(channel))
      .flatMap(([id, channel]) => channelFacts(id, channel)),
    classifiedNames: Object.keys(site.classifiedNetworks),
    development: { names: ['dev-test', 'dev', 'test'], ranges: [] },
  };
}

function networkFacts(context: NetworkContext): EstateNetwork {
  const { networkId, network } = context;
  const placed = placedComponents(context);
  const select = (wanted: (component: (typeof placed)[number]) => boolean): WorkloadSelector[] =>
    placed.filter(wanted).map(({ namespace, name }) => ({ namespace, name }));
  return {
    id: networkId,
    ...(network.exposure === 'internet' && { internet: {} }),
    addresses: [
      { range: `nodes of ${networkId}`, cidrs: [network.addresses.nodes] },
      { range: `load balancers of ${networkId}`, cidrs: [network.addresses.loadBalancers] },
    ],
    dataTiers: select(({ segment }) => segment === 'data'),
    gateways: select(({ component, segment }) => segment === 'web' || component.kind === 'gateway'),
    operations: {
      workloads: select(({ component }) => component.kind === 'bastion'),
      bastions: select(({ component }) => component.kind === 'bastion'),
      ranges: operatorRanges(context),
    },
    scraping: [scraping(context)],
  };
}

function operatorRanges({ network }: NetworkContext): AddressRange[] {
  return Object.entries(network.peers)
    .filter(([, { kind }]) => kind === 'bastion')
    .map(([id, { cidr }]) => ({ range: `peer:${id}`, cidrs: [cidr] }));
}

/** Prometheus reaches declared metrics ports, its Alertmanager, the telemetry collector and names; nothing else. */
function scraping(context: NetworkContext): EstateNetwork['scraping'][number] {
  const targets = networkPermissions(context).flatMap(({ from, to, port, protocol }): ScrapeTarget[] => {
    if (from.kind !== 'workload' || from.workload.end !== 'platform:prometheus') return [];
    if (to.kind === 'workload') return [{ workload: selectorOf(to.workload), port, protocol }];
    if (to.kind !== 'name-service') return [];
    return [{ workload: { namespace: nameService.namespace, labels: nameService.podLabels }, port, protocol }];
  });
  if (!targets.some(({ port }) => port === metricsPort.port))
    throw new Error(`${context.networkId}: nothing is scraped`);
  return { scraper: { namespace: 'fadun-observability', kind: 'StatefulSet', name: 'prometheus' }, targets };
}

function selectorOf({ namespace, kind, name }: Workload): WorkloadSelector {
  return { namespace, kind, name };
}

/** A channel as one crossing, or as two where its device ferries both ways. */
function channelFacts(id: string, channel: ExchangeChannel): EstateChannel[] {
  const frontEnd = { namespace: channelNamespace(id), kind: 'Deployment', name: 'front-end' };
  const crossing = (name: string, from: ExchangeChannel['from'], to: ExchangeChannel['to']): EstateChannel => ({
    id: name,
    fromNetwork: from.network,
    toNetwork: to.network,
    device: id,
    kind: channel.device,
    oneWay: channel.device === 'diode-in' || channel.device === 'diode-out',
    sender: frontEnd,
    receiver: frontEnd,
    senderDeviceAddress: from.deviceAddress,
    receiverDeviceAddress: to.deviceAddress,
    protocol: 'TCP',
    port: channel.port,
    receiverPort: devicePort.port,
  });
  const there = crossing(id, channel.from, channel.to);
  return channel.direction === 'both' ? [there, crossing(`${id} (back)`, channel.to, channel.from)] : [there];
}
