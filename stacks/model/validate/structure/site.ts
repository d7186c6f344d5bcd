import * as z from 'zod';
import type { Site } from '../../site.ts';
import { clock, duty, post } from './calendar.ts';
import { byId, date, text, words } from './common.ts';
import { channels, exchanges, flow } from './exchange.ts';
import { classifiedNetwork, crossing, guardPeriod, network } from './network.ts';
import { asset, system } from './system.ts';

/** The structure of a site: which fields there are and of what type. What they mean is judged elsewhere. */
export const siteSchema = z.strictObject({
  id: words,
  name: text,
  region: words,
  networks: byId(network),
  classifiedNetworks: byId(classifiedNetwork),
  crossings: z.array(crossing),
  systems: byId(system),
  flows: z.array(flow),
  channels,
  exchanges,
  assets: byId(asset),
  clocks: byId(clock),
  duties: byId(duty),
  posts: byId(post),
  guardPeriods: z.array(guardPeriod),
  runbookPages: words.optional(),
  images: byId(z.string()),
  declaredOn: date,
}) satisfies z.ZodType<Site>;
