import { createHash } from 'node:crypto';
import { type Judgement, type JudgeOptions, judge } from './judge.ts';
import type { SourcedObject } from './kubernetes.ts';
import { isEstateRule } from './rule.ts';
import { addVerdicts, type Finding, noVerdicts, type VerdictCounts } from './verdict.ts';

/** Objects that stand or fall together in the cache: a file, or a stack. */
export interface CachePart {
  /** Digest of the content and of where it stands: the same key means the same objects from the same source. */
  readonly key: string;
  /** Reads the objects; called only when something has to be judged anew. */
  objects(): readonly SourcedObject[];
}

/** What is kept of one part under one set of rules, waivers and namespaces. Plain data, fit for JSON. */
export interface PartVerdicts {
  readonly objects: number;
  readonly byRule: readonly (readonly [string, VerdictCounts])[];
  readonly findings: readonly Finding[];
}

/** Where verdicts are kept between checks. The caller decides whether in memory or in a file. */
export interface VerdictCache {
  readonly namespaces: Map<string, readonly SourcedObject[]>;
  readonly verdicts: Map<string, PartVerdicts>;
}

export function emptyCache(): VerdictCache {
  return { namespaces: new Map(), verdicts: new Map() };
}

export function digest(...parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  return hash.digest('base64url');
}

/**
 * Judges parts, taking from the cache what has not changed: neither the part, nor rules, settings, waivers, day or
 * namespaces. Estate rules look at everything and are judged every time. Entries that no part used are dropped, so
 * that the cache does not outgrow what is checked.
 */
export function judgeParts(parts: readonly CachePart[], options: JudgeOptions, cache: VerdictCache): Judgement {
  const loaded = new Map<CachePart, readonly SourcedObject[]>();
  const objectsOf = (part: CachePart) => {
    const objects = loaded.get(part) ?? part.objects();
    loaded.set(part, objects);
    return objects;
  };
  const namespaces = [...(options.namespaces ?? []), ...parts.flatMap((part) => namespacesOf(part, objectsOf, cache))];
  const objectRules = { ...options, rules: options.rules.filter((rule) => !isEstateRule(rule)), namespaces };
  const surroundings = digest(describeOptions(objectRules), JSON.stringify(namespaces));
  const used = new Map<string, PartVerdicts>();
  for (const part of parts) {
    const key = digest(part.key, surroundings);
    used.set(key, used.get(key) ?? cache.verdicts.get(key) ?? kept(judge(objectsOf(part), objectRules)));
  }
  const estateRules = options.rules.filter(isEstateRule);
  const whole =
    estateRules.length > 0 ? [kept(judge(parts.flatMap(objectsOf), { ...options, rules: estateRules }))] : [];
  const results = parts.map((part) => used.get(digest(part.key, surroundings))!);
  cache.verdicts.clear();
  for (const [key, verdicts] of used) cache.verdicts.set(key, verdicts);
  const objects = results.reduce((sum, one) => sum + one.objects, 0);
  return { ...merged([...results, ...whole], options), objects };
}

function namespacesOf(
  part: CachePart,
  objectsOf: (part: CachePart) => readonly SourcedObject[],
  cache: VerdictCache,
): readonly SourcedObject[] {
  const known = cache.namespaces.get(part.key);
  if (known) return known;
  const found = objectsOf(part).filter(({ object }) => object.kind === 'Namespace');
  cache.namespaces.set(part.key, found);
  return found;
}

/** Everything but objects that verdicts depend on. */
function describeOptions({ rules, waivers, settings, today, language }: JudgeOptions): string {
  const essential = rules.map(({ examples: _examples, ...rest }) => rest);
  return JSON.stringify([essential, waivers ?? [], settings ?? {}, today, language ?? 'en']);
}

function kept({ objects, byRule, findings }: Judgement): PartVerdicts {
  return { objects, byRule: [...byRule], findings };
}

function merged(results: readonly PartVerdicts[], { rules }: JudgeOptions): Omit<Judgement, 'objects'> {
  const byRule = new Map(rules.map((rule) => [rule.id, noVerdicts()]));
  for (const result of results) {
    for (const [id, counts] of result.byRule) byRule.set(id, addVerdicts(byRule.get(id) ?? noVerdicts(), counts));
  }
  const verdicts = [...byRule.values()].reduce(addVerdicts, noVerdicts());
  return { rules: rules.length, verdicts, byRule, findings: results.flatMap(({ findings }) => findings) };
}
