import { systemNamespaces } from '../kubernetes.ts';
import { addBits, someBit } from './bits.ts';
import { decideSide, decidingPolicies } from './decide.ts';
import { overlaps } from './intervals.ts';
import { type NetworkModel, permittedPorts } from './model.ts';
import type { CompiledPolicy, Direction } from './policy.ts';
import { noPorts } from './ports.ts';
import { outsideDifferences } from './prove.ts';
import { outsideProfile, portsTowards, type Row, rowOf } from './rows.ts';
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
    .filter((namespace) => !closed.has(namespace) && !assumed.has(namespace) && !systemNamespaces.has(namespace))
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
    if (isDefaultDeny(policy) || isForUnseen(model, policy) || matters(model, policy)) continue;
    findings.push({
      kind: 'redundant-policy',
      subject: policy.id,
      message: `without ${policy.id} exactly the same is permitted`,
    });
  }
  return findings;
}

/** Policies for what the distribution brings along and is not among the objects: not seen is not absent. */
function isForUnseen({ index }: NetworkModel, { namespace, subject }: CompiledPolicy): boolean {
  return systemNamespaces.has(namespace) && index.subjects(subject, namespace).members.length === 0;
}

/** Rows that a class would have without one policy. */
type RowsWithout = ReadonlyMap<number, Readonly<Record<Direction, Row>>>;

/** Whether something would be permitted or refused that is not today, were the policy gone. */
function matters(model: NetworkModel, policy: CompiledPolicy): boolean {
  const without: RowsWithout = new Map(
    [...model.index.subjects(policy.subject, policy.namespace).members].map((id) => {
      const rest = model.selecting[id]!.filter((one) => one !== policy);
      const row = (direction: Direction) =>
        policy[direction] === undefined ? model[direction][id]! : rowOf(id, direction, rest, model.index, model.ports);
      return [id, { ingress: row('ingress'), egress: row('egress') }];
    }),
  );
  for (const id of without.keys()) {
    for (const direction of ['ingress', 'egress'] as const) {
      if (policy[direction] !== undefined && rowMatters(model, without, id, direction)) return true;
    }
  }
  return false;
}

function rowMatters(model: NetworkModel, without: RowsWithout, id: number, direction: Direction): boolean {
  const [before, after] = [model[direction][id]!, without.get(id)![direction]];
  const opposite = direction === 'egress' ? 'ingress' : 'egress';
  const differs = (other: number) => {
    if (model.classes[id]!.example.hostNetwork || model.classes[other]!.example.hostNetwork) return false;
    const permitted = (row: Row, otherRow: Row) =>
      model.ports.intersect(portsTowards(row, other, model.ports), portsTowards(otherRow, id, model.ports));
    const otherBefore = model[opposite][other]!;
    return permitted(before, otherBefore) !== permitted(after, without.get(other)?.[opposite] ?? otherBefore);
  };
  if (someNeighbour(model, [before, after], differs)) return true;
  const profile = (row: Row) => outsideProfile(row, model.outside, model.ports);
  return outsideDifferences(model, profile(before), profile(after)).length > 0;
}

/** Whether the check holds of a class that one of the rows allows anything towards: towards others all rows are silent. */
function someNeighbour(model: NetworkModel, rows: readonly Row[], check: (other: number) => boolean): boolean {
  if (rows.some(({ everyone }) => everyone !== noPorts)) return model.classes.some(({ id }) => check(id));
  const neighbours = new Uint32Array((model.classes.length + 31) >>> 5);
  for (const { allowances } of rows) for (const { classes } of allowances) addBits(neighbours, classes);
  return someBit(neighbours, check);
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
      const row = model[direction][id]!;
      if (!row.isolated) continue;
      someNeighbour(model, [row], (other) => {
        const { example } = model.classes[other]!;
        if (example.hostNetwork) return false;
        for (const policy of refusedAllowances(model, direction, id, other)) {
          const message = `${policy} allows ${direction} with ${example.id} that the policies there refuse`;
          findings.set(policy, { kind: 'one-sided-allowance', subject: policy, message });
        }
        return false;
      });
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
