import type { Waiver } from '../waiver.ts';
import { binheWaivers } from './binhe.ts';

/** Waivers by site; a site without an entry has none. */
const waiversBySite: Readonly<Record<string, readonly Waiver[]>> = { binhe: binheWaivers };

/** The waivers of a site. */
export function waiversOf(site: string): readonly Waiver[] {
  return waiversBySite[site] ?? [];
}
