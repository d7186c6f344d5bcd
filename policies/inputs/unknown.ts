import type { ObjectSource } from '../kubernetes.ts';

/**
 * Stands in an object where a value is known only after apply. Plain data, so that it survives JSON; no Kubernetes field
 * is named with a dollar sign.
 */
export interface UnknownMarker {
  /** What the value depends on, for example `kubernetes_secret_v1.ca.data`; empty where nothing says. */
  readonly $unknown: string;
}

/** A place where a value is known only after apply. */
export interface UnknownValue {
  readonly source: ObjectSource;
  /** Path inside the Kubernetes object, or inside the resource where it yielded no object. */
  readonly path: string;
  readonly reference: string;
  /** True where even the object's identity or number is unknown, so that no object was made of the resource. */
  readonly withheld: boolean;
}

/** The marker for a value that depends on `reference`. */
export function unknownMarker(reference: string): UnknownMarker {
  return { $unknown: reference };
}

/** True for the marker, in any object that came from an input. */
export function isUnknown(value: unknown): value is UnknownMarker {
  return typeof value === 'object' && value !== null && typeof (value as UnknownMarker).$unknown === 'string';
}
