import type { Waiver } from '../../../policies/waiver.ts';
import { waiversOf } from '../../../policies/waivers/index.ts';
import { buildCity } from '../../pipeline/city.ts';
import { judgeCity } from '../../pipeline/judge-city.ts';
import type { JudgementOutcome } from '../../pipeline/judge-objects.ts';
import { selectSite } from '../../pipeline/select-site.ts';
import { dayOrToday } from '../../pipeline/today.ts';
import type { Positional } from '../context.ts';
import { siteOptions } from '../options.ts';

/** A site as the rules judge its declaration on one day, with its waivers. */
export interface JudgedSite {
  readonly site: string;
  readonly result: JudgementOutcome['result'];
  readonly waivers: readonly Waiver[];
  /** `YYYY-MM-DD`: `--date`, or the day it is in the site. */
  readonly today: string;
}

/** Judges the site that a command names, every network and rule. */
export async function judgedSite(positional: Positional, options: Record<string, unknown>): Promise<JudgedSite> {
  const { site, out } = siteOptions(positional, options);
  const today = dayOrToday('--date', options.date);
  const city = await buildCity(await selectSite(site, 1), out, undefined);
  const { result } = judgeCity(city, { today });
  return { site: city.site.id, result, waivers: waiversOf(city.site.id), today };
}
