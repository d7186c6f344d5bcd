import type { ExchangeChannel } from '../../model/exchange.ts';
import type { Text } from '../../model/vocabulary.ts';
import { onMainPort, type TypedFlow } from './flow.ts';

const purposes = {
  scan: { zh: '通道内容查杀与防泄漏检查', en: 'Content checks of the channel' },
  sign: { zh: '信封签名与验签', en: 'Signing and verifying of envelopes' },
} as const satisfies Record<string, Text>;

type Channels<NetworkId extends string, ChannelId extends string> = Readonly<
  Record<
    ChannelId,
    Pick<ExchangeChannel, 'checks'> & {
      readonly from: { readonly network: NetworkId };
      readonly to: { readonly network: NetworkId };
    }
  >
>;

/** Flows from a channel's front-ends, on both sides, to the checks that the channel declares. */
export function checkFlows<NetworkId extends string, ChannelId extends string>(
  channels: Channels<NetworkId, ChannelId>,
): TypedFlow<NetworkId, 'secure-data-exchange', ChannelId>[] {
  return (Object.entries(channels) as [ChannelId, Channels<NetworkId, ChannelId>[ChannelId]][]).flatMap(
    ([id, { from, to, checks }]) =>
      [from.network, to.network].flatMap((network) => [
        ...(checks.antivirus || checks.dlp
          ? [checkFlow(network, id, 'secure-data-exchange/scanner' as const, 'scanner', purposes.scan)]
          : []),
        ...(checks.signature
          ? [checkFlow(network, id, 'secure-data-exchange/signer' as const, 'signer', purposes.sign)]
          : []),
      ]),
  );
}

function checkFlow<NetworkId extends string, ChannelId extends string>(
  network: NetworkId,
  channel: ChannelId,
  to: `secure-data-exchange/${string}`,
  kind: 'scanner' | 'signer',
  purpose: Text,
): TypedFlow<NetworkId, 'secure-data-exchange', ChannelId> {
  const flow = onMainPort<NetworkId, 'secure-data-exchange'>(kind, { network, from: to, to, purpose });
  return { ...flow, from: `channel:${channel}` };
}
