import type { AddressSet } from './addresses.ts';
import { type Bits, hasBit } from './bits.ts';
import { resolveNamed } from './classes.ts';
import { intersect, subtract, union } from './intervals.ts';
import type { PeerIndex, PeerSet } from './peer-index.ts';
import type { CompiledPolicy, Direction, Rule } from './policy.ts';
import { allPorts, noPorts, type PortSetId, type PortSets } from './ports.ts';

/** What one class may receive (ingress) or send (egress). */
export interface Row {
  /** False where no policy selects the class in this direction: then everything is allowed. */
  readonly isolated: boolean;
  /** Ports allowed towards everyone, pods and outside alike (rules without peers). */
  readonly everyone: PortSetId;
  /** Ports allowed towards sets of classes. */
  readonly allowances: readonly { readonly ports: PortSetId; readonly classes: Bits }[];
  /** Ports allowed towards outside addresses. */
  readonly blocks: readonly { readonly ports: PortSetId; readonly addresses: AddressSet }[];
}

/** The row of a class that nothing isolates. */
export const openRow: Row = { isolated: false, everyone: allPorts, allowances: [], blocks: [] };

/** Adds up what all policies that select a class allow it in one direction. */
export function rowOf(
  classId: number,
  direction: Direction,
  policies: readonly CompiledPolicy[],
  index: PeerIndex,
  ports: PortSets,
): Row {
  const isolating = policies.filter((policy) => policy[direction] !== undefined);
  if (isolating.length === 0) return openRow;
  const sum = new RowSum();
  for (const policy of isolating) {
    for (const rule of policy[direction]!) addRule(sum, rule, policy.namespace, classId, direction, index, ports);
  }
  return sum.row(index, ports);
}

/** Ports that a row allows towards a class. */
export function portsTowards(row: Row, other: number, ports: PortSets): PortSetId {
  if (!row.isolated) return allPorts;
  let set = row.everyone;
  for (const allowance of row.allowances) {
    if (hasBit(allowance.classes, other)) set = ports.union(set, allowance.ports);
  }
  return set;
}

/** What a row allows towards the outside, as disjoint address sets with their ports. */
export function outsideProfile(row: Row, outside: AddressSet, ports: PortSets): OutsideAllowance[] {
  if (row.everyone === allPorts) return [{ addresses: outside, ports: allPorts }];
  const blocks = row.everyone === noPorts ? row.blocks : [{ ports: row.everyone, addresses: outside }, ...row.blocks];
  return disjoint(
    blocks.map(({ addresses, ports: set }) => ({ addresses: intersect(addresses, outside), ports: set })),
    ports,
  );
}

/** Addresses and the ports that are allowed on each of them. */
export interface OutsideAllowance {
  readonly addresses: AddressSet;
  readonly ports: PortSetId;
}

/** Rewrites overlapping allowances so that each address stands in one entry, with all of its ports. */
export function disjoint(allowances: readonly OutsideAllowance[], ports: PortSets): OutsideAllowance[] {
  let parts: OutsideAllowance[] = [];
  for (const added of allowances) {
    let rest = added.addresses;
    const next: OutsideAllowance[] = [];
    for (const part of parts) {
      const shared = intersect(part.addresses, rest);
      if (shared.length === 0) {
        next.push(part);
        continue;
      }
      const alone = subtract(part.addresses, shared);
      if (alone.length > 0) next.push({ addresses: alone, ports: part.ports });
      next.push({ addresses: shared, ports: ports.union(part.ports, added.ports) });
      rest = subtract(rest, shared);
    }
    if (rest.length > 0) next.push({ addresses: rest, ports: added.ports });
    parts = next;
  }
  const byPorts = new Map<PortSetId, AddressSet>();
  for (const part of parts) byPorts.set(part.ports, union(byPorts.get(part.ports) ?? [], part.addresses));
  return [...byPorts].map(([set, addresses]) => ({ addresses, ports: set }));
}

class RowSum {
  everyone: PortSetId = noPorts;
  readonly peers = new Map<PortSetId, Set<PeerSet>>();
  readonly addresses = new Map<PortSetId, Map<string, AddressSet>>();

  addPeers(set: PeerSet, ports: PortSetId): void {
    if (ports === noPorts || set.members.length === 0) return;
    const sets = this.peers.get(ports);
    if (sets) sets.add(set);
    else this.peers.set(ports, new Set([set]));
  }

  addAddresses(id: string, addresses: AddressSet, ports: PortSetId): void {
    if (ports === noPorts) return;
    const blocks = this.addresses.get(ports);
    if (blocks) blocks.set(id, addresses);
    else this.addresses.set(ports, new Map([[id, addresses]]));
  }

  row(index: PeerIndex, ports: PortSets): Row {
    const blocks: OutsideAllowance[] = [];
    for (const [set, byId] of this.addresses) {
      blocks.push({ ports: set, addresses: [...byId.values()].reduce(union) });
    }
    return {
      isolated: true,
      everyone: this.everyone,
      allowances: [...this.peers].map(([set, sets]) => ({ ports: set, classes: index.union(sets) })),
      blocks: disjoint(blocks, ports),
    };
  }
}

/**
 * Named ports are resolved on the destination: for ingress that is the class itself, for egress each peer.
 * Towards outside addresses a name stands for nothing.
 */
function addRule(
  sum: RowSum,
  rule: Rule,
  namespace: string,
  classId: number,
  direction: Direction,
  index: PeerIndex,
  ports: PortSets,
): void {
  const { fixed, named } = rule.ports;
  const onPeer = direction === 'egress' ? named : [];
  const set =
    direction === 'ingress' && named.length > 0
      ? ports.union(fixed, resolveNamed(index.classes[classId]!.example, named, ports))
      : fixed;
  if (rule.peers === undefined) {
    sum.everyone = ports.union(sum.everyone, set);
    addResolved(sum, index.everyone(), onPeer, index, ports);
    return;
  }
  for (const peer of rule.peers) {
    const peers = index.peers(peer, namespace);
    sum.addPeers(peers, set);
    addResolved(sum, peers, onPeer, index, ports);
    if (peer.kind === 'addresses') sum.addAddresses(peer.block.id, peer.block.addresses, set);
  }
}

function addResolved(sum: RowSum, peers: PeerSet, named: RulePortsNamed, index: PeerIndex, ports: PortSets): void {
  if (named.length === 0) return;
  for (const [set, members] of index.resolved(peers, named, ports)) sum.addPeers(members, set);
}

type RulePortsNamed = Rule['ports']['named'];
