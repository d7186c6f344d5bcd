import type { ExchangeChannel } from '../model/exchange.ts';

/** What both front-ends enforce and reconcile against; equal on the two sides. */
export function channelContract(id: string, channel: ExchangeChannel) {
  return {
    channel: id,
    from: channel.from.network,
    to: channel.to.network,
    device: channel.device,
    direction: channel.direction,
    maxDataClass: channel.maxDataClass,
    checks: channel.checks,
    expires: channel.expires,
    returnChannel: channel.returnChannel ?? null,
    payloads: channel.payloads,
    envelope: { digest: 'sm3', signature: 'sm2', manifest: 'hourly, signed, count and hash' },
  };
}
