import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import type { ClassReason } from '../plan.ts';

/** One thing that an object lets happen, or holds back. */
export interface Aspect {
  /** Names it within the object; what has the same key before and after is the same aspect. */
  readonly key: string;
  readonly kind: ClassReason['kind'];
  /** For people, as a statement: `container web: privileged`. */
  readonly detail: string;
  /** Where more of it is weaker: the cores that a limit allows. @default 1 */
  readonly size?: number;
  /** @default widening */
  readonly class?: ClassReason['class'];
}

/**
 * What an object is worth to security. Weaker is: more powers or bearings than before, or fewer guards. So a change that
 * tightens, turned round, is always a weakening: nothing can pass both ways.
 */
export interface Aspects {
  /** What nobody needs: counts in new objects too. */
  readonly powers?: readonly Aspect[];
  /** What every such object has in some form (an image, an account): counts where it differs from before. */
  readonly bearings?: readonly Aspect[];
  /** What holds something back: counts where it is lost or has grown. */
  readonly guards?: readonly Aspect[];
}

/** Reads the aspects of objects of one kind. */
export type Reader = (object: KubernetesObject) => Aspects;

/** Aspects in which the second object is weaker than the first. */
export function weakenings(before: Aspects | undefined, after: Aspects | undefined): Aspect[] {
  if (after === undefined) return (before?.guards ?? []).map((guard) => lost(guard));
  const gained = (one: readonly Aspect[] = [], other: readonly Aspect[] = []) => {
    const known = new Map(other.map((aspect) => [aspect.key, aspect]));
    return one.filter((aspect) => {
      const was = known.get(aspect.key);
      return was === undefined || (aspect.size ?? 1) > (was.size ?? 1);
    });
  };
  if (before === undefined) return [...(after.powers ?? [])];
  const kept = new Map((after.guards ?? []).map((guard) => [guard.key, guard]));
  const weakened = (before.guards ?? []).flatMap((guard) => {
    const is = kept.get(guard.key);
    if (is === undefined) return [lost(guard)];
    return (is.size ?? 1) > (guard.size ?? 1) ? [{ ...is, detail: `${guard.detail} → ${is.detail}` }] : [];
  });
  return [...gained(after.powers, before.powers), ...gained(after.bearings, before.bearings), ...weakened];
}

function lost(guard: Aspect): Aspect {
  return { ...guard, detail: `no longer: ${guard.detail}` };
}

/** The aspects of several readers together. */
export function together(...all: readonly Aspects[]): Aspects {
  return {
    powers: all.flatMap(({ powers = [] }) => powers),
    bearings: all.flatMap(({ bearings = [] }) => bearings),
    guards: all.flatMap(({ guards = [] }) => guards),
  };
}
