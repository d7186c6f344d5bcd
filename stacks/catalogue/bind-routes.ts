import type { Exchange, ExchangeChannel } from '../model/exchange.ts';
import { type ExchangeFacts, exchangeFacts } from './exchanges/index.ts';
import { componentOf, networkOf, networksOf, type RouteFacts } from './exchanges/route.ts';
import type { ReferenceNetworkId } from './networks.ts';
import type { SystemId } from './systems/index.ts';

type Channels<ChannelId extends string> = Readonly<
  Record<ChannelId, Pick<ExchangeChannel, 'from' | 'to' | 'direction' | 'payloads'>>
>;

/** An exchange whose routes name channels of the site. */
export type BoundExchange<ChannelId extends string> = Omit<Exchange, 'routes'> & {
  readonly routes: readonly BoundRoute<ChannelId>[];
};

interface BoundRoute<ChannelId extends string> {
  readonly from: BoundEnd;
  readonly via: readonly ChannelId[];
  readonly to: BoundEnd;
}

interface BoundEnd {
  readonly network: ReferenceNetworkId;
  readonly component: `${SystemId}/${string}`;
}

/**
 * The catalogue's exchanges over the channels of a site: each hop takes the channel that joins its two networks in its
 * direction and carries the exchange.
 * @throws Error where a hop has no such channel
 */
export function bindExchanges<ChannelId extends string>(
  channels: Channels<ChannelId>,
): Readonly<Record<string, BoundExchange<ChannelId>>> {
  return Object.fromEntries(
    Object.entries<ExchangeFacts>(exchangeFacts).map(([id, { name, payload, status, routes, basis, certainty }]) => [
      id,
      { name, payload, status, routes: routes.map((route) => bindRoute(channels, id, route)), basis, certainty },
    ]),
  );
}

function bindRoute<ChannelId extends string>(
  channels: Channels<ChannelId>,
  exchange: string,
  route: RouteFacts,
): BoundRoute<ChannelId> {
  return {
    from: { network: networkOf(route.from), component: componentOf(route.from) },
    via: hopsOf(route).map(([from, to]) => channelFor(channels, exchange, from, to)),
    to: { network: networkOf(route.to), component: componentOf(route.to) },
  };
}

/** The crossings of a route, network to network; none inside one network. */
export function hopsOf(route: RouteFacts): [from: string, to: string][] {
  const networks = networksOf(route);
  return networks.slice(1).flatMap((to, index) => (networks[index] === to ? [] : [[networks[index]!, to]]));
}

function channelFor<ChannelId extends string>(
  channels: Channels<ChannelId>,
  exchange: string,
  from: string,
  to: string,
): ChannelId {
  const found = (Object.entries(channels) as [ChannelId, Channels<ChannelId>[ChannelId]][]).find(
    ([, channel]) => joins(channel, from, to) && channel.payloads.some((payload) => payload.exchange === exchange),
  );
  if (found) return found[0];
  throw new Error(
    `exchanges.${exchange}: no channel carries it from ${from} to ${to}.\n  Declare a channel between the two, or add ${exchange} to the payloads of one.`,
  );
}

function joins(channel: Channels<string>[string], from: string, to: string): boolean {
  const forward = channel.from.network === from && channel.to.network === to;
  const back = channel.direction === 'both' && channel.from.network === to && channel.to.network === from;
  return forward || back;
}
