import { type KubernetesObject, objectKey } from '../../policies/kubernetes.ts';
import type { NetworkFacts } from '../../policies/reachability/intent.ts';
import type { ChangeClass } from '../../runbooks/kit/approvals/approval.ts';
import type { Digest } from '../../runbooks/kit/signing/digest.ts';
import { type ClassReason, classOf, type ObjectChange } from '../change/plan.ts';
import { wideningReasons } from '../change/widening.ts';
import { inventoryKey } from '../engines/direct/inventory.ts';
import { fieldChanges } from './field-changes.ts';

/**
 * What a release changes against the one before it, worked out where the bundle is made and nothing of the far cluster can
 * be seen. On the far side a plan against the live cluster is made from the bundle and approved there.
 */
export interface ReleasePlan {
  readonly type: 'fadun/release-plan/v1';
  readonly base: ({ readonly number: number } & Digest) | null;
  readonly class: ChangeClass;
  readonly reasons: readonly ClassReason[];
  readonly changes: readonly ObjectChange[];
}

/** Objects of one network before (none in a first bundle) and after. */
export interface Release {
  readonly network: string;
  readonly base: ReleasePlan['base'];
  readonly before: readonly KubernetesObject[];
  readonly after: readonly KubernetesObject[];
  readonly facts: NetworkFacts;
}

/** Compares two releases; reasons and changes are sorted, so that the same releases give the same plan. */
export function releasePlan({ network, base, before, after, facts }: Release): ReleasePlan {
  const was = new Map(before.map((object) => [objectKey(object), object]));
  const is = new Map(after.map((object) => [objectKey(object), object]));
  const added = after.filter((object) => !was.has(objectKey(object)));
  const removed = before.filter((object) => !is.has(objectKey(object)));
  const changes: ObjectChange[] = [
    ...added.map((object): ObjectChange => ({ action: 'add', object: inventoryKey(object) })),
    ...removed.map((object): ObjectChange => ({ action: 'remove', object: inventoryKey(object) })),
    ...after.flatMap((object): ObjectChange[] => {
      const earlier = was.get(objectKey(object));
      const fields = earlier ? fieldChanges(earlier, object) : [];
      return fields.length > 0 ? [{ action: 'change', object: inventoryKey(object), fields }] : [];
    }),
  ];
  const touched = new Set(changes.map(({ object }) => object));
  const settled = after.map((object) =>
    touched.has(inventoryKey(object)) ? object : (was.get(objectKey(object)) ?? object),
  );
  const removals = removed.map(
    (object): ClassReason => ({
      class: 'destructive',
      kind: 'removal',
      subject: inventoryKey(object),
      detail: 'it is declared no more and is deleted',
    }),
  );
  const reasons = [...removals, ...wideningReasons({ network, before, after: settled, facts })];
  return {
    type: 'fadun/release-plan/v1',
    base,
    class: classOf(reasons),
    reasons: reasons.sort((left, right) => compareText(describe(left), describe(right))),
    changes: changes.sort((left, right) => compareText(left.object, right.object)),
  };
}

function describe({ class: kind, subject, detail }: ClassReason): string {
  return `${kind} ${subject} ${detail}`;
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
