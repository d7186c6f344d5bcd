import { waiversText } from '../../../policies/admission/live-waivers.ts';
import { type KubernetesObject, objectKey } from '../../../policies/kubernetes.ts';
import { digestOfJson } from '../../../runbooks/kit/signing/digest.ts';
import { changeRunId } from '../../change/change-run.ts';
import { type FieldChange, type ObjectChange, type TouchedObject, takenFrom } from '../../change/plan.ts';
import { requireAsPlanned } from '../../change/stale.ts';
import { declaredDigest, wholeDigest } from '../../change/touched.ts';
import type { Engine, EngineOptions, EngineTarget, ObjectTransition, Outlook } from '../engine.ts';
import { type ApplyProgress, applyObjects } from './apply.ts';
import type { Difference } from './compare/difference.ts';
import { formatPath } from './compare/field-set.ts';
import { shown } from './compare/redact.ts';
import { type Decision, decide } from './decide.ts';
import { prepareObjects } from './desired.ts';
import { driftOf } from './drift.ts';
import { heldFields } from './held.ts';
import { type Held, readHolds, setAside } from './holds.ts';
import { isRemade } from './immutable.ts';
import {
  applySetOf,
  begunChanges,
  fieldManager,
  groupKindOf,
  groupKindsOfParent,
  inventoryKey,
  inventoryNamespace,
} from './inventory.ts';
import { type Move, movesAmong } from './moves.ts';
import { predicted } from './predict.ts';
import { type PrunePlan, planPrune } from './prune.ts';
import { readSnapshot } from './snapshot.ts';
import { takenFields, takingBack } from './take-back.ts';
import { verifyObjects } from './verify.ts';

/** Server-side apply of rendered objects; its state is the inventory in the cluster. */
export const directEngine: Engine = {
  id: 'direct',
  outlook: directOutlook,
  async apply({ objects, client, network }, plan, { prune, signal, progress, onStage }) {
    const { changed, pruned, seconds } = await applyObjects(objects, {
      client,
      network,
      allowPruneOf: prune,
      takeFrom: takenFrom(plan),
      waivers: waiversText(plan.waivers),
      change: changeRunId(digestOfJson(plan)),
      ...(signal && { signal }),
      ...(onStage && { onStage }),
      onProgress: phaseReporter(progress),
      admit: (decisions, members) =>
        requireAsPlanned(plan, outlookOf({ decisions, members, cluster: plan.cluster, aside: [] })),
    });
    return { changed: changed + pruned.length, pruned, seconds };
  },
  async begun({ client, network }) {
    const parents = await client.resourceFor('v1', 'ConfigMap');
    return begunChanges(await client.get(parents, applySetOf(network).name, inventoryNamespace));
  },
  verify: ({ objects, client, network }) => verifyObjects(objects, { client, network }),
  drift: ({ objects, client, network }, options) => driftOf(objects, { client, network, ...options }),
};

/** What the cluster holds beside what it shall hold. */
interface Standing {
  readonly cluster: string;
  readonly decisions: readonly Decision[];
  readonly members: PrunePlan;
  /** Left as measures in force have them. */
  readonly aside: readonly Held[];
}

async function directOutlook(
  { network, objects, client }: EngineTarget,
  { prune, takeFrom }: EngineOptions,
): Promise<Outlook> {
  const set = applySetOf(network);
  const prepared = prepareObjects(objects, set);
  const namespaces = await client.resourceFor('v1', 'Namespace');
  const parent = await client.get(await client.resourceFor('v1', 'ConfigMap'), set.name, inventoryNamespace);
  const groupKinds = [...new Set([...prepared.map(groupKindOf), ...groupKindsOfParent(parent)])];
  const [system, snapshot, members, holds] = await Promise.all([
    client.get(namespaces, 'kube-system'),
    readSnapshot(client, prepared, [{ apiVersion: 'v1', kind: 'Namespace' }]),
    planPrune(client, { set, groupKinds, declared: prepared, manager: fieldManager, allowPruneOf: prune }),
    readHolds(client),
  ]);
  const { free, held } = setAside(decide(prepared, snapshot, fieldManager), holds);
  const from = new Set(takeFrom);
  const decisions = free.map((decision) => takingBack(decision, fieldManager, from));
  return outlookOf({ cluster: system?.metadata.uid ?? '', decisions, members, aside: held });
}

function outlookOf(standing: Standing): Outlook {
  const { cluster, decisions, members, aside } = standing;
  const made = decisions.flatMap(({ object, action }) => (action === 'create' ? [object] : []));
  const moves = movesAmong(made, members.remove);
  return {
    cluster,
    changes: changesOf(standing, moves),
    touched: touchedOf(standing),
    held: decisions.flatMap((decision) => heldFields(decision, fieldManager)),
    taken: decisions.flatMap(takenFields),
    kept: sorted([...members.keep, ...aside.map(asideOf)]),
    transitions: transitionsOf(standing, moves),
  };
}

function asideOf({ object, runbook, run }: Held): Outlook['kept'][number] {
  return { object, why: `a measure of runbook ${runbook} keeps it as it is (run ${run})` };
}

function changesOf({ decisions, members }: Standing, moves: readonly Move[]): ObjectChange[] {
  const movedTo = new Map(moves.map(({ from, to }) => [objectKey(to), inventoryKey(from)]));
  const movedFrom = new Set(movedTo.values());
  const applied = decisions.flatMap((decision): ObjectChange[] => {
    const object = inventoryKey(decision.object);
    const from = movedTo.get(objectKey(decision.object));
    if (from !== undefined) return [{ action: 'move', object, from }];
    if (decision.action === 'create') return [{ action: 'add', object }];
    if (decision.action === 'none') return [];
    return [{ action: isRemade(decision) ? 'replace' : 'change', object, fields: fieldsOf(decision) }];
  });
  const removed = members.remove
    .map(inventoryKey)
    .filter((object) => !movedFrom.has(object))
    .map((object): ObjectChange => ({ action: 'remove', object }));
  return sorted([...applied, ...removed]);
}

function fieldsOf({ object, differences, leftovers, taken }: Decision): FieldChange[] {
  const added = taken?.added.map(({ difference }) => difference) ?? [];
  const one = ({ path, expected, actual }: Difference): FieldChange => ({
    field: formatPath(path),
    from: shown(object.kind, path, actual),
    to: shown(object.kind, path, expected),
  });
  return [...differences, ...leftovers, ...added].map(one);
}

function touchedOf({ decisions, members }: Standing): TouchedObject[] {
  const changed = decisions.flatMap(({ object, live, action }) =>
    live && action === 'change'
      ? [{ object: inventoryKey(object), uid: live.metadata.uid, digest: declaredDigest(object, live) }]
      : [],
  );
  const removed = members.remove.map((member) => ({
    object: inventoryKey(member),
    uid: member.metadata.uid,
    digest: wholeDigest(member),
  }));
  return sorted([...changed, ...removed]);
}

/** What moves loses nothing that its new name does not have: it counts as new. */
function transitionsOf({ decisions, members }: Standing, moves: readonly Move[]): ObjectTransition[] {
  const moved = new Set<KubernetesObject>(moves.map(({ from }) => from));
  const applied = decisions.flatMap((decision): ObjectTransition[] =>
    decision.action === 'none' ? [] : [{ before: decision.live, after: predicted(decision) }],
  );
  const removed = members.remove.flatMap((before) => (moved.has(before) ? [] : [{ before, after: undefined }]));
  return [...applied, ...removed];
}

function sorted<T extends { readonly object: string }>(items: T[]): T[] {
  return items.sort((left, right) => (left.object < right.object ? -1 : 1));
}

/** Says each phase once, not each object. */
function phaseReporter(progress: (line: string) => void): (at: ApplyProgress) => void {
  let last = '';
  return ({ network, phase, total, subject }) => {
    const now = `${network}: ${phase}${phase === 'lock' && subject ? ` held by ${subject}` : ''}`;
    if (now === last || phase === 'compare') return;
    last = now;
    progress(total > 0 ? `${now} (${total})` : now);
  };
}
