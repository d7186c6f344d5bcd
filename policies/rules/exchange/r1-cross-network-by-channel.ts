import { parseCidr } from '../../reachability/addresses.ts';
import { type CrossingFault, crossingRule } from './crossing-rule.ts';
import type { EndFact, ExchangeFacts, LinkFact, NetworkFact } from './estate-facts.ts';
import { facts, link, network, route } from './examples.ts';

/** R1: no flow, peer or service joins two networks but a declared exchange channel. */
export const crossNetworkByChannel = crossingRule({
  id: 'r1',
  title: {
    en: 'Networks are joined by declared exchange channels only',
    zh: '网络之间只经声明的交换通道互联',
  },
  reason: {
    en: 'A direct connection, a shared registry or identity provider is a way round every boundary device.',
    zh: '直连、共用镜像仓库或共用身份源都会绕过边界设备。',
  },
  controls: ['mlps3:8.1.3.1 a)'],
  remedy: {
    en: 'Declare an exchange channel and route the exchange over it, and give each network its own services.',
    zh: '声明交换通道并让交换经其传输；各网络使用自己的基础服务。',
  },
  judge: (all) => ({
    judged: all.links.length + all.routes.length + all.networks.length,
    faults: [...all.links.flatMap(linkFaults), ...routeFaults(all), ...peerFaults(all), ...serviceFaults(all)],
  }),
  examples: {
    compliant: [facts(), facts({ routes: [{ ...route, from: 'inner', via: [], staysInside: true }] })],
    violating: [
      facts({ links: [link({ to: { text: 'front/api', kind: 'component', networks: ['outer'] } })] }),
      facts({ links: [link({ from: { text: 'channel:far', kind: 'channel', networks: ['outer', 'third'] } })] }),
      facts({ routes: [{ ...route, via: [] }] }),
      facts({ routes: [{ ...route, staysInside: true }] }),
      facts({ routes: [{ ...route, sender: { text: 'court/api', kind: 'component', networks: ['inner'] } }] }),
      facts({ routes: [{ ...route, receiver: { text: 'front/api', kind: 'component', networks: ['outer'] } }] }),
      facts({
        networks: [
          network('outer', 10),
          network('inner', 20, {
            peers: [{ id: 'far', path: 'networks.inner.peers.far', kind: 'external-system', cidr: '10.10.64.0/24' }],
          }),
        ],
      }),
      facts({
        networks: ['outer', 'inner'].map((id, at) =>
          network(id, 10 + at, {
            services: [{ what: 'registry', value: 'registry.shared', path: `networks.${id}.registry` }],
          }),
        ),
      }),
    ],
  },
});

function linkFaults({ path, network: own, from, to }: LinkFact): CrossingFault[] {
  return [...strayEnd(`${path}.from`, own, from), ...strayEnd(`${path}.to`, own, to)];
}

function strayEnd(path: string, own: string, end: EndFact | undefined): CrossingFault[] {
  if (!end || end.networks.length === 0 || end.networks.includes(own)) return [];
  return [{ path, message: `"${end.text}" is in ${quoted(end.networks)}, not in "${own}".` }];
}

function routeFaults({ routes }: ExchangeFacts): CrossingFault[] {
  return routes.flatMap(({ path, exchange, staysInside, from, to, via, sender, receiver }) => {
    const stray = [
      ...strayEnd(`${path}.from.component`, from, sender),
      ...strayEnd(`${path}.to.component`, to, receiver),
    ];
    if (stray.length > 0) return stray;
    if (via.length === 0 && from !== to) {
      return [{ path: `${path}.via`, message: `"${exchange}" leads from "${from}" to "${to}" over no channel.` }];
    }
    if (!staysInside || (via.length === 0 && from === to)) return [];
    return [{ path, message: `"${exchange}" is declared as staying inside one network, but its route leaves it.` }];
  });
}

/** The public may be anything; every other peer stands inside its network or outside all of them. */
function peerFaults({ networks }: ExchangeFacts): CrossingFault[] {
  return networks.flatMap((own) =>
    own.peers
      .filter(({ kind }) => kind !== 'public')
      .flatMap((peer) =>
        networks
          .filter((other) => other.id !== own.id && overlapsPlan(peer.cidr, other))
          .map((other) => ({
            path: `${peer.path}.cidr`,
            message: `peer "${peer.id}" of "${own.id}" has addresses of network "${other.id}".`,
          })),
      ),
  );
}

function overlapsPlan(cidr: string, { ranges }: NetworkFact): boolean {
  const block = parseCidr(cidr);
  if (!block) return false;
  return Object.values(ranges).some((text) => {
    const range = parseCidr(text);
    return range !== undefined && block.start < range.end && range.start < block.end;
  });
}

function serviceFaults({ networks }: ExchangeFacts): CrossingFault[] {
  const first = new Map<string, string>();
  return networks.flatMap(({ id, services }) =>
    services.flatMap(({ what, value, path }) => {
      const key = `${what} ${value}`;
      const other = first.get(key);
      if (other === undefined) first.set(key, id);
      return other === undefined || other === id
        ? []
        : [{ path, message: `"${value}" also serves network "${other}" as its ${what}.` }];
    }),
  );
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
