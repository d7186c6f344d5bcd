import { changePolicy } from './change.ts';
import { decideSide, decidingPolicies } from './decide.ts';
import { overlaps } from './intervals.ts';
import { type NetworkModel, permittedPorts } from './model.ts';
import type { Direction } from './policy.ts';
import { noPorts } from './ports.ts';
import { outsideDifferences } from './prove.ts';
import { outsideProfile, portsTowards } from './rows.ts';
import { everything } from './selectors.ts';

/**
 * Policies that change nothing today and would tomorrow: the proof cannot object to them, since what is permitted is
 * the same with and without.
 */
export interface HygieneFinding {
  readonly kind:
    | 'missing-default-deny'
    | 'redundant-policy'
    | 'one-sided-allowance'
    | 'unselective-policy'
    | 'ineffective-block';
  /** `namespace/name` of a policy, or the namespace for `missing-default-deny`. */
  readonly subject: string;
  readonly message: string;
}

export function hygieneFindings(model: NetworkModel): HygieneFinding[] {
  return [
    ...missingDefaultDeny(model),
    ...redundantPolicies(model),
    ...oneSidedAllowances(model),
    ...unselectivePolicies(model),
    ...ineffectiveBlocks(model),
  ];
}

/**
 * Namespaces without a policy that closes all pods both ways (GB/T 22239 8.1.3.2 a); those of the platform apart.
 * An empty namespace counts: what is deployed there later would be open.
 */
export function missingDefaultDeny(model: NetworkModel): HygieneFinding[] {
  const closed = new Set([...model.policies.values()].filter(isDefaultDeny).map(({ namespace }) => namespace));
  const assumed = new Set(model.workloads.filter((workload) => workload.assumed).map(({ namespace }) => namespace));
  return [...model.namespaces.keys()]
    .filter((namespace) => !closed.has(namespace) && !assumed.has(namespace) && !namespace.startsWith('kube-'))
    .map((namespace) => ({
      kind: 'missing-default-deny',
      subject: namespace,
      message: `namespace ${namespace} has no policy that selects all pods, names both types and has no rules`,
    }));
}

function isDefaultDeny({
  subject,
  ingress,
  egress,
  faulty,
}: { [K in 'subject' | 'ingress' | 'egress' | 'faulty']: unknown }) {
  const empty = (rules: unknown) => Array.isArray(rules) && rules.length === 0;
  return subject === everything && empty(ingress) && empty(egress) && !faulty;
}

/** Policies whose removal leaves what is permitted as it is; a namespace's default deny is not counted. */
export function redundantPolicies(model: NetworkModel): HygieneFinding[] {
  const findings: HygieneFinding[] = [];
  for (const policy of model.policies.values()) {
    if (isDefaultDeny(policy)) continue;
    const { model: without, changed } = changePolicy(model, { remove: policy.id });
    if (!changed || [...changed.ingress].some((id) => differs(model, without, id))) continue;
    findings.push({
      kind: 'redundant-policy',
      subject: policy.id,
      message: `without ${policy.id} exactly the same is permitted`,
    });
  }
  return findings;
}

function differs(before: NetworkModel, after: NetworkModel, id: number): boolean {
  for (const other of before.classes.keys()) {
    if (permittedPorts(before, id, other) !== permittedPorts(after, id, other)) return true;
    if (permittedPorts(before, other, id) !== permittedPorts(after, other, id)) return true;
  }
  return (['ingress', 'egress'] as const).some((direction) => {
    const profile = (model: NetworkModel) => outsideProfile(model[direction][id]!, model.outside, model.ports);
    return outsideDifferences(before, profile(before), profile(after)).length > 0;
  });
}

/**
 * Policies that allow what the other end's policies refuse: an opening that waits for the other side.
 * @param among classes whose policies are looked at @default all
 */
export function oneSidedAllowances(
  model: NetworkModel,
  among: Iterable<number> = model.classes.keys(),
): HygieneFinding[] {
  const findings = new Map<string, HygieneFinding>();
  for (const id of among) {
    for (const direction of ['ingress', 'egress'] as const) {
      if (!model[direction][id]!.isolated) continue;
      for (const { id: other, example } of model.classes) {
        if (example.hostNetwork) continue;
        for (const policy of refusedAllowances(model, direction, id, other)) {
          const message = `${policy} allows ${direction} with ${example.id} that the policies there refuse`;
          findings.set(policy, { kind: 'one-sided-allowance', subject: policy, message });
        }
      }
    }
  }
  return [...findings.values()];
}

function refusedAllowances(model: NetworkModel, direction: Direction, id: number, other: number): string[] {
  const granted = portsTowards(model[direction][id]!, other, model.ports);
  if (granted === noPorts) return [];
  const [from, to] = direction === 'egress' ? [id, other] : [other, id];
  const unused = model.ports.subtract(granted, permittedPorts(model, from, to));
  if (unused === noPorts) return [];
  const position = model.ports.ranges(unused)[0]!;
  return decidingPolicies(decideSide(model, direction, id, { class: other }, position));
}

/**
 * Policies with rules for every pod of their namespace, or towards every pod of a namespace, or towards all namespaces:
 * what is deployed later is let in unseen. Each breadth is a finding of its own.
 */
export function unselectivePolicies(model: NetworkModel): HygieneFinding[] {
  const findings: HygieneFinding[] = [];
  for (const { id, subject, ingress, egress } of model.policies.values()) {
    const rules = [...(ingress ?? []), ...(egress ?? [])];
    const peers = rules.flatMap((rule) => rule.peers ?? []).filter((peer) => peer.kind === 'pods');
    const breadths = {
      'all pods of its namespace': rules.length > 0 && subject === everything,
      'towards all pods of a namespace': peers.some(({ pods }) => pods === everything),
      'towards all namespaces': peers.some(({ namespaces }) => namespaces === everything),
    };
    for (const [breadth, applies] of Object.entries(breadths)) {
      if (applies) findings.push({ kind: 'unselective-policy', subject: id, message: `${id} allows ${breadth}` });
    }
  }
  return findings;
}

/**
 * Policies that allow Service addresses: a packet to a Service carries the address of a pod by the time policies see it,
 * so such an ipBlock matches nothing.
 */
export function ineffectiveBlocks(model: NetworkModel): HygieneFinding[] {
  const findings: HygieneFinding[] = [];
  for (const { id, ingress, egress } of model.policies.values()) {
    const peers = [...(ingress ?? []), ...(egress ?? [])].flatMap((rule) => rule.peers ?? []);
    for (const peer of peers) {
      if (peer.kind !== 'addresses') continue;
      const { addresses } = peer.block;
      if (overlaps(addresses, model.outside) || overlaps(addresses, model.podAddresses)) continue;
      const message = `${id} allows ${peer.block.id}, which only Services have; policies see the pods behind them`;
      findings.push({ kind: 'ineffective-block', subject: id, message });
    }
  }
  return findings;
}
