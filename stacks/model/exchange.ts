import type { Certainty, DataClass, IsoDate, Text } from './vocabulary.ts';

/** Boundary devices (GB/T 20279-2024, GB/T 20281) and controlled media. */
export type DeviceKind =
  | 'fw'
  | 'fw+waf'
  | 'fw+apigw'
  | 'gap'
  | 'diode-in'
  | 'diode-out'
  | 'video-gap'
  | 'vpn'
  | 'media';

/** forward: from → to only; both: the device ferries both ways. A diode is always forward. */
export type ChannelDirection = 'forward' | 'both';

/** What a channel carries for one exchange. */
export interface Payload {
  readonly exchange: string;
  /** Registered schema ids, e.g. `db37t-4406.3/prosecution-transfer@1`. */
  readonly schemas: readonly string[];
  readonly dataClass: DataClass;
  /** Request/response (a synchronous API) or one-way messages and files. A diode carries no request/response (R4). */
  readonly style: 'message' | 'file' | 'request-response' | 'stream';
}

/** One side of a channel. Its front-end is a component of Fadun's own in namespace `xchg-<channel>`. */
export interface ChannelSide {
  readonly network: string;
  /** The device's address on this side, inside the network's `addresses.devices`. */
  readonly deviceAddress: string;
  /** The spare device's address on this side, where one stands ready (RB-I06). */
  readonly spareDeviceAddress?: string;
}

/** Content steps that a payload passes before it leaves and after it arrives. */
export interface ChannelChecks {
  readonly antivirus: boolean;
  readonly dlp: boolean;
  /** Envelope signature: SM2 with SM3 digests (GB/T 39786 8.4 h). */
  readonly signature: boolean;
  /** Direct identifiers are masked before the crossing (X16). */
  readonly masking: boolean;
}

/** A declared crossing between two networks (crossing rule R2). */
export interface ExchangeChannel {
  readonly name: Text;
  readonly from: ChannelSide;
  readonly to: ChannelSide;
  readonly device: DeviceKind;
  readonly direction: ChannelDirection;
  /** Certificate number of the device's product (GB/T 20279, GB/T 20281). Fictional in the reference site. */
  readonly productCertificate: string;
  /** Port on which the device, and behind it the receiver, listens. */
  readonly port: number;
  readonly payloads: readonly Payload[];
  readonly maxDataClass: DataClass;
  readonly checks: ChannelChecks;
  /** Post that approved the channel; not the post that requested it. */
  readonly requestedBy: string;
  readonly approvedBy: string;
  readonly expires: IsoDate;
  /** The channel of opposite direction that carries receipts, where one is declared. */
  readonly returnChannel?: string;
  /** Messages per hour in normal operation, for capacity and silence alerts. */
  readonly messagesPerHour: number;
}

/**
 * A path of an exchange: from a component, over channels, to a component. More than one channel is a relay through
 * allowed hops; none is an exchange inside one network.
 */
export interface Route {
  readonly from: { readonly network: string; readonly component: string };
  readonly via: readonly string[];
  readonly to: { readonly network: string; readonly component: string };
}

/** declared: routed; intra-network: flows only; refused: the model forbids it (X30). */
export type ExchangeStatus = 'declared' | 'intra-network' | 'refused';

/** One of the exchanges X01–X41. */
export interface Exchange {
  readonly name: Text;
  readonly payload: Text;
  readonly status: ExchangeStatus;
  readonly routes: readonly Route[];
  readonly basis: string;
  readonly certainty: Certainty;
}
