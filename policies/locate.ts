import type { Hit, RuleProgram } from './cel/rule-program.ts';
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

/** The finding's path: of the item in the first tree that holds it, then the rule's own path inside it. */
export function located(program: RuleProgram, hit: Hit, places: readonly Place[]): LocatedHit {
  const own = program.rule.path ?? '';
  if (!hit.at) {
    const spec = program.rule.targets.template && own !== '' ? joinPath('spec', own) : own;
    return { ...hit, path: joinPath(places[0]?.path ?? '', spec) };
  }
  const { list, index } = hit.at;
  for (const { root, path } of places) {
    const ofList = pathWithin(root, list);
    const place = ofList === undefined ? pathOfItem(root, hit.item) : `${ofList}[${index}]`;
    if (place !== undefined) return { ...hit, path: joinPath(path, joinPath(place, own)) };
  }
  return { ...hit, path: own };
}

function pathOfItem(root: unknown, item: unknown): string | undefined {
  return typeof item === 'object' && item !== null ? pathWithin(root, item) : undefined;
}

/** The hits with their paths moved to where the template stands. */
export function prefixed(hits: readonly LocatedHit[], prefix: string): readonly LocatedHit[] {
  return prefix === '' || hits.length === 0 ? hits : hits.map((hit) => ({ ...hit, path: joinPath(prefix, hit.path) }));
}
