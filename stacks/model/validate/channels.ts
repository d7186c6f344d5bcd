import type { ExchangeChannel } from '../exchange.ts';
import type { Problem } from '../problem.ts';
import type { Site } from '../site.ts';
import { problem } from './kinds.ts';
import { path } from './path.ts';
import type { Judge } from './view.ts';

/** A channel is approved for two years at most; then its need is judged again. */
export const longestChannelDays = 731;

/** Channels join two networks, are approved by the right post for a bounded time, and carry routed exchanges. */
export const judgeChannels: Judge = ({ site, judgedOn }) => [
  ...crossingProblems(site),
  ...Object.entries(site.channels).flatMap(([id, channel]) => {
    const at = path('channels', id);
    return [
      ...endsProblems(at, channel),
      ...expiryProblems(judgedOn, at, channel),
      ...approvalProblems(site, at, channel),
      ...returnProblems(site, at, id, channel),
      ...payloadProblems(site, at, id, channel),
    ];
  }),
];

function crossingProblems({ crossings }: Site): Problem[] {
  const pairs = crossings.map(({ from, to }) => `${from} ${to}`);
  return crossings.flatMap(({ from, to }, index) => {
    const at = path('crossings', index);
    if (from === to) {
      const fault = `"${from}" does not cross to itself.`;
      return [problem('crossing-within-network', at, fault, 'Remove it; flows inside a network need no crossing.')];
    }
    const first = pairs.indexOf(pairs[index]!);
    if (first === index) return [];
    const fault = `crossings[${first}] is of the same two networks in the same direction.`;
    return [problem('duplicate-crossing', at, fault, 'List all devices in one of them and remove the other.')];
  });
}

function endsProblems(at: string, { from, to }: ExchangeChannel): Problem[] {
  if (from.network !== to.network) return [];
  const fault = `both ends are in "${from.network}".`;
  const remedy = 'A channel joins two networks; inside one network declare flows.';
  return [problem('channel-within-network', `${at}.to.network`, fault, remedy)];
}

function expiryProblems(judgedOn: string | undefined, at: string, { expires }: ExchangeChannel): Problem[] {
  if (judgedOn === undefined) return [];
  if (expires <= judgedOn) {
    const fault = `the approval ended on ${expires}; the site is judged on ${judgedOn}.`;
    return [problem('channel-expired', `${at}.expires`, fault, 'Have it approved again, or remove the channel.')];
  }
  if (daysBetween(judgedOn, expires) <= longestChannelDays) return [];
  const fault = `${expires} is more than ${longestChannelDays} days after ${judgedOn}.`;
  return [problem('channel-expiry-too-far', `${at}.expires`, fault, 'Approve the channel for two years at most.')];
}

function daysBetween(from: string, to: string): number {
  return (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000;
}

function approvalProblems(site: Site, at: string, { requestedBy, approvedBy }: ExchangeChannel): Problem[] {
  const found: Problem[] = [];
  if (requestedBy === approvedBy) {
    const fault = `post "${approvedBy}" approves its own request.`;
    found.push(problem('approver-is-requester', `${at}.approvedBy`, fault, 'Name another post as approver.'));
  }
  const approver = site.posts[approvedBy];
  if (approver && !approver.roles.some((role) => role === 'security-admin' || role === 'unit-leader')) {
    const fault = `post "${approvedBy}" may not approve channels.`;
    const remedy = 'Name a post with the role security-admin or unit-leader.';
    found.push(problem('approver-without-role', `${at}.approvedBy`, fault, remedy));
  }
  const requester = site.posts[requestedBy];
  if (requester && !requester.roles.some((role) => role === 'requester' || role === 'system-admin')) {
    const fault = `post "${requestedBy}" may not request channels.`;
    const remedy = 'Name a post with the role requester or system-admin.';
    found.push(problem('requester-without-role', `${at}.requestedBy`, fault, remedy));
  }
  return found;
}

/** Receipts come back over a second channel of opposite direction (R4). */
function returnProblems(site: Site, at: string, id: string, channel: ExchangeChannel): Problem[] {
  const back = channel.returnChannel === undefined ? undefined : site.channels[channel.returnChannel];
  if (!back) return [];
  const isOpposite = back.from.network === channel.to.network && back.to.network === channel.from.network;
  if (isOpposite && channel.returnChannel !== id) return [];
  const fault = `"${channel.returnChannel}" does not lead from "${channel.to.network}" to "${channel.from.network}".`;
  const remedy = 'Name a second channel of opposite direction, or leave receipts out.';
  return [problem('return-channel-mismatch', `${at}.returnChannel`, fault, remedy)];
}

function payloadProblems(site: Site, at: string, id: string, { payloads }: ExchangeChannel): Problem[] {
  const first = new Map<string, number>();
  return payloads.flatMap(({ exchange, style, schemas }, index) => {
    const key = `${exchange} ${style} ${[...schemas].sort().join(' ')}`;
    const other = first.get(key);
    if (other === undefined) first.set(key, index);
    else {
      const fault = `payloads[${other}] is of the same exchange, style and schemas.`;
      return [problem('duplicate-payload', `${at}.payloads[${index}]`, fault, 'Declare them as one payload.')];
    }
    const routes = site.exchanges[exchange]?.routes;
    if (!routes || routes.some(({ via }) => via.includes(id))) return [];
    const fault = `no route of "${exchange}" leads over this channel.`;
    const remedy = 'Add the channel to a route of the exchange, or remove the payload.';
    return [problem('payload-without-route', `${at}.payloads[${index}].exchange`, fault, remedy)];
  });
}
