import { componentProfiles } from '../profiles.ts';
import type { Site } from '../site.ts';
import type { Component } from '../system.ts';
import type { SegmentKind } from '../vocabulary.ts';

/** A flow end taken apart. */
export type End =
  | { readonly kind: 'component'; readonly system: string; readonly component: string }
  | { readonly kind: 'peer'; readonly id: string }
  | { readonly kind: 'channel'; readonly id: string };

/** Takes apart `<system>/<component>`, `peer:<id>` or `channel:<id>`; undefined where the text is none of them. */
export function parseEnd(text: string): End | undefined {
  const prefixed = /^(peer|channel):([^/:]+)$/.exec(text);
  if (prefixed) return { kind: prefixed[1] as 'peer' | 'channel', id: prefixed[2]! };
  const component = /^([^/:]+)\/([^/:]+)$/.exec(text);
  return component ? { kind: 'component', system: component[1]!, component: component[2]! } : undefined;
}

/** A component in a network, where one is placed there. */
export function componentIn(
  site: Site,
  network: string,
  end: { readonly system: string; readonly component: string },
): Component | undefined {
  const placements = site.systems[end.system]?.placements;
  const placement = placements && own(placements, network);
  return placement && own(placement.components, end.component);
}

/** Networks in which a component of this name is placed. */
export function networksOf(site: Site, end: { readonly system: string; readonly component: string }): string[] {
  return Object.entries(site.systems[end.system]?.placements ?? {})
    .filter(([, { components }]) => own(components, end.component) !== undefined)
    .map(([network]) => network);
}

/** An entry that was declared; never what every object inherits (`constructor`, `toString`). */
export function own<Entry>(entries: Readonly<Record<string, Entry>>, id: string): Entry | undefined {
  return Object.hasOwn(entries, id) ? entries[id] : undefined;
}

export function segmentOf(component: Component): SegmentKind {
  return componentProfiles[component.kind].segment;
}
