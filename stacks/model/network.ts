import type { ControlPlane } from './control-plane.ts';
import type { Role } from './person.ts';
import type { Cidr, DataClass, IsoDate, MlpsLevel, Organ, Protocol, SegmentKind, Text } from './vocabulary.ts';

/** What a network is by its isolation: who may stand at its edge and what may cross (domain of crossing rules R1–R9). */
export type NetworkExposure = 'internet' | 'extranet' | 'organ' | 'restricted';

/** CPU architectures that nodes of a network have (hybrid 信创 estates). */
export type Architecture = 'amd64' | 'arm64' | 'loong64';

/** Addresses that a network hands out. No range may overlap another, in this network or any other. */
export interface AddressPlan {
  readonly nodes: Cidr;
  readonly pods: Cidr;
  readonly services: Cidr;
  /** LoadBalancer addresses; public only where the network's exposure is `internet`. */
  readonly loadBalancers: Cidr;
  /** Boundary devices (网闸, 光闸, firewalls) as this network sees them. */
  readonly devices: Cidr;
  /** Operators behind the bastion. */
  readonly operations: Cidr;
  /** Office terminals of the organ. */
  readonly terminals: Cidr;
}

export interface Segment {
  readonly mlpsLevel: MlpsLevel;
  readonly dataClass: DataClass;
}

/** One Kubernetes cluster; a cluster belongs to exactly one network. */
export interface Cluster {
  readonly mlpsLevel: MlpsLevel;
  readonly architectures: readonly Architecture[];
  /** Accepted `status.nodeInfo.osImage` prefixes (信创 list). */
  readonly operatingSystems: readonly string[];
  /** Value of `topology.kubernetes.io/region`; in the mainland list (GB/T 22239 8.2.1.1). */
  readonly region: string;
  readonly zones: readonly string[];
  readonly controlPlaneNodes: number;
  readonly workerNodes: number;
}

/** Something outside the cluster but inside the network (or the public) that flows may name as an end: `peer:<id>`. */
export interface Peer {
  readonly name: Text;
  readonly cidr: Cidr;
  /** Ports the peer serves, when flows go to it. */
  readonly ports?: readonly { readonly port: number; readonly protocol: Protocol }[];
  /** How the peer is connected. @default wired */
  readonly medium?: 'wired' | 'wireless';
  /** The way in of a wireless peer (GB/T 22239 8.1.3.1 d). */
  readonly entersBy?: 'vpn-sm';
  /**
   * What the peer is; `bastion` and `api-server` have their own invariants. `exporter` is Fadun's own and `probe` a
   * blackbox-exporter on the line of the carrier that its id names; both stand in the operations range.
   */
  readonly kind:
    | 'public'
    | 'terminals'
    | 'bastion'
    | 'api-server'
    | 'external-system'
    | 'time-source'
    | 'carrier'
    | 'exporter'
    | 'probe';
}

/** How changes reach the clusters of a network (design section 9). */
export type Engine = 'direct' | 'terraform';

export type StateBackend =
  | { readonly kind: 'local' }
  | { readonly kind: 'pg'; readonly connectionVariable: string; readonly schema: string }
  | { readonly kind: 'kubernetes'; readonly namespace: string }
  | { readonly kind: 's3'; readonly bucket: string; readonly endpoint: string; readonly region: string };

/** Somebody whom alerts of a network reach, by a service of the same network: no alert crosses a boundary. */
export interface AlertReceiver {
  readonly organ: Organ;
  readonly role: Role;
  /** `<system>/<component>` of this network that takes alerts as webhooks and tells people. */
  readonly by: string;
  /** Path of the webhook, `/alerts/court/on-call`. */
  readonly path: string;
  /** Name of the file that holds the bearer token, from a Secret mounted beside Alertmanager; never the token. */
  readonly tokenFile: string;
}

export type Weekday = 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday';

/** A weekly window of planned work, in Asia/Shanghai, during which warnings wait. */
export interface MaintenanceWindow {
  readonly id: string;
  readonly weekdays: readonly Weekday[];
  /** `HH:MM`, inclusive. */
  readonly from: string;
  /** `HH:MM`, exclusive, later on the same day; `24:00` is its end. */
  readonly to: string;
}

/** Whom a network's alerts reach, and when warnings wait. */
export interface Alerting {
  readonly receivers: readonly AlertReceiver[];
  readonly maintenance: readonly MaintenanceWindow[];
}
/** Where Terraform takes its provider from in a network that reaches no public registry. */
export type ProviderMirror =
  | { readonly kind: 'network'; readonly url: string }
  /** A folder of packages; which one is this machine's own, so that a variable names it. */
  | { readonly kind: 'filesystem'; readonly pathVariable: string };

/** An administratively isolated network (政法网, 公安网, …). It never shares a control plane with another. */
export interface Network {
  readonly name: Text;
  readonly owner: Organ;
  readonly exposure: NetworkExposure;
  readonly addresses: AddressPlan;
  readonly segments: Readonly<Record<SegmentKind, Segment>>;
  readonly clusters: Readonly<Record<string, Cluster>>;
  /** Host (and path prefix) of this network's own image registry. */
  readonly registry: string;
  /** This network's own time source (X29); no time crosses networks. */
  readonly timeSource: string;
  /** DNS suffix of the network. */
  readonly domain: string;
  readonly identityProvider: string;
  readonly peers: Readonly<Record<string, Peer>>;
  readonly engine: Engine;
  readonly stateBackend: StateBackend;
  /** @default the registry that the provider names */
  readonly providerMirror?: ProviderMirror;
  /**
   * What admission policies do with what they refuse: `audit` records, for the first roll-out; `deny` refuses.
   * @default 'deny'
   */
  readonly admission?: 'audit' | 'deny';
  /** @default nobody: alerts are shown, and reach no one */
  readonly alerting?: Alerting;
  /** Where live clusters are reached outside the sandbox; never a secret. */
  readonly kubeconfigVariable?: string;
  /** @default no way to its machines: runbooks that need them are refused */
  readonly controlPlane?: ControlPlane;
}

/** A network that exists only as a name nothing may reference (电子政务内网, 检察涉密网): crossing rule R9. */
export interface ClassifiedNetwork {
  readonly name: Text;
  readonly reason: string;
}

/** A protection period (重保): during it only emergency changes with two approvals pass. */
export interface GuardPeriod {
  readonly id: string;
  readonly name: Text;
  /** First day, inclusive. */
  readonly from: IsoDate;
  /** Last day, inclusive. */
  readonly to: IsoDate;
}
