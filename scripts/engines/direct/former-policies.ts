import { setTimeout as sleep } from 'node:timers/promises';
import { ClusterError } from '../client/errors.ts';
import { type LiveObject, lastWritten } from '../client/live.ts';
import type { Decision } from './decide.ts';
import type { PrunePlan } from './prune.ts';
import type { WatchedKind } from './snapshot.ts';
import { isPolicy } from './waves.ts';

/**
 * An API server judges by a policy's former text for a moment after it changed: it reads policies anew once a second and
 * compiles them (k8s.io/apiserver, admission/plugin/policy/generic), and each of several servers does so by itself.
 */
const lagSeconds = 20;

/** What must be read of a cluster to tell which policies stand, and since when. */
export const standingPolicyKinds: readonly WatchedKind[] = [
  { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicy' },
  { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicyBinding' },
];

/** Whether a policy, by its name, may still judge by a former text. */
export type IsFormer = (policy: string) => boolean;

/** What is known of policies when an apply begins. */
export interface PolicyChanges {
  readonly due: readonly Decision[];
  readonly removals: PrunePlan['remove'];
  /** What stands; policies and their bindings are among it. */
  readonly standing: Iterable<LiveObject>;
  /** Milliseconds since the epoch, by the server's clock. */
  readonly now: number;
}

/**
 * Policies by whose former text later objects may be refused for a moment: those that this apply changes or removes, and
 * those that a run changed or removed just before, as one does that is killed and resumed.
 */
export function formerPolicies({ due, removals, standing, now }: PolicyChanges): IsFormer {
  const names = (objects: readonly Decision['object'][]) =>
    new Set(objects.filter(isPolicy).map(({ metadata }) => metadata.name));
  const policies = [...standing].filter(isPolicy);
  const touched = names([...due.flatMap(({ object, live }) => (live ? [object] : [])), ...removals]);
  const recent = names(policies.filter((live) => now - lastWritten(live) <= lagSeconds * 1000));
  const known = names(policies);
  return (policy) => touched.has(policy) || recent.has(policy) || !known.has(policy);
}

/**
 * Does a task again while it is refused by a policy's former text, for as long as such a text can last. A refusal that
 * stays is the answer of the text in force.
 */
export async function pastFormerPolicies<T>(isFormer: IsFormer, task: () => Promise<T>, signal: AbortSignal) {
  const giveUp = performance.now() + lagSeconds * 1000;
  for (;;) {
    try {
      return await task();
    } catch (error) {
      const policy = error instanceof ClusterError ? error.deniedBy : undefined;
      if (policy === undefined || !isFormer(policy) || performance.now() > giveUp) throw error;
      await sleep(250, undefined, { signal });
    }
  }
}
