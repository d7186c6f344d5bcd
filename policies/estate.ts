import type { KubernetesObject, SourcedObject } from './kubernetes.ts';
import { outlineOf } from './outline.ts';
import type { FindingObject } from './verdict.ts';

/** Everything that is judged together: what estate rules look at, each object in outline (`outlineOf`). */
export interface Estate {
  readonly objects: readonly SourcedObject[];
  /** Objects of a kind, all networks or one. */
  ofKind(kind: string, network?: string): readonly SourcedObject[];
  /** Networks that the objects name, sorted. */
  readonly networks: readonly string[];
  /** Site-wide facts that objects do not hold (channels, data assets, people), by name. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** What an estate rule reports: the object (or the fact) that is wrong, and where. */
export interface EstateFinding {
  /** The object at fault; a reference when the fault is in the site's facts and not in an object. */
  readonly object: SourcedObject | FindingObject;
  readonly path: string;
  readonly message: string;
  readonly value?: unknown;
}

/** Outcome of an estate rule: how many things it looked at, and those at fault. */
export interface EstateOutcome {
  /** Things judged (bindings, channels, namespaces …); 0 means the rule does not apply here. */
  readonly judged: number;
  readonly findings: readonly EstateFinding[];
}

/** What an estate shows of more than its objects. */
export interface EstateView {
  /** Kinds that the objects are of; to ask for another is an error. @default whatever is asked for */
  readonly kinds?: ReadonlySet<string> | undefined;
  /** Networks, where more objects name them than are shown. @default those that the objects name */
  readonly networks?: readonly string[];
}

/**
 * Builds an estate from objects; also the helper for examples of estate rules.
 * Plain objects are taken as coming from network `example`.
 */
export function estate(
  objects: readonly (SourcedObject | KubernetesObject)[],
  facts: Readonly<Record<string, unknown>> = {},
  { kinds, networks }: EstateView = {},
): Estate {
  const sourced = objects.map((one): SourcedObject => {
    const whole = 'source' in one && 'object' in one ? (one as SourcedObject) : undefined;
    const object = outlineOf(whole?.object ?? (one as KubernetesObject));
    if (!whole) return { object, source: { file: 'example' }, network: 'example' };
    return object === whole.object ? whole : { ...whole, object };
  });
  const index = new Map<string, SourcedObject[]>();
  for (const one of sourced) {
    const list = index.get(one.object.kind);
    if (list) list.push(one);
    else index.set(one.object.kind, [one]);
  }
  return {
    objects: sourced,
    networks: networks ?? networksOf(sourced),
    facts,
    ofKind(kind, only) {
      if (kinds && !kinds.has(kind)) throw new Error(`the rule asks for ${kind}, which it does not say it reads`);
      const list = index.get(kind) ?? [];
      return only === undefined ? list : list.filter((one) => one.network === only);
    },
  };
}

/** Networks that objects name, sorted. */
export function networksOf(objects: readonly SourcedObject[]): readonly string[] {
  return [...new Set(objects.flatMap(({ network }) => network ?? []))].sort();
}
