import * as z from 'zod';
import type { Clock, ClockBranch, ClockVersion, Limit } from '../../clock.ts';
import type { Duty } from '../../duty.ts';
import type { Post } from '../../person.ts';
import { certainty, date, organ, role, some, text, words } from './common.ts';

/** Halves exist for months (一个半月); the clock's judge refuses them elsewhere. */
const limit = z.strictObject({
  count: z.number().gt(0),
  unit: z.enum(['hour', 'day', 'working-day', 'month', 'year']),
}) satisfies z.ZodType<Limit>;

const branch = z.strictObject({
  id: words,
  name: text,
  limit,
  effect: z.enum(['add', 'replace']),
  article: words.optional(),
}) satisfies z.ZodType<ClockBranch>;

const version = z.strictObject({
  effectiveFrom: date,
  limit,
  branches: z.array(branch),
  article: words,
}) satisfies z.ZodType<ClockVersion>;

const hours = z.number().gt(0);

export const clock = z.strictObject({
  name: text,
  stage: text,
  holders: some(organ),
  mode: z.enum(['custody', 'procedural']),
  atLimit: z.enum(['breach', 'escalation-right', 'deemed', 'party-loses-right']),
  versions: some(version),
  excludedTime: z.array(words),
  warningHours: z.tuple([hours, hours, hours]),
  certainty,
}) satisfies z.ZodType<Clock>;

export const duty = z.strictObject({
  name: text,
  period: z.enum([
    'shift',
    'daily',
    'weekly',
    'monthly',
    'quarterly',
    'half-yearly',
    'yearly',
    'protection-period',
    'on-event',
  ]),
  roles: some(z.enum(['SYS', 'SEC', 'AUD', 'ONC', 'DPO', 'LEAD'])),
  automated: text.nullable(),
  evidence: text,
  basis: words,
  runbook: words,
  manual: z.boolean(),
  certainty,
}) satisfies z.ZodType<Duty>;

export const post = z.strictObject({
  title: text,
  organ,
  roles: some(role),
  networks: z.array(words),
}) satisfies z.ZodType<Post>;
