import type { WorkloadSelector } from './intent.ts';
import type { CompiledPolicy } from './policy.ts';
import type { NamedPort } from './policy-ports.ts';
import type { PortSetId, PortSets } from './ports.ts';
import { portRange } from './ports.ts';
import type { Labels, Selector } from './selectors.ts';
import type { Workload } from './workloads.ts';

/**
 * Workloads that no policy and no declaration can tell apart: same namespace, same values of all labels that
 * selectors look at, same named ports, same host network, same declared ends.
 */
export interface WorkloadClass {
  readonly id: number;
  /** Stands for all members. */
  readonly example: Workload;
  readonly members: readonly Workload[];
}

/** What tells workloads apart. */
export interface Distinctions {
  /** Label keys that some selector looks at. */
  readonly labelKeys: ReadonlySet<string>;
  /** Whether pod addresses matter, i.e. some ipBlock may match one. */
  readonly addresses: boolean;
  /** Ends of declared flows; workloads of one class meet the same ones. */
  readonly ends: readonly WorkloadSelector[];
}

/** Label keys that the policies' pod selectors look at. */
export function labelKeysOf(policies: Iterable<CompiledPolicy>): Set<string> {
  const keys = new Set<string>();
  const seen = new Set<Selector>();
  const add = (selector: Selector) => {
    if (seen.has(selector)) return;
    seen.add(selector);
    for (const { key } of selector.requirements) keys.add(key);
  };
  for (const policy of policies) {
    add(policy.subject);
    for (const rules of [policy.ingress, policy.egress]) {
      for (const rule of rules ?? []) for (const peer of rule.peers ?? []) if (peer.kind === 'pods') add(peer.pods);
    }
  }
  return keys;
}

export function classesOf(workloads: readonly Workload[], distinctions: Distinctions): WorkloadClass[] {
  const byKey = new Map<string, Workload[]>();
  const endsByNamespace = endIndex(distinctions.ends);
  for (const workload of workloads) {
    const key = classKey(workload, distinctions, endsByNamespace);
    const members = byKey.get(key);
    if (members) members.push(workload);
    else byKey.set(key, [workload]);
  }
  return [...byKey.values()].map((members, id) => ({ id, example: members[0]!, members }));
}

/** Whether a selector of the declaration names this workload. */
export function isNamedBy(workload: Workload, end: WorkloadSelector): boolean {
  if (end.namespace === undefined && end.name === undefined && end.labels === undefined && workload.assumed) {
    return false;
  }
  return (
    (end.namespace === undefined || end.namespace === workload.namespace) &&
    (end.kind === undefined || end.kind === workload.kind) &&
    (end.name === undefined || end.name === workload.name) &&
    (end.labels === undefined || Object.entries(end.labels).every(([key, value]) => workload.labels[key] === value))
  );
}

/** The ports of a workload that carry one of the names; sets differ from pod to pod, hence "resolved on it". */
export function resolveNamed(workload: Workload, named: readonly NamedPort[], ports: PortSets): PortSetId {
  let set: PortSetId = 0;
  for (const { name, protocol } of named) {
    for (const port of workload.namedPorts) {
      if (port.name === name && port.protocol === protocol) {
        set = ports.union(set, ports.of(portRange(protocol, port.port)));
      }
    }
  }
  return set;
}

function classKey(workload: Workload, { labelKeys, addresses }: Distinctions, ends: EndIndex): string {
  const parts: string[] = [];
  for (const key in workload.labels) if (labelKeys.has(key)) parts.push(`${key}=${workload.labels[key]}`);
  if (parts.length > 1) parts.sort();
  let text = `${workload.namespace}\n${parts.join('\n')}`;
  for (const { name, protocol, port } of workload.namedPorts) text += `\n:${name} ${protocol} ${port}`;
  if (workload.hostNetwork) text += '\nhost';
  if (workload.assumed) text += '\nassumed';
  if (addresses && workload.addresses.length > 0) text += `\n@${workload.addresses.join()}`;
  for (const list of [ends.get(workload.namespace), ends.get(undefined)]) {
    for (const { end, index } of list ?? []) if (isNamedBy(workload, end)) text += `\n#${index}`;
  }
  return text;
}

type EndIndex = ReadonlyMap<string | undefined, readonly { end: WorkloadSelector; index: number }[]>;

function endIndex(ends: readonly WorkloadSelector[]): EndIndex {
  const index = new Map<string | undefined, { end: WorkloadSelector; index: number }[]>();
  const seen = new Set<string>();
  ends.forEach((end, position) => {
    const key = JSON.stringify(end);
    if (seen.has(key)) return;
    seen.add(key);
    const list = index.get(end.namespace);
    if (list) list.push({ end, index: position });
    else index.set(end.namespace, [{ end, index: position }]);
  });
  return index;
}

/** Labels of a namespace as the API server keeps them: its name is always among them. */
export function namespaceLabels(name: string, labels: Labels | undefined): Labels {
  return { ...labels, 'kubernetes.io/metadata.name': name };
}
