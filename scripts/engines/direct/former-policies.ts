import { setTimeout as sleep } from 'node:timers/promises';
import { ClusterError } from '../client/errors.ts';
import type { Decision } from './decide.ts';
import type { PrunePlan } from './prune.ts';

/**
 * An API server judges by a policy's former text for a moment after it changed: it reads policies anew once a second and
 * compiles them (k8s.io/apiserver, admission/plugin/policy/generic), and each of several servers does so by itself.
 */
const lagSeconds = 20;

const isPolicyKind = (kind: string) => /^(Validating|Mutating)AdmissionPolicy(Binding)?$/.test(kind);

/** Group kinds of admission policies and their bindings, as the inventory names them. */
export const policyGroupKinds = ['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'].map(
  (kind) => `${kind}.admissionregistration.k8s.io`,
);

/** The admission policies and bindings among members that are removed. */
export function policiesAmong({ remove }: PrunePlan): PrunePlan['remove'] {
  return remove.filter(({ kind }) => isPolicyKind(kind));
}

/** Names of the policies that an apply changes or removes: by their former text later objects may be refused for a moment. */
export function touchedPolicies(due: readonly Decision[], removals: PrunePlan['remove']): ReadonlySet<string> {
  const changed = due.flatMap(({ object, live }) => (live === undefined ? [] : [object]));
  return new Set(
    [...changed, ...removals].filter(({ kind }) => isPolicyKind(kind)).map(({ metadata }) => metadata.name),
  );
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
      if (!isDeniedBy(error, former) || performance.now() > giveUp) throw error;
      await sleep(250, undefined, { signal });
    }
  }
}

function isDeniedBy(error: unknown, policies: ReadonlySet<string>): boolean {
  if (policies.size === 0 || !(error instanceof ClusterError)) return false;
  const name = /AdmissionPolicy '([^']+)'/.exec(error.fault)?.[1];
  return name !== undefined && policies.has(name);
}
