import { setTimeout as sleep } from 'node:timers/promises';
import { ClusterError } from '../client/errors.ts';
import type { Decision } from './decide.ts';
import type { PrunePlan } from './prune.ts';
import { isPolicy } from './waves.ts';

/**
 * An API server judges by a policy's former text for a moment after it changed: it reads policies anew once a second and
 * compiles them (k8s.io/apiserver, admission/plugin/policy/generic), and each of several servers does so by itself.
 */
const lagSeconds = 20;

/** Names of the policies that an apply changes or removes: by their former text later objects may be refused for a moment. */
export function touchedPolicies(due: readonly Decision[], removals: PrunePlan['remove']): ReadonlySet<string> {
  const changed = due.flatMap(({ object, live }) => (live === undefined ? [] : [object]));
  return new Set([...changed, ...removals].filter(isPolicy).map(({ metadata }) => metadata.name));
}

/**
 * Does a task again while it is refused by the former text of one of these policies, for as long as such a text can last.
 * A refusal that stays is the answer of the text in force.
 */
export async function pastFormerPolicies<T>(
  former: ReadonlySet<string>,
  task: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const giveUp = performance.now() + lagSeconds * 1000;
  for (;;) {
    try {
      return await task();
    } catch (error) {
      const policy = error instanceof ClusterError ? error.deniedBy : undefined;
      if (policy === undefined || !former.has(policy) || performance.now() > giveUp) throw error;
      await sleep(250, undefined, { signal });
    }
  }
}
