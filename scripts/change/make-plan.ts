import { type KubernetesObject, objectKey } from '../../policies/kubernetes.ts';
import { digestOfJson } from '../../runbooks/kit/signing/digest.ts';
import { networkFacts } from '../../stacks/intent.ts';
import type { Site } from '../../stacks/model/site.ts';
import type { ClusterClient } from '../engines/client/client.ts';
import type { LiveObject } from '../engines/client/live.ts';
import type { Difference } from '../engines/direct/compare/difference.ts';
import { formatPath } from '../engines/direct/compare/field-set.ts';
import { shown } from '../engines/direct/compare/redact.ts';
import { type Decision, decide } from '../engines/direct/decide.ts';
import { prepareObjects } from '../engines/direct/desired.ts';
import {
  applySetOf,
  fieldManager,
  groupKindOf,
  groupKindsOfParent,
  inventoryKey,
  inventoryNamespace,
} from '../engines/direct/inventory.ts';
import { type PrunePlan, planPrune } from '../engines/direct/prune.ts';
import { readSnapshot } from '../engines/direct/snapshot.ts';
import { FadunError } from '../errors.ts';
import { liveObjects } from '../pipeline/live-objects.ts';
import {
  type ChangePlan,
  type ClassReason,
  classOf,
  type FieldChange,
  type ObjectChange,
  type TouchedObject,
} from './plan.ts';
import { declaredDigest, wholeDigest } from './touched.ts';
import { wideningReasons } from './widening.ts';

export interface PlanRequest {
  readonly site: Site;
  readonly network: string;
  /** Rendered objects of the network. */
  readonly objects: readonly KubernetesObject[];
  readonly client: ClusterClient;
  readonly author: string;
  readonly now: Date;
  /** Inventory keys of protected objects that may go. */
  readonly prune?: readonly string[];
  readonly gate: ChangePlan['gate'];
  readonly proof: ChangePlan['proof'];
}

/** What the cluster holds, as far as a plan rests on it. */
interface Standing {
  readonly cluster: string;
  readonly decisions: readonly Decision[];
  readonly members: PrunePlan;
  readonly live: readonly KubernetesObject[];
}

/**
 * Works out what would change in one network, and how grave it is. Reads only.
 * @throws FadunError where an object named for pruning is no member that would go
 */
export async function makePlan(request: PlanRequest): Promise<ChangePlan> {
  const { site, network, objects, prune = [], gate, proof } = request;
  const standing = await readStanding(request);
  requireNamed(prune, standing.members);
  const changes = changesOf(standing);
  const reasons = [...removals(standing.members), ...openings(request, standing)];
  return {
    type: 'fadun/plan/v1',
    site: site.id,
    network,
    cluster: standing.cluster,
    created: request.now.toISOString(),
    author: request.author,
    rendered: renderedDigest(objects),
    objects: objects.length,
    class: classOf(reasons),
    reasons,
    changes,
    touched: touchedOf(standing),
    prune: [...prune].sort(),
    kept: standing.members.keep,
    gate,
    proof,
  };
}

/** Digest of everything that a network shall hold, whatever order it is rendered in. */
export function renderedDigest(objects: readonly KubernetesObject[]) {
  return digestOfJson(Object.fromEntries(objects.map((object) => [objectKey(object), digestOfJson(object)])));
}

async function readStanding({ network, objects, client, prune }: PlanRequest): Promise<Standing> {
  const set = applySetOf(network);
  const prepared = prepareObjects(objects, set);
  const namespaces = await client.resourceFor('v1', 'Namespace');
  const parent = await client.get(await client.resourceFor('v1', 'ConfigMap'), set.name, inventoryNamespace);
  const groupKinds = [...new Set([...prepared.map(groupKindOf), ...groupKindsOfParent(parent)])];
  const [system, snapshot, members, live] = await Promise.all([
    client.get(namespaces, 'kube-system'),
    readSnapshot(client, prepared),
    planPrune(client, { set, groupKinds, declared: prepared, manager: fieldManager, allowPruneOf: prune }),
    liveObjects(client),
  ]);
  return {
    cluster: system?.metadata.uid ?? '',
    decisions: decide(prepared, snapshot, fieldManager),
    members,
    live,
  };
}

function requireNamed(prune: readonly string[], { remove }: PrunePlan): void {
  const going = new Set(remove.map(inventoryKey));
  for (const object of prune) {
    if (going.has(object)) continue;
    throw new FadunError(
      `--prune ${object}`,
      'it is no member of this network that is declared no more',
      'Name it as the plan lists it under what is kept, for example "Namespace court-old".',
    );
  }
}

function changesOf({ decisions, members }: Standing): ObjectChange[] {
  const applied = decisions.flatMap((decision): ObjectChange[] => {
    const object = inventoryKey(decision.object);
    if (decision.action === 'create') return [{ action: 'add', object }];
    return decision.action === 'none' ? [] : [{ action: 'change', object, fields: fieldsOf(decision) }];
  });
  const removed = members.remove.map((member): ObjectChange => ({ action: 'remove', object: inventoryKey(member) }));
  return [...applied, ...removed].sort((left, right) => (left.object < right.object ? -1 : 1));
}

function fieldsOf({ object, differences, leftovers }: Decision): FieldChange[] {
  const one = ({ path, expected, actual }: Difference): FieldChange => ({
    field: formatPath(path),
    from: shown(object.kind, path, actual),
    to: shown(object.kind, path, expected),
  });
  return [...differences, ...leftovers].map(one);
}

function touchedOf({ decisions, members }: Standing): TouchedObject[] {
  const changed = decisions.flatMap(({ object, live, action }) =>
    live && action === 'change'
      ? [{ object: inventoryKey(object), uid: live.metadata.uid, digest: declaredDigest(object, live) }]
      : [],
  );
  const removed = members.remove.map((member) => touchedRemoval(member));
  return [...changed, ...removed].sort((left, right) => (left.object < right.object ? -1 : 1));
}

function touchedRemoval(member: LiveObject): TouchedObject {
  return { object: inventoryKey(member), uid: member.metadata.uid, digest: wholeDigest(member) };
}

function removals({ remove }: PrunePlan): ClassReason[] {
  return remove.map((member) => ({
    class: 'destructive',
    kind: 'removal',
    subject: inventoryKey(member),
    detail: 'it is declared no more and is deleted',
  }));
}

/** Live objects beside the same ones after the change; what nobody changes stays the very same value. */
function openings({ site, network }: PlanRequest, { decisions, members, live }: Standing): ClassReason[] {
  if (decisions.every(({ action }) => action === 'none') && members.remove.length === 0) return [];
  const gone = new Set(members.remove.map(inventoryKey));
  const wanted = new Map(decisions.map((decision) => [objectKey(decision.object), decision]));
  const standing = new Set(live.map(objectKey));
  const kept = live.flatMap((object) => {
    if (gone.has(inventoryKey(object))) return [];
    const decision = wanted.get(objectKey(object));
    return [decision === undefined || decision.action === 'none' ? object : decision.object];
  });
  const added = decisions.flatMap(({ object }) => (standing.has(objectKey(object)) ? [] : [object]));
  return wideningReasons({
    network,
    before: live,
    after: [...kept, ...added],
    facts: networkFacts(site.networks[network]!),
  });
}
