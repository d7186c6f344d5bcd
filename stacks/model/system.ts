import type { Certainty, DataClass, MlpsLevel, Organ, Protocol, SegmentKind, Text } from './vocabulary.ts';

/** deployed: runs workloads; capability: realised in a host system; external: connector only; programme: a label. */
export type SystemKind = 'deployed' | 'capability' | 'external' | 'programme';

/** Kinds of deployable tiers; `componentProfiles` gives each its segment, workload, port and size. */
export type ComponentKind =
  | 'gateway'
  | 'web'
  | 'api'
  | 'worker'
  | 'workflow'
  | 'connector'
  | 'database'
  | 'search'
  | 'broker'
  | 'object-store'
  | 'cache'
  | 'gis'
  | 'olap'
  | 'timeseries'
  | 'model-serving'
  | 'vector-store'
  | 'media'
  | 'telephony'
  | 'signer'
  | 'key-management'
  | 'identity-provider'
  | 'front-end'
  | 'relay'
  | 'scanner'
  | 'log-store'
  | 'bastion'
  | 'repository'
  | 'name-server'
  | 'time-server';

/** A deployable tier of a system in one network. Everything but the kind has a default from `componentProfiles`. */
export interface Component {
  readonly kind: ComponentKind;
  readonly name?: Text;
  /** @default the profile's replicas */
  readonly replicas?: number;
  /** Requested volume, for kinds with storage. @default the profile's storage */
  readonly storageGi?: number;
  /** @default `<system>/<component kind>` */
  readonly imageRepository?: string;
  /** Scheduled work instead of a standing workload: five-field cron expression. */
  readonly schedule?: string;
}

/** The part of a system that runs in one network. */
export interface Placement {
  readonly components: Readonly<Record<string, Component>>;
  /** Served to the public (only in an internet-exposed network) or to the organ's terminals by its gateway. */
  readonly entrance?: 'public' | 'terminals';
  /** The placement ends on this date (surge workloads such as epidemic response). */
  readonly expires?: string;
}

export interface Availability {
  readonly hours: '24x7' | '7x12' | 'business-hours' | 'batch';
  /** Availability objective in percent over 30 days. */
  readonly objectivePercent: number;
  readonly rpoMinutes: number;
  readonly rtoMinutes: number;
  readonly note?: string;
}

/** 等保备案: a system's filing with the police (GB/T 22239 8.1.9.1 d). Fictional in the reference site. */
export interface Filing {
  readonly number: string;
  readonly date: string;
}

/** One row of the systems catalogue, placed. */
export interface System {
  readonly name: Text;
  readonly kind: SystemKind;
  readonly owner: Organ;
  readonly otherOwners?: readonly Organ[];
  readonly mlpsLevel: MlpsLevel;
  readonly dataClass: DataClass;
  readonly personalInformation: boolean;
  readonly availability: Availability;
  /** By network id. Empty for capabilities and programmes. */
  readonly placements: Readonly<Record<string, Placement>>;
  /** Systems that realise a capability. */
  readonly hosts?: readonly string[];
  readonly filing?: Filing;
  /** Post responsible for data security; required from class `important` up (DSL art. 27). */
  readonly dataSecurityOfficer?: string;
  readonly certainty: Certainty;
}

/** A port on which a component of a kind listens. */
export interface ProfilePort {
  readonly name: string;
  readonly port: number;
  readonly protocol: Protocol;
}

/** What a component kind means in Kubernetes. */
export interface ComponentProfile {
  readonly segment: SegmentKind;
  readonly workload: 'Deployment' | 'StatefulSet';
  readonly ports: readonly ProfilePort[];
  readonly replicas: number;
  /** Upper bound when the component scales by itself; null where it does not. */
  readonly maxReplicas: number | null;
  readonly cpuMillicores: number;
  readonly memoryMi: number;
  readonly storageGi: number;
}
