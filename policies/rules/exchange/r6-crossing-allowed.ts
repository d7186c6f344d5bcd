import { type CrossingFault, crossingRule } from './crossing-rule.ts';
import type { ChannelFact, ExchangeFacts } from './estate-facts.ts';
import { facts, withChannel } from './examples.ts';

/** R6: what the site profile does not allow between two networks is forbidden. */
export const crossingAllowed = crossingRule({
  id: 'r6',
  title: {
    en: 'Only devices that the site profile allows join two networks',
    zh: '两网之间只使用站点互联矩阵允许的设备',
  },
  reason: {
    en: 'The matrix of crossings is default deny; a single channel is not the place to decide otherwise.',
    zh: '互联矩阵默认拒绝，单条通道无权突破。',
  },
  controls: ['mlps3:8.1.3.1 a)', 'mlps3:8.1.3.2 a)'],
  remedy: {
    en: 'Use an allowed device or relay over allowed hops; the profile itself changes by two signatures, security and audit, and no waiver changes it.',
    zh: '使用允许的设备，或经允许的网络中转；互联矩阵须由安全管理员与审计管理员双签变更，不接受豁免。',
  },
  judge: (all) => ({
    judged: all.channels.length,
    faults: all.channels.flatMap((channel) => channelFaults(all, channel)),
  }),
  examples: {
    compliant: [
      facts(),
      facts({
        crossings: [
          { from: 'outer', to: 'inner', devices: ['gap'] },
          { from: 'inner', to: 'outer', devices: ['gap'] },
        ],
        channels: [{ ...withChannel({ device: 'gap', direction: 'both' }).channels[0]! }],
      }),
    ],
    violating: [
      facts({ crossings: [] }),
      withChannel({ device: 'fw' }),
      withChannel({ device: 'gap', direction: 'both' }),
    ],
  },
});

function channelFaults({ crossings }: ExchangeFacts, channel: ChannelFact): CrossingFault[] {
  const { path, from, to, device, direction } = channel;
  if (from === to) return [];
  const ways = direction === 'both' ? [[from, to] as const, [to, from] as const] : [[from, to] as const];
  return ways.flatMap(([source, target]) => {
    const devices = crossings
      .filter((crossing) => crossing.from === source && crossing.to === target)
      .flatMap((crossing) => crossing.devices);
    if (devices.includes(device)) return [];
    const allowed = devices.length === 0 ? 'nothing crosses' : `only ${devices.join(', ')} may cross`;
    return [{ path: `${path}.device`, message: `from "${source}" to "${target}" ${allowed}, not ${device}.` }];
  });
}
