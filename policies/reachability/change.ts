import type { KubernetesObject } from '../kubernetes.ts';
import { labelKeysOf } from './classes.ts';
import { buildNetworkModel, classify, isNetworkPolicy, type NetworkModel } from './model.ts';
import { type CompiledPolicy, type Direction, PolicyReader } from './policy.ts';
import { Problems } from './problem.ts';
import { type NetworkProof, prove, reprove } from './prove.ts';
import { openRow, rowOf } from './rows.ts';
import { controllerLabels } from './workloads.ts';

/** One NetworkPolicy created or replaced, or removed by its `namespace/name`. */
export type PolicyChange = { readonly put: KubernetesObject } | { readonly remove: string };

/** A model after a change, and the classes whose rows changed (undefined: classes themselves did, compare all). */
export interface ChangedModel {
  readonly model: NetworkModel;
  readonly changed: Readonly<Record<Direction, ReadonlySet<number>>> | undefined;
}

/**
 * The model after one policy changed. Only rows of classes that the policy selected before or selects now are
 * added up again. A selector on a label key that no selector looked at before may split classes; then all are sorted anew.
 */
export function changePolicy(model: NetworkModel, change: PolicyChange): ChangedModel {
  const problems = new Problems();
  const after = 'put' in change ? new PolicyReader(problems, model.ports).read(change.put) : undefined;
  const id = after?.id ?? (change as { remove: string }).remove;
  const before = model.policies.get(id);
  const policies = new Map(model.policies);
  if (after) policies.set(id, after);
  else policies.delete(id);
  const kept = model.problems.filter(({ subject }) => subject !== `NetworkPolicy ${id}`);
  const next = { ...model, policies, problems: [...kept, ...problems.list] };
  if (after && looksAtGeneratedLabels(after)) return { model: readAnew(next), changed: undefined };
  if (after && needsNewClasses(model, after)) return { model: classify(next), changed: undefined };
  return updateRows(next, before, after);
}

/** Proves again after one policy changed. */
export function reproveChange(proof: NetworkProof, change: PolicyChange): NetworkProof {
  const { model, changed } = changePolicy(proof.model, change);
  return changed ? reprove(proof, model, changed) : prove(model, proof.intent);
}

function updateRows(
  next: NetworkModel,
  before: CompiledPolicy | undefined,
  after: CompiledPolicy | undefined,
): ChangedModel {
  const selecting = next.selecting.slice();
  const ingress = next.ingress.slice();
  const egress = next.egress.slice();
  const touched = new Set<number>();
  for (const policy of [before, after]) {
    if (!policy) continue;
    for (const id of next.index.subjects(policy.subject, policy.namespace).members) touched.add(id);
  }
  for (const id of touched) {
    const others = selecting[id]!.filter((policy) => policy !== before);
    const selected = after && next.index.subjects(after.subject, after.namespace).members.includes(id);
    selecting[id] = selected ? [...others, after] : others;
    const row = (direction: Direction) =>
      selecting[id]!.length === 0 ? openRow : rowOf(id, direction, selecting[id]!, next.index, next.ports);
    ingress[id] = row('ingress');
    egress[id] = row('egress');
  }
  return { model: { ...next, selecting, ingress, egress }, changed: { ingress: touched, egress: touched } };
}

function needsNewClasses(model: NetworkModel, policy: CompiledPolicy): boolean {
  for (const key of labelKeysOf([policy])) if (!model.labelKeys.has(key)) return true;
  const rules = [...(policy.ingress ?? []), ...(policy.egress ?? [])];
  const hasBlock = rules.some(({ peers }) => peers?.some(({ kind }) => kind === 'addresses'));
  return hasBlock && model.workloads.some(({ addresses }) => addresses.length > 0) && !model.keepsAddressesApart;
}

/** Such labels decide which workloads there are, see `workloadsOf`. */
function looksAtGeneratedLabels(policy: CompiledPolicy): boolean {
  for (const key of labelKeysOf([policy])) if (controllerLabels.has(key)) return true;
  return false;
}

function readAnew({ source, policies, ends }: NetworkModel): NetworkModel {
  const others = source.objects.filter(({ kind, apiVersion }) => !isNetworkPolicy(apiVersion, kind));
  return buildNetworkModel([...others, ...[...policies.values()].map(({ object }) => object)], {
    ...source.options,
    ends,
  });
}
