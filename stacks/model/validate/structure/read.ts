import type { Problem } from '../../problem.ts';
import type { Site } from '../../site.ts';
import type { IsoDate } from '../../vocabulary.ts';
import { listSections, type RecordSection, recordSections, type SiteView } from '../view.ts';
import { fieldsAt } from './fields.ts';
import { type StructureProblem, structureProblems } from './issues.ts';
import { siteSchema } from './site.ts';

/** A declaration read against the structure of the model. */
export interface Reading {
  readonly problems: readonly Problem[];
  /** What can be judged further; absent where the declaration is not even an object. */
  readonly view?: SiteView;
}

/**
 * Reads an untyped declaration: problems of structure, and a view of all entries that are sound.
 * @param on the date of judgement; @default the date of the declaration
 */
export function readDeclaration(declaration: unknown, on?: IsoDate): Reading {
  const parsed = siteSchema.safeParse(declaration);
  const found = parsed.success
    ? []
    : parsed.error.issues.flatMap((issue) =>
        structureProblems(issue, declaration, (steps) => fieldsAt(siteSchema, steps)),
      );
  const problems = found.map(({ problem }) => problem);
  if (typeof declaration !== 'object' || declaration === null || Array.isArray(declaration)) return { problems };
  return { problems, view: soundView(declaration as Record<string, unknown>, found, on) };
}

/** Stand in for texts that cannot be read, so that nothing more is said of them. */
const neutralTexts = { id: 'site', region: 'cn-site' } as const satisfies Partial<Site>;

function soundView(
  declaration: Record<string, unknown>,
  found: readonly StructureProblem[],
  on: IsoDate | undefined,
): SiteView {
  const breaking = found.filter(({ breaks }) => breaks).map(({ steps }) => steps);
  const unreadable = new Set(breaking.filter((steps) => steps.length === 1).map(([section]) => section));
  const brokenEntries = new Set(breaking.filter((steps) => steps.length > 1).map((steps) => entryKey(steps)));

  const site: Record<string, unknown> = { ...declaration };
  for (const [field, neutral] of Object.entries(neutralTexts)) if (unreadable.has(field)) site[field] = neutral;
  const declaredIds: Record<string, ReadonlySet<string> | undefined> = {};
  const positions: Record<string, readonly number[]> = {};
  for (const section of recordSections) {
    const entries = unreadable.has(section) ? {} : (declaration[section] as Record<string, unknown>);
    declaredIds[section] = unreadable.has(section) ? undefined : new Set(Object.keys(entries));
    site[section] = ownEntries(Object.entries(entries).filter(([id]) => !brokenEntries.has(entryKey([section, id]))));
  }
  for (const section of listSections) {
    const entries = unreadable.has(section) ? [] : (declaration[section] as readonly unknown[]);
    positions[section] = entries.map((_, at) => at).filter((at) => !brokenEntries.has(entryKey([section, at])));
    site[section] = positions[section].map((at) => entries[at]);
  }
  return {
    site: site as unknown as Site,
    judgedOn: on ?? (unreadable.has('declaredOn') ? undefined : (declaration.declaredOn as string)),
    declaredIds: declaredIds as Record<RecordSection, ReadonlySet<string> | undefined>,
    positions: positions as SiteView['positions'],
  };
}

/** An object of these entries and no others: an id such as `constructor` finds nothing that was not declared. */
function ownEntries(entries: readonly [string, unknown][]): Record<string, unknown> {
  return Object.assign(Object.create(null), Object.fromEntries(entries));
}

function entryKey(steps: readonly PropertyKey[]): string {
  return `${String(steps[0])} ${String(steps[1])}`;
}
