import { type CrossingFault, crossingRule } from './crossing-rule.ts';
import { type ChannelFact, type ExchangeFacts, exposures, type LinkFact, type NetworkFact } from './estate-facts.ts';
import { facts, inward, link, withChannel } from './examples.ts';
import { type IsPeerInRange, peersInRange } from './peers-in-range.ts';

/** R5: nobody outside opens a session to a service inside; devices speak with front-ends only. */
export const noSessionInwards = crossingRule({
  id: 'r5',
  title: {
    en: 'No session from a less trusted side reaches an inner service',
    zh: '低信任侧不得向内部服务发起会话',
  },
  reason: {
    en: 'A session opened from outside lets the outside speak the inner protocol; a ferried record does not.',
    zh: '外部发起的会话可直接使用内部协议，摆渡的记录则不能。',
  },
  controls: ['mlps3:8.1.3.1 a)', 'mlps3:8.1.2.1 d)'],
  remedy: {
    en: 'Ferry messages or files through the front-ends; use an API gateway or VPN device where sessions are allowed, and point diodes the way their kind says.',
    zh: '经前置机摆渡消息或文件；允许会话之处使用 API 网关或 VPN 设备；单向设备按其类型设置方向。',
  },
  judge: (all) => {
    const isDevice = peersInRange(all.networks, 'devices');
    return {
      judged: all.channels.length + all.links.length,
      faults: [
        ...all.channels.flatMap((channel) => channelFaults(all, channel)),
        ...all.links.flatMap((one) => linkFaults(isDevice, one)),
      ],
    };
  },
  examples: {
    compliant: [
      facts(),
      withChannel({
        device: 'fw+apigw',
        direction: 'both',
        payloads: [{ ...inward.payloads[0]!, style: 'request-response' }],
      }),
      facts({
        links: [
          link({
            from: { text: 'peer:device', kind: 'peer', networks: ['inner'], peer: 'device' },
            to: { text: 'channel:filing', kind: 'channel', networks: ['outer', 'inner'] },
          }),
        ],
      }),
    ],
    violating: [
      withChannel({ device: 'gap', payloads: [{ ...inward.payloads[0]!, style: 'request-response' }] }),
      withChannel({ device: 'diode-out' }),
      withChannel({ from: 'inner', to: 'outer' }),
      facts({
        links: [link({ from: { text: 'peer:device', kind: 'peer', networks: ['inner'], peer: 'device' } })],
      }),
    ],
  },
});

/** Devices that end a session and open another after their own checks. */
const sessionDevices = ['fw', 'fw+waf', 'fw+apigw', 'vpn'];

function channelFaults({ networks }: ExchangeFacts, channel: ChannelFact): CrossingFault[] {
  const from = trust(networks, channel.from);
  const to = trust(networks, channel.to);
  if (from === undefined || to === undefined) return [];
  const { path, device, payloads } = channel;
  if (device === 'diode-in' && from > to) {
    const message = `a diode-in leads inwards; "${channel.to}" is less trusted than "${channel.from}".`;
    return [{ path: `${path}.device`, message }];
  }
  if (device === 'diode-out' && from < to) {
    const message = `a diode-out leads outwards; "${channel.to}" is more trusted than "${channel.from}".`;
    return [{ path: `${path}.device`, message }];
  }
  if (from >= to || device.startsWith('diode') || sessionDevices.includes(device)) return [];
  return payloads.flatMap(({ style, exchange }, at) => {
    if (style !== 'request-response') return [];
    const message = `"${exchange}" lets "${channel.from}" open sessions into the more trusted "${channel.to}".`;
    return [{ path: `${path}.payloads[${at}].style`, message }];
  });
}

function trust(networks: readonly NetworkFact[], id: string): number | undefined {
  const found = networks.find((network) => network.id === id);
  return found && exposures.indexOf(found.exposure);
}

function linkFaults(isDevice: IsPeerInRange, { path, network, from, to }: LinkFact): CrossingFault[] {
  if (to.kind === 'channel' || !isDevice(network, from)) return [];
  return [{ path, message: `"${from.text}" is a boundary device and reaches "${to.text}" past the front-end.` }];
}
