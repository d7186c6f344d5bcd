import type { ObjectSource } from '../../kubernetes.ts';
import type { InputError } from '../errors.ts';
import type { UnknownMarker, UnknownValue } from '../unknown.ts';

/** A JSON object. */
export type Json = Record<string, unknown>;

/** Turns text with Terraform interpolations into its value, or into a marker where only apply knows it. */
export type ResolveText = (text: string) => unknown;

/** What walking one resource yields beside its object. */
export interface Walk {
  readonly source: ObjectSource;
  readonly resolveText: ResolveText;
  readonly faults: InputError[];
  readonly unknowns: UnknownValue[];
  /** Where the walk stands, in Terraform's names and in Kubernetes'. */
  readonly attributePath: (string | number)[];
  readonly objectPath: (string | number)[];
}

/** Deeper than any Kubernetes type; what nests further is an accident or an attack. */
export const depthLimit = 64;

/** Nothing to send. */
export const absent = undefined;

/** A walk at the root of a resource. */
export function startWalk(source: ObjectSource, resolveText: ResolveText): Walk {
  return { source, resolveText, faults: [], unknowns: [], attributePath: [], objectPath: [] };
}

/** Goes into an attribute, or an item by its index. */
export function enter(walk: Walk, attribute: string | number, property: string | number): void {
  walk.attributePath.push(attribute);
  walk.objectPath.push(property);
}

/** Comes back out of what was entered last. */
export function leave(walk: Walk): void {
  walk.attributePath.pop();
  walk.objectPath.pop();
}

/** Notes that only apply will know the value here; the marker stands in its place. */
export function recordUnknown(walk: Walk, marker: UnknownMarker): UnknownMarker {
  const { source, unknowns, objectPath } = walk;
  unknowns.push({ source, path: pathText(objectPath), reference: marker.$unknown, withheld: false });
  return marker;
}

/** Notes what is wrong with the value here, for which nothing is sent. */
export function fault(walk: Walk, text: string, remedy: string): undefined {
  walk.faults.push({ source: walk.source, path: pathText(walk.attributePath), fault: text, remedy });
  return absent;
}

/** `spec.template.containers[0].image`. */
function pathText(path: readonly (string | number)[]): string {
  let text = '';
  for (const part of path) text += typeof part === 'number' ? `[${part}]` : text === '' ? part : `.${part}`;
  return text;
}

/** True for a JSON object. */
export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
