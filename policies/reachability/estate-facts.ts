import type { AddressRange, WorkloadSelector } from './intent.ts';
import type { Protocol } from './ports.ts';

/**
 * What is known of all networks together. Nothing that runs can see this; whoever compiles the estate can.
 * The proof takes it as given and judges the generated objects against it.
 */
export interface Estate {
  readonly networks: readonly EstateNetwork[];
  readonly channels: readonly EstateChannel[];
  /** Names of classified networks. Nothing may reference them. */
  readonly classifiedNames: readonly string[];
  /** Development and test: names that namespaces and networks carry, and addresses. */
  readonly development: { readonly names: readonly string[]; readonly ranges: readonly AddressRange[] };
}

export interface EstateNetwork {
  readonly id: string;
  /** Present where the internet reaches in; `ranges` where it arrives from known addresses (a WAF) only. */
  readonly internet?: { readonly ranges?: readonly AddressRange[] };
  /** Addresses by which other networks would see this one (load balancers, nodes), devices' sides apart. */
  readonly addresses: readonly AddressRange[];
  /** Workloads that hold data: databases, stores, brokers. */
  readonly dataTiers: readonly WorkloadSelector[];
  /** Workloads that may stand between outside and the rest. */
  readonly gateways: readonly WorkloadSelector[];
  readonly operations: {
    /** Workloads of the operations zone, the bastion included. */
    readonly workloads: readonly WorkloadSelector[];
    readonly bastions: readonly WorkloadSelector[];
    /** Addresses operators come from. */
    readonly ranges: readonly AddressRange[];
  };
  readonly scraping: readonly Scraping[];
}

/** A port that a metrics collector may reach; TCP where no protocol is named. */
export interface ScrapeTarget {
  readonly workload: WorkloadSelector;
  readonly port: number;
  readonly protocol?: Protocol;
}

/** A metrics collector and the only ports it may reach. */
export interface Scraping {
  readonly scraper: WorkloadSelector;
  readonly targets: readonly ScrapeTarget[];
}

/**
 * A declared crossing: the sender connects to the device's near side, the device connects from its far side to the
 * receiver.
 */
export interface EstateChannel {
  readonly id: string;
  readonly fromNetwork: string;
  readonly toNetwork: string;
  /** Identity of the device; a return channel over a one-way device needs another one. */
  readonly device: string;
  /** Kind of the device as the model has it, e.g. `gap`, `diode-in`, `fw`. */
  readonly kind: string;
  /** True for devices that carry one way only (diodes). */
  readonly oneWay: boolean;
  readonly sender: WorkloadSelector;
  readonly receiver: WorkloadSelector;
  /** Address of the device's side in the sender's network. */
  readonly senderDeviceAddress: string;
  /** Address of the device's side in the receiver's network. */
  readonly receiverDeviceAddress: string;
  readonly protocol?: Protocol;
  /** Port on the device that the sender connects to. */
  readonly port: number;
  /** Port of the receiving pod; `port` where absent. */
  readonly receiverPort?: number;
}
