import type { Estate } from '../../estate.ts';

/** Data classes of GB/T 43697-2024 in rising order. */
export const classes = ['general', 'important', 'core'] as const;
export type DataClass = (typeof classes)[number];

/** How far a network may be trusted, from the public inwards. */
export const exposures = ['internet', 'extranet', 'organ', 'restricted'] as const;
export type Exposure = (typeof exposures)[number];

/** A network as crossings see it. Every fact carries the path at which the site declares it. */
export interface NetworkFact {
  readonly id: string;
  readonly path: string;
  readonly exposure: Exposure;
  /** Ranges by their use: nodes, pods, services, loadBalancers, devices, operations, terminals. */
  readonly ranges: Readonly<Record<string, string>>;
  /** The exchange segment: what may pass into and out of the network. */
  readonly exchangeClass: DataClass;
  readonly exchangeLevel: number;
  /** Services that no two networks have in common: registry, identity provider, time source, domain. */
  readonly services: readonly { readonly what: string; readonly value: string; readonly path: string }[];
  readonly peers: readonly PeerFact[];
}

export interface PeerFact {
  readonly id: string;
  readonly path: string;
  readonly kind: string;
  readonly cidr: string;
}

/** A pair of networks, in one direction, and the devices that the site profile allows between them. */
export interface CrossingFact {
  readonly from: string;
  readonly to: string;
  readonly devices: readonly string[];
}

export interface ChannelFact {
  readonly id: string;
  readonly path: string;
  readonly from: string;
  readonly to: string;
  readonly device: string;
  readonly direction: 'forward' | 'both';
  readonly productCertificate: string;
  readonly maxDataClass: DataClass;
  readonly payloads: readonly {
    readonly exchange: string;
    readonly schemas: readonly string[];
    readonly dataClass: DataClass;
    readonly style: string;
  }[];
  readonly checks: Readonly<Record<'antivirus' | 'dlp' | 'signature' | 'masking', boolean>>;
  readonly returnChannel?: string;
}

/** One end of a link, with the networks in which it exists. */
export interface EndFact {
  readonly text: string;
  readonly kind: 'component' | 'peer' | 'channel';
  readonly networks: readonly string[];
  /** Id of the peer. */
  readonly peer?: string;
  /** Kind and segment of the component. */
  readonly componentKind?: string;
  readonly segment?: string;
}

/** A declared permission inside one network. */
export interface LinkFact {
  readonly path: string;
  readonly network: string;
  readonly from: EndFact;
  readonly to: EndFact;
}

/** A path of an exchange over channels; none where it stays inside one network. */
export interface RouteFact {
  readonly path: string;
  readonly exchange: string;
  readonly staysInside: boolean;
  readonly from: string;
  readonly to: string;
  readonly via: readonly string[];
  /** What sends and what receives, where each exists. */
  readonly sender?: EndFact;
  readonly receiver?: EndFact;
  /** Protection level of the system that sends. */
  readonly senderLevel?: number;
}

/** A way in for people, of a system in a network. */
export interface EntranceFact {
  readonly path: string;
  readonly system: string;
  readonly network: string;
  readonly kind: 'public' | 'terminals';
}

/** A place that names a network. */
export interface ReferenceFact {
  readonly path: string;
  readonly id: string;
}

/** What a site declares about crossings, in words that no other layer owns. */
export interface ExchangeFacts {
  readonly networks: readonly NetworkFact[];
  readonly classified: readonly string[];
  readonly crossings: readonly CrossingFact[];
  readonly channels: readonly ChannelFact[];
  readonly links: readonly LinkFact[];
  readonly routes: readonly RouteFact[];
  readonly entrances: readonly EntranceFact[];
  readonly references: readonly ReferenceFact[];
}

/** Name under which an estate holds these facts. */
export const exchangeFactsName = 'exchange';

/** The facts of an estate; undefined where it declares none, so that the rules do not apply. */
export function exchangeFacts(estate: Estate): ExchangeFacts | undefined {
  return estate.facts[exchangeFactsName] as ExchangeFacts | undefined;
}
