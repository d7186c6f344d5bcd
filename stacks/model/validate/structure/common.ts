import * as z from 'zod';
import type { Role } from '../../person.ts';
import type { Certainty, DataClass, IsoDate, MlpsLevel, Organ, Protocol, SegmentKind, Text } from '../../vocabulary.ts';

/** A text that says something. */
export const words = z.string().trim().min(1);

export const text = z.strictObject({ zh: words, en: words }) satisfies z.ZodType<Text>;
export const date = z.iso.date() satisfies z.ZodType<IsoDate>;
export const organ = z.enum(['POL', 'PRO', 'CRT', 'JUS', 'PLC', 'GOV', 'ALL']) satisfies z.ZodType<Organ>;
export const role = z.enum([
  'system-admin',
  'security-admin',
  'audit-admin',
  'on-call',
  'data-security-officer',
  'unit-leader',
  'requester',
]) satisfies z.ZodType<Role>;
export const certainty = z.enum(['V', 'M', 'U', 'P']) satisfies z.ZodType<Certainty>;
export const dataClass = z.enum(['general', 'important', 'core']) satisfies z.ZodType<DataClass>;
export const mlpsLevel = z.literal([2, 3, 4]) satisfies z.ZodType<MlpsLevel>;
export const protocol = z.enum(['TCP', 'UDP', 'SCTP']) satisfies z.ZodType<Protocol>;
export const segmentKind = z.enum([
  'web',
  'app',
  'data',
  'exchange',
  'ops',
  'security',
]) satisfies z.ZodType<SegmentKind>;

/** A whole number of at least one. */
export const count = z.int().min(1);
export const port = z.int().min(1).max(65_535);

/** A list that holds at least one entry. */
export const some = <Item extends z.ZodType>(item: Item) => z.array(item).min(1);
/** Entries by id. */
export const byId = <Item extends z.ZodType>(item: Item) => z.record(z.string(), item);
