import type { Problem } from '../problem.ts';
import type { Site } from '../site.ts';
import { didYouMean, listed } from './suggestion.ts';

/** Sections of a site that hold entries by id. */
export const recordSections = [
  'networks',
  'classifiedNetworks',
  'systems',
  'channels',
  'exchanges',
  'assets',
  'clocks',
  'duties',
  'posts',
  'images',
] as const satisfies readonly (keyof Site)[];

/** Sections that hold a list. */
export const listSections = ['crossings', 'flows', 'guardPeriods'] as const satisfies readonly (keyof Site)[];

export type RecordSection = (typeof recordSections)[number];

/**
 * A site as the judges of its meaning see it: only entries of sound structure stand in `site`. An entry of broken
 * structure is left out but still counts as declared, so that one slip does not raise a hundred errors.
 */
export interface SiteView {
  readonly site: Site;
  /** The date of judgement; undefined where the declaration gives none that can be read: then no date is judged. */
  readonly judgedOn: string | undefined;
  /** Ids declared in a section; undefined where the section itself cannot be read. */
  readonly declaredIds: Readonly<Record<RecordSection, ReadonlySet<string> | undefined>>;
  /** Positions in the declaration of the list entries that stand in `site`. */
  readonly positions: Readonly<Record<(typeof listSections)[number], readonly number[]>>;
}

/** Judges one subject of a site. */
export type Judge = (view: SiteView) => Problem[];

/** Whether an id is declared; everything counts as declared in a section that cannot be read. */
export function isDeclared(view: SiteView, section: RecordSection, id: string): boolean {
  return view.declaredIds[section]?.has(id) ?? true;
}

/** What to do about an id that nothing declares. */
export function referenceRemedy(view: SiteView, section: RecordSection, id: string): string {
  const ids = [...(view.declaredIds[section] ?? [])];
  const suggestion = didYouMean(id, ids).trim();
  return suggestion === '' ? `Declare it in ${section}, or use one of ${listed(ids)}.` : suggestion;
}
