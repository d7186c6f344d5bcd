import * as z from 'zod';
import type { DataAsset } from '../../asset.ts';
import { componentProfiles } from '../../profiles.ts';
import type { Availability, Component, ComponentKind, Filing, Placement, System } from '../../system.ts';
import { byId, certainty, count, dataClass, date, mlpsLevel, organ, some, text, words } from './common.ts';

const componentKinds = Object.keys(componentProfiles) as ComponentKind[];

const component = z.strictObject({
  kind: z.enum(componentKinds),
  name: text.optional(),
  replicas: count.optional(),
  storageGi: count.optional(),
  imageRepository: words.optional(),
  schedule: words.optional(),
}) satisfies z.ZodType<Component>;

const placement = z.strictObject({
  components: byId(component),
  entrance: z.enum(['public', 'terminals']).optional(),
  expires: date.optional(),
}) satisfies z.ZodType<Placement>;

const availability = z.strictObject({
  hours: z.enum(['24x7', '7x12', 'business-hours', 'batch']),
  objectivePercent: z.number().gt(0).lt(100),
  rpoMinutes: z.number().min(0),
  rtoMinutes: z.number().min(0),
  note: words.optional(),
}) satisfies z.ZodType<Availability>;

const filing = z.strictObject({ number: words, date }) satisfies z.ZodType<Filing>;

export const system = z.strictObject({
  name: text,
  kind: z.enum(['deployed', 'capability', 'external', 'programme']),
  owner: organ,
  otherOwners: z.array(organ).optional(),
  mlpsLevel,
  dataClass,
  personalInformation: z.boolean(),
  availability,
  placements: byId(placement),
  hosts: z.array(words).optional(),
  filing: filing.optional(),
  dataSecurityOfficer: words.optional(),
  certainty,
}) satisfies z.ZodType<System>;

export const asset = z.strictObject({
  name: text,
  system: words,
  provider: organ,
  users: some(organ),
  manager: organ,
  dataClass,
  personalInformation: z.boolean(),
  fields: z.array(words),
  legalBasis: words,
  sharing: z.enum(['unconditional', 'conditional', 'none']),
  retentionDays: count.nullable(),
  backup: z.strictObject({
    frequencyHours: z.number().gt(0),
    retentionDays: count,
    medium: z.enum(['object-store', 'tape', 'dr-site']),
  }),
  certainty,
}) satisfies z.ZodType<DataAsset>;
