import { type CrossingFault, crossingRule } from './crossing-rule.ts';
import { type ChannelFact, classes, type DataClass, type ExchangeFacts, type NetworkFact } from './estate-facts.ts';
import { facts, inward, network, route, withChannel } from './examples.ts';

/** R3: payload ≤ channel ≤ both sides, in data class; the sender's level ≤ both sides. */
export const classWithinLimits = crossingRule({
  id: 'r3',
  title: {
    en: 'No payload exceeds its channel, no channel either of its sides',
    zh: '载荷不超过通道上限，通道不超过任一侧的等级',
  },
  reason: {
    en: 'Data that arrives where protection is weaker is protected by the weaker side only.',
    zh: '数据进入防护较弱的一侧后，只能得到该侧的防护。',
  },
  controls: ['mlps3:8.1.4.2 g)', 'data:class-at-boundary'],
  remedy: {
    en: 'Lower the class of the payload by masking, or raise the channel and the exchange segments of both sides.',
    zh: '通过脱敏降低载荷级别，或提高通道及两侧交换区的等级。',
  },
  judge: (all) => ({
    judged: all.channels.length + all.routes.length,
    faults: [...all.channels.flatMap((channel) => channelFaults(all, channel)), ...routeFaults(all)],
  }),
  examples: {
    compliant: [
      facts(),
      withChannel({ maxDataClass: 'general', payloads: [{ ...inward.payloads[0]!, dataClass: 'general' }] }),
    ],
    violating: [
      withChannel({ payloads: [{ ...inward.payloads[0]!, dataClass: 'core' }] }),
      withChannel({ maxDataClass: 'core' }),
      facts({ networks: [network('outer', 10), network('inner', 20, { exchangeClass: 'general' })] }),
      facts({ networks: [network('outer', 10, { exchangeLevel: 2 }), network('inner', 20)], routes: [route] }),
    ],
  },
});

const rank = (one: DataClass) => classes.indexOf(one);

function channelFaults({ networks }: ExchangeFacts, channel: ChannelFact): CrossingFault[] {
  const { id, path, maxDataClass, payloads } = channel;
  const ofPayloads = payloads.flatMap(({ exchange, dataClass }, at) =>
    rank(dataClass) <= rank(maxDataClass)
      ? []
      : [
          {
            path: `${path}.payloads[${at}].dataClass`,
            message: `the payload of "${exchange}" is ${dataClass}; channel "${id}" takes ${maxDataClass} at most.`,
          },
        ],
  );
  const ofSides = sidesOf(networks, channel)
    .filter(({ exchangeClass }) => rank(maxDataClass) > rank(exchangeClass))
    .map((side) => ({
      path: `${path}.maxDataClass`,
      message: `channel "${id}" takes ${maxDataClass} data; the exchange segment of "${side.id}" takes ${side.exchangeClass}.`,
    }));
  return [...ofPayloads, ...ofSides];
}

function routeFaults({ networks, channels, routes }: ExchangeFacts): CrossingFault[] {
  return routes.flatMap(({ path, exchange, via, senderLevel }) =>
    via.flatMap((id, hop) => {
      const channel = channels.find((one) => one.id === id);
      if (!channel || senderLevel === undefined) return [];
      return sidesOf(networks, channel)
        .filter(({ exchangeLevel }) => senderLevel > exchangeLevel)
        .map((side) => ({
          path: `${path}.via[${hop}]`,
          message: `"${exchange}" comes from a system of level ${senderLevel}; the exchange segment of "${side.id}" is of level ${side.exchangeLevel}.`,
        }));
    }),
  );
}

function sidesOf(networks: readonly NetworkFact[], { from, to }: ChannelFact): NetworkFact[] {
  return networks.filter(({ id }) => id === from || id === to);
}
