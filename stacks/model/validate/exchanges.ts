import type { Exchange, Route } from '../exchange.ts';
import { farSide, relayComponent } from '../flows.ts';
import type { Problem } from '../problem.ts';
import type { Site } from '../site.ts';
import { componentIn, parseEnd } from './ends.ts';
import { problem } from './kinds.ts';
import { path } from './path.ts';
import type { Judge } from './view.ts';

/** Routes of exchanges chain from end to end over channels that carry them. */
export const judgeExchanges: Judge = ({ site }) =>
  Object.entries(site.exchanges).flatMap(([id, exchange]) => [
    ...statusProblems(id, exchange),
    ...exchange.routes.flatMap((route, at) => routeProblems(site, id, route, path('exchanges', id, 'routes', at))),
  ]);

function statusProblems(id: string, { status, routes }: Exchange): Problem[] {
  const at = path('exchanges', id, 'routes');
  if (status === 'refused' && routes.length > 0) {
    const remedy = 'Remove the routes; a refused exchange is declared so that its refusal is on record.';
    return [problem('refused-with-routes', at, `"${id}" is refused and yet has a route.`, remedy)];
  }
  if (status !== 'declared' || routes.length > 0) return [];
  const remedy = 'Give at least one route, or say that the exchange is refused or stays inside networks.';
  return [problem('declared-without-routes', at, `"${id}" has no route.`, remedy)];
}

/** Follows a route hop by hop; the first break ends the walk, since what follows has no footing. */
function routeProblems(site: Site, id: string, route: Route, at: string): Problem[] {
  const found: Problem[] = [];
  let network = route.from.network;
  for (const [hop, channelId] of route.via.entries()) {
    const channel = site.channels[channelId];
    if (!channel) return found;
    const hopAt = `${at}.via[${hop}]`;
    if (network !== channel.from.network && network !== channel.to.network) {
      return [...found, brokenHop(hopAt, channelId, network)];
    }
    if (channel.direction === 'forward' && network !== channel.from.network) {
      const fault = `"${channelId}" carries from "${channel.from.network}" to "${channel.to.network}", the route the other way.`;
      found.push(problem('route-against-direction', hopAt, fault, 'Use the channel of opposite direction.'));
    }
    if (!channel.payloads.some(({ exchange }) => exchange === id)) {
      const fault = `channel "${channelId}" does not list "${id}" among its payloads.`;
      found.push(problem('route-without-payload', hopAt, fault, 'Add the payload to the channel, or take another.'));
    }
    network = farSide(channel, network);
    if (hop < route.via.length - 1) found.push(...relayProblems(site, hopAt, network));
  }
  if (route.via.length === 0 || network === route.to.network) return found;
  const fault = `the last channel ends in "${network}", not in "${route.to.network}".`;
  return [
    ...found,
    problem('route-broken', `${at}.to.network`, fault, 'Add the hop that is missing, or correct the end.'),
  ];
}

function brokenHop(at: string, channel: string, network: string): Problem {
  const fault = `channel "${channel}" does not begin in "${network}", where the route stands.`;
  return problem('route-broken', at, fault, 'Each channel begins where the one before it ended.');
}

function relayProblems(site: Site, at: string, network: string): Problem[] {
  const relay = parseEnd(relayComponent);
  const isSound = relay?.kind === 'component' && site.networks[network] !== undefined;
  if (!isSound || componentIn(site, network, relay)) return [];
  const fault = `"${network}" relays the exchange but has no ${relayComponent}.`;
  return [
    problem('relay-missing', at, fault, `Place ${relayComponent} in "${network}", or take a route without relay.`),
  ];
}
