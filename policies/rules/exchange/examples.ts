import type { ChannelFact, ExchangeFacts, LinkFact, NetworkFact, RouteFact } from './estate-facts.ts';

const plan = (first: number) => ({
  nodes: `10.${first}.0.0/24`,
  pods: `10.${first}.64.0/18`,
  services: `10.${first}.8.0/21`,
  loadBalancers: `10.${first}.16.0/24`,
  devices: `10.${first}.17.0/24`,
  operations: `10.${first}.18.0/24`,
  terminals: `10.${first}.32.0/20`,
});

/** A network of an example; `10.<first>.0.0/16` is its own. */
export function network(id: string, first: number, fields: Partial<NetworkFact> = {}): NetworkFact {
  return {
    id,
    path: `networks.${id}`,
    exposure: 'restricted',
    ranges: plan(first),
    exchangeClass: 'important',
    exchangeLevel: 3,
    services: ['registry', 'identityProvider', 'timeSource'].map((what) => ({
      what,
      value: `${what}.${id}`,
      path: `networks.${id}.${what}`,
    })),
    peers: [
      { id: 'bastion', path: `networks.${id}.peers.bastion`, kind: 'bastion', cidr: `10.${first}.18.8/32` },
      { id: 'desk', path: `networks.${id}.peers.desk`, kind: 'terminals', cidr: `10.${first}.18.64/26` },
      { id: 'device', path: `networks.${id}.peers.device`, kind: 'external-system', cidr: `10.${first}.17.9/32` },
    ],
    ...fields,
  };
}

export const inward: ChannelFact = {
  id: 'filing',
  path: 'channels.filing',
  from: 'outer',
  to: 'inner',
  device: 'diode-in',
  direction: 'forward',
  productCertificate: 'GX-0001',
  maxDataClass: 'important',
  payloads: [{ exchange: 'X13', schemas: ['filing@1'], dataClass: 'important', style: 'file' }],
  checks: { antivirus: true, dlp: false, signature: true, masking: false },
};

/** A link inside `inner` between two components, unless the example says otherwise. */
export function link(fields: Partial<LinkFact> = {}): LinkFact {
  return {
    path: 'flows[0]',
    network: 'inner',
    from: { text: 'court/gateway', kind: 'component', networks: ['inner'], componentKind: 'gateway', segment: 'web' },
    to: { text: 'court/api', kind: 'component', networks: ['inner'], componentKind: 'api', segment: 'app' },
    ...fields,
  };
}

export const route: RouteFact = {
  path: 'exchanges.X13.routes[0]',
  exchange: 'X13',
  staysInside: false,
  from: 'outer',
  to: 'inner',
  via: ['filing'],
  senderLevel: 3,
};

/** Two networks and a diode inwards, all as it should be; an example changes what it is about. */
export function facts(fields: Partial<ExchangeFacts> = {}): ExchangeFacts {
  return {
    networks: [network('outer', 10, { exposure: 'internet' }), network('inner', 20)],
    classified: ['secret'],
    crossings: [{ from: 'outer', to: 'inner', devices: ['diode-in', 'gap'] }],
    channels: [inward],
    links: [link()],
    routes: [route],
    entrances: [{ path: 'systems.front.placements.outer.entrance', system: 'front', network: 'outer', kind: 'public' }],
    references: [{ path: 'flows[0].network', id: 'inner' }],
    ...fields,
  };
}

/** Those facts with one channel, changed. */
export function withChannel(fields: Partial<ChannelFact>): ExchangeFacts {
  return facts({ channels: [{ ...inward, ...fields }] });
}
