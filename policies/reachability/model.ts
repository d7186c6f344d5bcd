import type { KubernetesObject } from '../kubernetes.ts';
import { type AddressSet, allAddresses, parseAddressOrCidr } from './addresses.ts';
import { type Bits, eachBit, setBit } from './bits.ts';
import { classesOf, labelKeysOf, namespaceLabels, type WorkloadClass } from './classes.ts';
import type { DeclaredIntent, NetworkFacts, WorkloadSelector } from './intent.ts';
import { isAddressRange } from './intent.ts';
import { subtract, union } from './intervals.ts';
import { PeerIndex } from './peer-index.ts';
import { type CompiledPolicy, type Direction, PolicyReader } from './policy.ts';
import { allPorts, noPorts, type PortSetId, PortSets } from './ports.ts';
import { type InputProblem, Problems } from './problem.ts';
import { openRow, portsTowards, type Row, rowOf } from './rows.ts';
import type { Labels } from './selectors.ts';
import { type Service, servicesOf } from './services.ts';
import { asLabels } from './shape.ts';
import { type Workload, workloadsOf } from './workloads.ts';

export interface ModelOptions {
  /** Network id for messages; `cluster` where absent. */
  readonly network?: string;
  readonly facts?: NetworkFacts;
  /** Keeps apart workloads that this declaration tells apart, so that a proof need not classify again. */
  readonly intent?: DeclaredIntent;
  /** Further workloads to keep apart, e.g. those that facts of the estate name. */
  readonly ends?: readonly WorkloadSelector[];
  /** Port table to share, so that models built with it compare by id. */
  readonly ports?: PortSets;
}

/** One cluster, ready for questions about who may reach whom. A value: changes give a new model. */
export interface NetworkModel {
  readonly network: string;
  readonly namespaces: ReadonlyMap<string, Labels>;
  readonly workloads: readonly Workload[];
  readonly services: readonly Service[];
  readonly policies: ReadonlyMap<string, CompiledPolicy>;
  /** Faults of policies and facts by subject; any makes a proof fail. */
  readonly problems: readonly InputProblem[];
  readonly classes: readonly WorkloadClass[];
  readonly index: PeerIndex;
  readonly ports: PortSets;
  /** Policies that select each class. */
  readonly selecting: readonly (readonly CompiledPolicy[])[];
  readonly ingress: readonly Row[];
  readonly egress: readonly Row[];
  /** Addresses that are neither pods' nor Services'. */
  readonly outside: AddressSet;
  readonly podAddresses: AddressSet;
  /** Classes on the host network, which no policy governs. */
  readonly hostClasses: Bits;
  /** Declared ends that classes keep apart. */
  readonly ends: readonly WorkloadSelector[];
  /** Label keys that classes keep apart. */
  readonly labelKeys: ReadonlySet<string>;
  /** Whether classes keep pods of different known addresses apart. */
  readonly keepsAddressesApart: boolean;
  /** What the model was read from; policies may have changed since. */
  readonly source: { readonly objects: readonly KubernetesObject[]; readonly options: ModelOptions };
}

/**
 * Reads Kubernetes objects of one cluster (workloads, Namespaces, NetworkPolicies, Services; others are ignored)
 * and works out what every class of workloads may receive and send.
 * Faults never throw: they stand in `problems`, and what they touch is closed, not open.
 */
export function buildNetworkModel(objects: readonly KubernetesObject[], options: ModelOptions = {}): NetworkModel {
  const problems = new Problems();
  const ports = options.ports ?? new PortSets();
  const facts = options.facts ?? options.intent?.facts ?? {};
  const assumed = facts.assumed ?? [];
  const platform = facts.platform ?? [];
  const reader = new PolicyReader(problems, ports);
  const policies = new Map<string, CompiledPolicy>();
  for (const object of objects) {
    if (isOtherPolicy(object)) reportOtherPolicy(problems, object);
    if (!isNetworkPolicy(object.apiVersion, object.kind)) continue;
    const policy = reader.read(object);
    policies.set(policy.id, policy);
  }
  const labelKeys = labelKeysOf(policies.values());
  const workloads = [
    ...workloadsOf([...objects, ...platform], problems, { labelKeys }),
    ...workloadsOf(assumed, problems, { labelKeys, assumed: true }),
  ];
  problems.about(`facts of ${options.network ?? 'cluster'}`);
  const podAddresses = ranges(facts.podCidrs, 'podCidrs', problems);
  const serviceAddresses = ranges(facts.serviceCidrs, 'serviceCidrs', problems);
  return classify({
    network: options.network ?? options.intent?.network ?? 'cluster',
    namespaces: namespacesOf([...assumed, ...platform, ...objects], workloads),
    workloads,
    services: servicesOf([...assumed, ...platform, ...objects]),
    policies,
    problems: problems.list,
    ports,
    outside: subtract(allAddresses, union(podAddresses, serviceAddresses)),
    podAddresses,
    ends: [...(options.intent ? endsOf(options.intent) : []), ...(options.ends ?? [])],
    source: { objects, options: { ...options, ports } },
  });
}

/** The workload ends of a declaration. */
export function endsOf(intent: DeclaredIntent): WorkloadSelector[] {
  return intent.flows
    .flatMap(({ from, to }) => [from, to])
    .filter((end): end is WorkloadSelector => !isAddressRange(end));
}

/** A model whose classes tell apart everything that the declaration does. */
export function refine(model: NetworkModel, intent: DeclaredIntent): NetworkModel {
  return refineEnds(model, endsOf(intent));
}

/** A model whose classes tell apart the workloads that these selectors do. */
export function refineEnds(model: NetworkModel, ends: readonly WorkloadSelector[]): NetworkModel {
  const known = new Set(model.ends.map((end) => JSON.stringify(end)));
  const wanted = ends.filter((end) => !known.has(JSON.stringify(end)));
  return wanted.length === 0 ? model : classify({ ...model, ends: [...model.ends, ...wanted] });
}

/** What a model is made of before workloads are sorted into classes. */
export type Unclassified = Omit<
  NetworkModel,
  'classes' | 'index' | 'selecting' | 'ingress' | 'egress' | 'hostClasses' | 'labelKeys' | 'keepsAddressesApart'
>;

/** Sorts workloads into classes and adds up their rows. */
export function classify(parts: Unclassified): NetworkModel {
  const labelKeys = labelKeysOf(parts.policies.values());
  const keepsAddressesApart = hasBlocks(parts.policies);
  const classes = classesOf(parts.workloads, { labelKeys, addresses: keepsAddressesApart, ends: parts.ends });
  const index = new PeerIndex(classes, parts.namespaces, parts.podAddresses);
  const selecting: CompiledPolicy[][] = classes.map(() => []);
  for (const policy of parts.policies.values()) {
    for (const id of index.subjects(policy.subject, policy.namespace).members) selecting[id]!.push(policy);
  }
  const hostClasses = new Uint32Array((classes.length + 31) >>> 5);
  for (const { id, example } of classes) if (example.hostNetwork) setBit(hostClasses, id);
  const rows = (direction: Direction) =>
    selecting.map((policies, id) =>
      policies.length === 0 ? openRow : rowOf(id, direction, policies, index, parts.ports),
    );
  const derived = { classes, index, selecting, hostClasses, labelKeys, keepsAddressesApart };
  return { ...parts, ...derived, ingress: rows('ingress'), egress: rows('egress') };
}

/**
 * Ports on which class `from` may connect to class `to`: what the sender may send and the receiver may receive.
 * The host network is outside all policies, and a pod's own node always reaches it, so both are taken as open.
 * Traffic between a pod and the node it runs on (probes) is always allowed (networking.k8s.io/v1) and stands in no set;
 * other nodes are outside addresses like any.
 */
export function permittedPorts(model: NetworkModel, from: number, to: number): PortSetId {
  if (model.classes[from]!.example.hostNetwork || model.classes[to]!.example.hostNetwork) return allPorts;
  const sent = portsTowards(model.egress[from]!, to, model.ports);
  if (sent === noPorts) return noPorts;
  return model.ports.intersect(sent, portsTowards(model.ingress[to]!, from, model.ports));
}

/** Calls back with every class that `from` may connect to and the ports. */
export function eachPermitted(model: NetworkModel, from: number, visit: (to: number, ports: PortSetId) => void): void {
  const check = (to: number) => {
    const ports = permittedPorts(model, from, to);
    if (ports !== noPorts) visit(to, ports);
  };
  const row = model.egress[from]!;
  if (row.everyone !== noPorts || model.classes[from]!.example.hostNetwork) {
    for (let to = 0; to < model.classes.length; to += 1) check(to);
    return;
  }
  const candidates = model.hostClasses.slice();
  for (const { classes } of row.allowances)
    for (let i = 0; i < candidates.length; i += 1) candidates[i]! |= classes[i]!;
  eachBit(candidates, check);
}

/**
 * Connections that a pair of classes stands for: every member with every member, a bare Pod with itself apart
 * (nothing keeps a pod from itself).
 */
export function pairCount(model: NetworkModel, from: number, to: number): number {
  const { members } = model.classes[from]!;
  if (from !== to) return members.length * model.classes[to]!.members.length;
  return members.length ** 2 - members.filter(({ kind }) => kind === 'Pod').length;
}

function hasBlocks(policies: ReadonlyMap<string, CompiledPolicy>): boolean {
  for (const { ingress, egress } of policies.values()) {
    for (const rule of [...(ingress ?? []), ...(egress ?? [])]) {
      if (rule.peers?.some(({ kind }) => kind === 'addresses')) return true;
    }
  }
  return false;
}

/** Whether an object is a policy that this proof reads. */
export function isNetworkPolicy(apiVersion: string, kind: string): boolean {
  return kind === 'NetworkPolicy' && apiVersion === 'networking.k8s.io/v1';
}

/**
 * Policies of other kinds that decide over packets as well. They are not evaluated, so a proof beside one cannot hold.
 * Kinds of sig-network's policy API, Cilium, Calico, Antrea; and versions of NetworkPolicy no longer served.
 */
function isOtherPolicy({ apiVersion, kind }: KubernetesObject): boolean {
  return /(^|[a-z])NetworkPolicy$/.test(kind) && !isNetworkPolicy(apiVersion, kind);
}

function reportOtherPolicy(problems: Problems, { apiVersion, kind, metadata }: KubernetesObject): void {
  problems
    .about(`${kind} ${metadata.namespace ? `${metadata.namespace}/` : ''}${metadata.name}`)
    .report(
      'apiVersion',
      `${apiVersion} ${kind} is not evaluated`,
      'Express it as NetworkPolicy networking.k8s.io/v1.',
    );
}

function namespacesOf(objects: readonly KubernetesObject[], workloads: readonly Workload[]): Map<string, Labels> {
  const namespaces = new Map<string, Labels>();
  for (const { apiVersion, kind, metadata } of objects) {
    if (kind === 'Namespace' && apiVersion === 'v1') {
      namespaces.set(metadata.name, namespaceLabels(metadata.name, asLabels(metadata.labels)));
    }
  }
  for (const { namespace } of workloads) {
    if (!namespaces.has(namespace)) namespaces.set(namespace, namespaceLabels(namespace, undefined));
  }
  return namespaces;
}

function ranges(texts: readonly string[] | undefined, path: string, problems: Problems): AddressSet {
  let set: AddressSet = [];
  for (const [index, text] of (texts ?? []).entries()) {
    const range = parseAddressOrCidr(text);
    if (range) set = union(set, range);
    else problems.report(`${path}[${index}]`, `${JSON.stringify(text)} is not a CIDR block`, 'Write address/prefix.');
  }
  return set;
}
