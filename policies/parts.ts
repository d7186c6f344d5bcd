import { hash } from 'node:crypto';
import type { InputError } from './inputs/errors.ts';
import type { SourcedObject } from './kubernetes.ts';
import { outlineOf } from './outline.ts';
import type { EstateScope } from './rule.ts';

/**
 * Objects that are read together, a unit of a file, as they are kept between checks and passed between threads: plain
 * data, with the objects of each kind as JSON, so that what nobody asks for is not parsed.
 */
export interface Part {
  /** Digest of the content and of where it stands. */
  readonly key: string;
  readonly objects: number;
  readonly errors: readonly InputError[];
  /** Namespaces that its objects live in, sorted. */
  readonly livesIn: readonly string[];
  readonly kinds: ReadonlyMap<string, PartKind>;
}

/** Objects of one kind of a part. */
export interface PartKind {
  /** Digest of the outlines. */
  readonly digest: string;
  /** JSON of a list of {@link SourcedObject}. */
  json(): string;
  /** JSON of a list of the same in outline: what estate rules see. */
  outlines(): string;
  /** Whether the JSON of the outlines holds a text. */
  holds(text: string): boolean;
}

/** SHA-256 of texts, each kept apart from the next. */
export function digest(...texts: readonly string[]): string {
  return hash('sha256', texts.map((text) => `${text.length}:${text}`).join(''), 'base64url');
}

/** Objects by kind, in the order in which kinds appear. */
export function byKind(objects: readonly SourcedObject[]): ReadonlyMap<string, readonly SourcedObject[]> {
  return Map.groupBy(objects, ({ object }) => object.kind);
}

/** What is kept of a part. */
export function partOf(
  key: string,
  { objects, errors }: { objects: ReadonlyMap<string, readonly SourcedObject[]>; errors: readonly InputError[] },
): Part {
  const livesIn = new Set<string>();
  const kinds = new Map<string, PartKind>();
  let count = 0;
  for (const [kind, list] of objects) {
    count += list.length;
    if (kind !== 'Namespace') for (const { object } of list) livesIn.add(object.metadata.namespace ?? 'default');
    const json = JSON.stringify(list);
    const outlines = outlinesJson(list, json);
    kinds.set(kind, partKind(hash('sha256', outlines, 'base64url'), json, outlines));
  }
  return { key, objects: count, errors, livesIn: [...livesIn].sort(), kinds };
}

/** @param outlines JSON of the outlines, `json` itself where these are the objects */
export function partKind(ofOutlines: string, json: string, outlines: string): PartKind {
  return {
    digest: ofOutlines,
    json: () => json,
    outlines: () => outlines,
    holds: (text) => outlines.includes(text),
  };
}

function outlinesJson(list: readonly SourcedObject[], json: string): string {
  const outlines = list.map(({ object }) => outlineOf(object));
  if (list.every(({ object }, index) => outlines[index] === object)) return json;
  return JSON.stringify(list.map((one, index) => ({ ...one, object: outlines[index] })));
}

/** What estate rules see of many parts, kind by kind: outlines are parsed when they are first asked for. */
export class PartOutlines {
  readonly #byKind = new Map<string, PartKind[]>();
  readonly #parsed = new Map<PartKind, readonly SourcedObject[]>();
  readonly #digests = new Map<string, string>();

  constructor(parts: readonly Part[]) {
    for (const { kinds } of parts) {
      for (const [kind, held] of kinds) {
        const list = this.#byKind.get(kind);
        if (list) list.push(held);
        else this.#byKind.set(kind, [held]);
      }
    }
  }

  in(scope: EstateScope): readonly SourcedObject[] {
    const found: SourcedObject[] = [];
    for (const [, list] of this.#lists(scope)) {
      for (const held of list) for (const one of this.#outlines(held)) found.push(one);
    }
    return found;
  }

  /** Names what is in the scope: equal where the outlines are. */
  digestOf(scope: EstateScope): string {
    if ('holding' in scope) return digest(...this.#lists(scope).flatMap(([, list]) => list.map((held) => held.digest)));
    return digest(...this.#lists(scope).flatMap(([kind, list]) => [kind, this.#digestOfKind(kind, list)]));
  }

  #lists(scope: EstateScope): readonly (readonly [string, readonly PartKind[]])[] {
    const all = [...this.#byKind];
    if (!('holding' in scope)) return all.filter(([kind]) => scope.includes(kind));
    return all.map(([kind, list]) => [kind, list.filter((held) => held.holds(scope.holding))]);
  }

  #digestOfKind(kind: string, list: readonly PartKind[]): string {
    const known = this.#digests.get(kind) ?? digest(...list.map((held) => held.digest));
    this.#digests.set(kind, known);
    return known;
  }

  #outlines(held: PartKind): readonly SourcedObject[] {
    let parsed = this.#parsed.get(held);
    if (!parsed) {
      parsed = JSON.parse(held.outlines()) as SourcedObject[];
      this.#parsed.set(held, parsed);
    }
    return parsed;
  }
}

/** Objects of a kind of a part. */
export function objectsOfKind(part: Part, kind: string): readonly SourcedObject[] {
  const held = part.kinds.get(kind);
  return held ? (JSON.parse(held.json()) as SourcedObject[]) : [];
}

/** Objects of a part, kind by kind. */
export function objectsOfPart(part: Part): readonly SourcedObject[] {
  return [...part.kinds.keys()].flatMap((kind) => objectsOfKind(part, kind));
}

/** The namespaces that parts hold, and what verdicts on objects that live in them depend on. */
export interface KnownNamespaces {
  readonly objects: readonly SourcedObject[];
  /** Digest by name; none for a namespace that no part holds. */
  readonly digests: ReadonlyMap<string, string>;
}

export function namespacesOf(parts: readonly Part[]): KnownNamespaces {
  const objects = parts.flatMap((part) => objectsOfKind(part, 'Namespace'));
  const digests = new Map(objects.map(({ object }) => [object.metadata.name, digest(JSON.stringify(object))]));
  return { objects, digests };
}

/**
 * Names the verdicts of the object rules on a part: equal where nothing is different that they depend on.
 * @param surroundings digest of the rules, the program, the language
 */
export function verdictsKey(part: Part, surroundings: string, { digests }: KnownNamespaces): string {
  return digest(surroundings, part.key, ...part.livesIn.map((name) => digests.get(name) ?? ''));
}
