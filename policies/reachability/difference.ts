import { type AddressSet, cidrTexts } from './addresses.ts';
import { intersect } from './intervals.ts';
import { eachPermitted, type NetworkModel } from './model.ts';
import { noPorts, type PortSetId, type Protocol, portText } from './ports.ts';
import { outsideDifferences } from './prove.ts';
import { type OutsideAllowance, outsideProfile } from './rows.ts';
import type { Workload } from './workloads.ts';

/** Connections that one version permits and the other does not. */
export interface ReachabilityChange {
  readonly network: string;
  readonly from: string;
  readonly to: string;
  readonly protocol: Protocol;
  readonly ports: string;
  /** How many pairs of workloads this line stands for, the named pair included. */
  readonly pairs: number;
}

export interface ReachabilityDifference {
  readonly gained: readonly ReachabilityChange[];
  readonly lost: readonly ReachabilityChange[];
}

/** Workloads that are of one class in both versions; a class is undefined where the version lacks the workload. */
interface Group {
  readonly before: number | undefined;
  readonly after: number | undefined;
  readonly example: Workload;
  readonly size: number;
}

/** What is reachable after and was not before, and the other way round. Workloads are matched by id. */
export function difference(before: NetworkModel, after: NetworkModel): ReachabilityDifference {
  const groups = groupsOf(before, after);
  const shared = intersect(before.outside, after.outside);
  const translated = new Map<PortSetId, PortSetId>();
  const inBefore = (id: PortSetId) => {
    if (before.ports === after.ports) return id;
    let same = translated.get(id);
    if (same === undefined) {
      same = before.ports.of(after.ports.ranges(id));
      translated.set(id, same);
    }
    return same;
  };
  const gained: ReachabilityChange[] = [];
  const lost: ReachabilityChange[] = [];
  const add = (list: ReachabilityChange[], from: string, to: string, ports: PortSetId, pairs: number) => {
    for (const { protocol, ports: text } of portText(before.ports.ranges(ports))) {
      list.push({ network: after.network, from, to, protocol, ports: text, pairs });
    }
  };
  for (const from of groups) {
    const was = rowOf(before, from.before);
    const is = rowOf(after, from.after);
    for (const to of groups) {
      const then = was.get(to.before) ?? noPorts;
      const now = inBefore(is.get(to.after) ?? noPorts);
      if (then === now || (from === to && from.size === 1 && from.example.kind === 'Pod')) continue;
      const pairs = from.size * to.size;
      add(gained, from.example.id, to.example.id, before.ports.subtract(now, then), pairs);
      add(lost, from.example.id, to.example.id, before.ports.subtract(then, now), pairs);
    }
    for (const direction of ['egress', 'ingress'] as const) {
      const then = outsideOf(before, from.before, direction, shared);
      const now = outsideOf(after, from.after, direction, shared).map((part) => ({
        ...part,
        ports: inBefore(part.ports),
      }));
      for (const part of outsideDifferences(before, now, then)) {
        const outside = cidrTexts(part.addresses).join(',');
        const [sender, receiver] = direction === 'egress' ? [from.example.id, outside] : [outside, from.example.id];
        add(gained, sender, receiver, part.extra, from.size);
        add(lost, sender, receiver, part.missing, from.size);
      }
    }
  }
  return { gained, lost };
}

function groupsOf(before: NetworkModel, after: NetworkModel): Group[] {
  const classesById = new Map<string, { before?: number; after?: number; example: Workload }>();
  for (const { id, members } of before.classes) {
    for (const member of members) classesById.set(member.id, { before: id, example: member });
  }
  for (const { id, members } of after.classes) {
    for (const member of members)
      classesById.set(member.id, { ...classesById.get(member.id), after: id, example: member });
  }
  const groups = new Map<
    string,
    { before: number | undefined; after: number | undefined; example: Workload; size: number }
  >();
  for (const { before: was, after: is, example } of classesById.values()) {
    if (example.assumed) continue;
    const key = `${was} ${is}`;
    const group = groups.get(key);
    if (group) group.size += 1;
    else groups.set(key, { before: was, after: is, example, size: 1 });
  }
  return [...groups.values()];
}

function rowOf(model: NetworkModel, id: number | undefined): ReadonlyMap<number | undefined, PortSetId> {
  const row = new Map<number | undefined, PortSetId>();
  if (id !== undefined) eachPermitted(model, id, (to, ports) => row.set(to, ports));
  return row;
}

/** Compared on addresses that both versions hold to be outside, so that facts alone make no difference. */
function outsideOf(
  model: NetworkModel,
  id: number | undefined,
  direction: 'ingress' | 'egress',
  outside: AddressSet,
): OutsideAllowance[] {
  return id === undefined ? [] : outsideProfile(model[direction][id]!, outside, model.ports);
}
