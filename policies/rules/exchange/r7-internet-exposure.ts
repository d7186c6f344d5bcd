import { parseCidr } from '../../reachability/addresses.ts';
import { type CrossingFault, crossingRule } from './crossing-rule.ts';
import type { ExchangeFacts, NetworkFact } from './estate-facts.ts';
import { facts, network } from './examples.ts';
import { isPrivate } from './private-ranges.ts';

/** R7: public addresses, public peers and public entrances exist in internet networks only. */
export const internetExposure = crossingRule({
  id: 'r7',
  title: { en: 'Only internet networks face the internet', zh: '仅互联网区面向互联网' },
  reason: {
    en: 'One public entrance elsewhere makes a second internet boundary that nobody guards.',
    zh: '其他网络出现公网入口，等于多出一处无人值守的互联网边界。',
  },
  controls: ['mlps3:8.1.2.1 d)', 'mlps3:8.1.3.1 a)'],
  remedy: {
    en: 'Serve the public from an internet network and carry its data inwards over a channel.',
    zh: '面向公众的服务放在互联网区，数据经交换通道进入内部网络。',
  },
  judge: (all) => {
    const closed = all.networks.filter(({ exposure }) => exposure !== 'internet');
    return {
      judged: all.networks.length + all.entrances.length,
      faults: [...closed.flatMap(networkFaults), ...entranceFaults(all, closed)],
    };
  },
  examples: {
    compliant: [
      facts(),
      facts({
        networks: [network('outer', 10, { exposure: 'internet', ranges: { loadBalancers: '203.0.113.0/24' } })],
      }),
    ],
    violating: [
      facts({ networks: [network('outer', 10, { exposure: 'extranet' })] }),
      facts({ networks: [network('inner', 20, { ranges: { loadBalancers: '203.0.113.0/24' } })], entrances: [] }),
      facts({
        networks: [
          network('inner', 20, {
            peers: [{ id: 'anyone', path: 'networks.inner.peers.anyone', kind: 'public', cidr: '0.0.0.0/0' }],
          }),
        ],
        entrances: [],
      }),
    ],
  },
});

function networkFaults({ id, path, ranges, peers }: NetworkFact): CrossingFault[] {
  const block = parseCidr(ranges.loadBalancers ?? '');
  const isPublic = block && !isPrivate(block);
  const ofRange = isPublic
    ? [
        {
          path: `${path}.addresses.loadBalancers`,
          message: `load balancers of "${id}" would have public addresses (${ranges.loadBalancers}).`,
        },
      ]
    : [];
  const ofPeers = peers
    .filter(({ kind }) => kind === 'public')
    .map((peer) => ({ path: `${peer.path}.kind`, message: `"${id}" lets the public in as peer "${peer.id}".` }));
  return [...ofRange, ...ofPeers];
}

function entranceFaults({ entrances }: ExchangeFacts, closed: readonly NetworkFact[]): CrossingFault[] {
  return entrances
    .filter(({ kind, network: own }) => kind === 'public' && closed.some(({ id }) => id === own))
    .map(({ path, system, network: own }) => ({ path, message: `"${system}" is open to the public in "${own}".` }));
}
