import type { KubernetesObject } from '../../policies/kubernetes.ts';
import { type AddressSet, cidrTexts } from '../../policies/reachability/addresses.ts';
import { union } from '../../policies/reachability/intervals.ts';
import {
  buildNetworkModel,
  eachPermitted,
  type NetworkModel,
  permittedPorts,
} from '../../policies/reachability/model.ts';
import { noPorts } from '../../policies/reachability/ports.ts';
import { outsideProfile } from '../../policies/reachability/rows.ts';
import type { Kind } from '../kit/cluster/kinds.ts';
import { listObjects } from '../kit/cluster/read.ts';
import type { ReadAccess } from '../kit/runbook.ts';

/** What the proof looks at: whoever runs, what stands in front of it, and the policies. */
const provedKinds: readonly Kind[] = [
  'Namespace',
  'Pod',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'Job',
  'CronJob',
  'Service',
  'NetworkPolicy',
];

export interface OpenConnections {
  /** `Deployment court-filing/web → outside`, one line for each that is still permitted. Empty where all is closed. */
  readonly open: readonly string[];
  /** What no policy can close: pods on the host network and the nodes themselves. */
  readonly beyondPolicies: readonly string[];
}

/**
 * What the live policies still permit to or from a namespace, worked out with the semantics of NetworkPolicy v1. A pod
 * that bears labels of nobody stands in beside those that run, so that an empty namespace is judged too.
 * @param counts which connections count; `outside` those with addresses outside the cluster. @default all
 */
export async function openConnections(
  read: ReadAccess,
  namespace: string,
  counts: 'all' | 'outside' = 'all',
): Promise<OpenConnections> {
  const lists = await Promise.all(provedKinds.map((kind) => listObjects(read, kind)));
  const model = buildNetworkModel([...lists.flat(), standIn(namespace)]);
  const open = new Set<string>();
  const beyondPolicies = new Set<string>();
  for (const { id, example } of model.classes) {
    if (example.namespace !== namespace) continue;
    if (example.hostNetwork) {
      beyondPolicies.add(`${nameOf(model, id)} is on the host network`);
      continue;
    }
    for (const line of outsideOf(model, id)) open.add(line);
    if (counts === 'outside') continue;
    for (const line of insideOf(model, id, beyondPolicies)) open.add(line);
  }
  const faults = model.problems
    .filter(({ subject }) => subject.includes(` ${namespace}/`) || /NetworkPolicy/.test(subject))
    .map(({ subject, path, fault }) => `${subject}: ${path}: ${fault}`);
  return { open: [...faults, ...open], beyondPolicies: [...beyondPolicies] };
}

/** Addresses outside the cluster that the live policies let a namespace's workloads reach or be reached from. */
export async function outsideAddresses(read: ReadAccess, namespace: string): Promise<readonly string[]> {
  const lists = await Promise.all(provedKinds.map((kind) => listObjects(read, kind)));
  const model = buildNetworkModel(lists.flat());
  let addresses: AddressSet = [];
  for (const { id, example } of model.classes) {
    if (example.namespace !== namespace) continue;
    for (const direction of ['ingress', 'egress'] as const) {
      for (const part of outsideProfile(model[direction][id]!, model.outside, model.ports)) {
        if (part.ports !== noPorts) addresses = union(addresses, part.addresses);
      }
    }
  }
  return cidrTexts(addresses);
}

function insideOf(model: NetworkModel, id: number, beyondPolicies: Set<string>): readonly string[] {
  const found: string[] = [];
  const isHost = (other: number) => model.classes[other]!.example.hostNetwork;
  eachPermitted(model, id, (to) => {
    if (!isHost(to)) found.push(`${nameOf(model, id)} → ${nameOf(model, to)}`);
  });
  for (const { id: from } of model.classes) {
    if (isHost(from)) beyondPolicies.add(`${nameOf(model, from)} is on the host network`);
    else if (permittedPorts(model, from, id) !== noPorts) found.push(`${nameOf(model, from)} → ${nameOf(model, id)}`);
  }
  return found;
}

function outsideOf(model: NetworkModel, id: number): readonly string[] {
  const reaches = (direction: 'ingress' | 'egress') =>
    outsideProfile(model[direction][id]!, model.outside, model.ports).some(({ ports }) => ports !== noPorts);
  return [
    ...(reaches('egress') ? [`${nameOf(model, id)} → outside`] : []),
    ...(reaches('ingress') ? [`outside → ${nameOf(model, id)}`] : []),
  ];
}

function nameOf(model: NetworkModel, id: number): string {
  const { kind, namespace, name } = model.classes[id]!.example;
  return `${kind} ${namespace}/${name}`;
}

function standIn(namespace: string): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'stand-in', namespace, labels: { 'fadun.io/stand-in': 'true' } },
    spec: { containers: [] },
  };
}
