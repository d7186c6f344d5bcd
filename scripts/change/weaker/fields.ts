import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { canonicalJson } from '../../../runbooks/kit/signing/canonical-json.ts';
import { nanosOf } from '../../engines/direct/compare/quantity.ts';
import type { ClassReason } from '../plan.ts';
import type { Aspect } from './aspects.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** A map, or an empty one for anything else: objects come from clusters and files. */
export function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function spec(object: KubernetesObject): Fields {
  return fields(object.spec);
}

/** Canonical JSON: what two values are compared by. */
export function json(value: unknown): string {
  return canonicalJson(value ?? null);
}

/** A quantity as a number, for comparing sizes; undefined where it is none. */
export function amount(value: unknown): number | undefined {
  const nanos = nanosOf(value);
  return nanos === undefined ? undefined : Number(nanos) / 1e9;
}

/** An aspect of a value that nothing is known of but whether it is the same: `name=value`. */
export function valued(kind: ClassReason['kind'], name: string, value: unknown): Aspect {
  const text = typeof value === 'string' ? value : json(value);
  return { key: `${name}=${text}`, kind, detail: `${name}: ${shortened(text)}` };
}

/** Aspects for each entry of a map or list, where there is one. */
export function eachValued(kind: ClassReason['kind'], name: string, values: unknown): Aspect[] {
  if (Array.isArray(values)) return values.map((value) => valued(kind, name, value));
  return Object.entries(fields(values)).map(([key, value]) => valued(kind, `${name}.${key}`, value));
}

/** An aspect for a value that is there. */
export function ifPresent(kind: ClassReason['kind'], name: string, value: unknown): Aspect[] {
  return value === undefined || value === null || json(value) === '{}' || json(value) === '[]'
    ? []
    : [valued(kind, name, value)];
}

function shortened(text: string): string {
  return text.length > 160 ? `${text.slice(0, 157)}…` : text;
}
