import {
  contentDigest,
  type HeldObject,
  type Hold,
  heldKey,
  holdLabels,
  holdNamespace,
  holdOf,
} from '../../../policies/hold.ts';
import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import type { ClusterClient } from '../client/client.ts';
import type { LiveObject } from '../client/live.ts';
import { formatPath } from './compare/field-set.ts';
import { type Decision, isGoing } from './decide.ts';

/** An object that a measure keeps as it is, with the run behind it. */
export interface Held {
  readonly object: string;
  readonly as: HeldObject['as'];
  readonly runbook: string;
  readonly run: string;
  readonly since: string;
  /** Name of the mark. */
  readonly hold: string;
}

/** Decisions that are free, and those that a measure in force holds back. */
export interface Partition {
  readonly free: readonly Decision[];
  readonly held: readonly Held[];
}

/**
 * The measures in force in a network.
 * @param cleared names of marks that are disregarded, since an approved plan clears them
 */
export async function readHolds(client: ClusterClient, cleared: readonly string[] = []): Promise<readonly Hold[]> {
  const labelSelector = Object.entries(holdLabels)
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
  const resource = await client.resourceFor('v1', 'ConfigMap');
  const found = await client.list(resource, { namespace: holdNamespace, labelSelector });
  return found.flatMap((object) => holdOf(object) ?? []).filter(({ name }) => !cleared.includes(name));
}

/**
 * Sets aside what measures hold: an object removed on purpose that is still gone, and one whose held fields are all that
 * differs. What differs beyond that stays free, and so is drift.
 */
export function partition(decisions: readonly Decision[], holds: readonly Hold[]): Partition {
  if (holds.length === 0) return { free: decisions, held: [] };
  const find = finder(holds);
  const free: Decision[] = [];
  const held: Held[] = [];
  for (const decision of decisions) {
    const entry = find(decision);
    if (entry !== undefined && isRespected(decision, entry.how)) held.push(heldOf(entry));
    else free.push(decision);
  }
  return { free, held };
}

/** What an apply may touch, and what not, whatever else differs in it: sending an object would send its held fields too. */
export function setAside(decisions: readonly Decision[], holds: readonly Hold[]): Partition {
  if (holds.length === 0) return { free: decisions, held: [] };
  const find = finder(holds);
  const free: Decision[] = [];
  const held: Held[] = [];
  for (const decision of decisions) {
    const entry = find(decision);
    if (entry === undefined || entry.how.as === 'added') free.push(decision);
    else if (decision.action !== 'none') held.push(heldOf(entry));
  }
  return { free, held };
}

/** The measure that made an undeclared object, while it still has the content that the measure gave it. */
export async function holdBehind(
  live: LiveObject,
  holds: readonly Hold[],
  client: ClusterClient,
): Promise<Held | undefined> {
  const own = holds.find(({ name }) => heldKey(live) === `ConfigMap ${holdNamespace}/${name}`);
  if (own) return heldOf({ hold: own, how: { object: heldKey(live), as: 'added' } });
  const entry = heldByKey(holds).get(heldKey(live));
  if (entry?.how.as !== 'added') return undefined;
  const { digest } = entry.how;
  if (digest !== undefined && contentDigest(await whole(live, client)) !== digest) return undefined;
  return heldOf(entry);
}

interface Entry {
  readonly hold: Hold;
  readonly how: HeldObject;
}

/** Finds what holds an object: its own entry, or the closed namespace that a policy of it would open again. */
function finder(holds: readonly Hold[]): (decision: Decision) => Entry | undefined {
  const byKey = heldByKey(holds);
  const closed = new Map(holds.flatMap((hold) => (hold.closes ? [[hold.closes, hold] as const] : [])));
  return ({ object, live }) => {
    const entry = byKey.get(heldKey(object));
    if (entry !== undefined || live !== undefined || !permitsSomething(object)) return entry;
    const hold = closed.get(object.metadata.namespace ?? '');
    return hold && { hold, how: { object: heldKey(object), as: 'absent' } };
  };
}

function permitsSomething({ kind, spec }: KubernetesObject): boolean {
  const { ingress, egress } = (spec ?? {}) as { ingress?: readonly unknown[]; egress?: readonly unknown[] };
  return kind === 'NetworkPolicy' && (ingress?.length ?? 0) + (egress?.length ?? 0) > 0;
}

function heldByKey(holds: readonly Hold[]): ReadonlyMap<string, Entry> {
  return new Map(holds.flatMap((hold) => hold.objects.map((how) => [how.object, { hold, how }] as const)));
}

function isRespected({ live, differences, leftovers }: Decision, how: HeldObject): boolean {
  if (how.as === 'absent') return live === undefined || isGoing(live);
  if (how.as === 'added' || live === undefined || isGoing(live)) return false;
  return [...differences, ...leftovers].every(({ path }) => {
    const field = formatPath(path);
    return how.fields.some((held) => field === held || field.startsWith(`${held}.`) || field.startsWith(`${held}[`));
  });
}

function heldOf({ hold: { name, runbook, run, since }, how }: Entry): Held {
  return { object: how.object, as: how.as, runbook, run, since, hold: name };
}

/** Watched kinds are listed with metadata alone. */
async function whole(live: LiveObject, client: ClusterClient): Promise<KubernetesObject> {
  if (live.spec !== undefined) return live;
  const resource = await client.resourceFor(live.apiVersion, live.kind);
  return (await client.get(resource, live.metadata.name, live.metadata.namespace)) ?? live;
}
