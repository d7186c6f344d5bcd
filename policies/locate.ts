import type { Hit, RuleProgram } from './cel/rule-program.ts';
import { isItemsRule, type ObjectRule } from './rule.ts';
import { joinPath, pathWithin } from './subject.ts';

/** A hit with the path of its field. */
export interface LocatedHit extends Hit {
  readonly path: string;
}

/** A tree that findings are located in, and where it stands in the object. */
export interface Place {
  readonly root: unknown;
  readonly path: string;
}

/**
 * Where a rule's path stands that no item of a list carries: in the pod template for a template rule, whose path begins in
 * the pod's spec unless it begins with the metadata, and in the whole object for any other.
 */
export function ownPath({ path = '', targets }: Pick<ObjectRule, 'path' | 'targets'>): string {
  return targets.template && path !== '' && !/^metadata\b/.test(path) ? joinPath('spec', path) : path;
}

/**
 * The finding's path: of the item in the first tree that holds it, then the rule's own path inside it.
 * @param places the pod template, where the object has one, and then the whole object, where that is judged
 */
export function located(program: RuleProgram, hit: Hit, places: readonly Place[]): LocatedHit {
  const { rule } = program;
  const own = rule.path ?? '';
  const judged = (rule.targets.template ? places[0] : places.at(-1))?.path ?? '';
  if (!hit.at) return { ...hit, path: joinPath(judged, isItemsRule(rule) ? '' : ownPath(rule)) };
  const { list, index } = hit.at;
  for (const { root, path } of places) {
    const ofList = pathWithin(root, list);
    const place = ofList === undefined ? pathOfItem(root, hit.item) : `${ofList}[${index}]`;
    if (place !== undefined) return { ...hit, path: joinPath(path, joinPath(place, own)) };
  }
  return { ...hit, path: joinPath(judged, ownPath(rule)) };
}

function pathOfItem(root: unknown, item: unknown): string | undefined {
  return typeof item === 'object' && item !== null ? pathWithin(root, item) : undefined;
}

/** The hits with their paths moved to where the template stands. */
export function prefixed(hits: readonly LocatedHit[], prefix: string): readonly LocatedHit[] {
  return prefix === '' || hits.length === 0 ? hits : hits.map((hit) => ({ ...hit, path: joinPath(prefix, hit.path) }));
}
