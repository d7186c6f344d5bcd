import type { Clock, ClockBranch, Limit } from '../../model/clock.ts';
import type { IsoDate, Text } from '../../model/vocabulary.ts';

/** Dates from which the texts that this catalogue quotes are in force. */
export const inForce = {
  /** Criminal Procedure Law, 2018 amendment. A fourth amendment is under way (certainty U). */
  criminalProcedure: '2018-10-26',
  /** Civil Procedure Law, 2023 amendment. */
  civilProcedure: '2024-01-01',
  /** 法发〔2006〕35号. */
  enforcementRules: '2007-01-01',
  /** Administrative Reconsideration Law, 2023 revision. */
  reconsideration: '2024-01-01',
  /** Administrative Litigation Law, 2017 amendment. */
  administrativeLitigation: '2017-07-01',
  /** Administrative Penalty Law, 2021 revision. */
  penalty: '2021-07-15',
  /** State Council order 310, 2020 revision. */
  clueTransfer: '2020-08-07',
  legalAid: '2022-01-01',
  communityCorrection: '2020-07-01',
  petition: '2022-05-01',
} as const satisfies Record<string, IsoDate>;

/** Time that does not run in criminal cases. */
export const criminalExclusions = [
  'psychiatric appraisal (CPL 149)',
  'decision on coercive measures in cases of a supervisory commission (CPL 170)',
  'suspension of the trial (CPL 206)',
  'file review by the procuratorate at second instance (CPL 235)',
] as const;

export const hours = (count: number): Limit => ({ count, unit: 'hour' });
export const days = (count: number): Limit => ({ count, unit: 'day' });
export const workingDays = (count: number): Limit => ({ count, unit: 'working-day' });
export const months = (count: number): Limit => ({ count, unit: 'month' });
export const years = (count: number): Limit => ({ count, unit: 'year' });

/** An extension on top of the limit. */
export const extension = (id: string, zh: string, en: string, limit: Limit, article?: string): ClockBranch =>
  branch(id, { zh, en }, limit, 'add', article);

/** Another limit in its place. */
export const instead = (id: string, zh: string, en: string, limit: Limit, article?: string): ClockBranch =>
  branch(id, { zh, en }, limit, 'replace', article);

function branch(id: string, name: Text, limit: Limit, effect: ClockBranch['effect'], article?: string): ClockBranch {
  return { id, name, limit, effect, ...(article && { article }) };
}

/** One text of law with its limit; warnings follow from the limit. */
export interface ClockFacts extends Pick<Clock, 'name' | 'stage' | 'holders' | 'certainty'> {
  readonly limit: Limit;
  readonly branches?: readonly ClockBranch[];
  readonly article: string;
  readonly effectiveFrom: IsoDate;
  /** @default 'procedural' */
  readonly mode?: Clock['mode'];
  /** @default 'breach' */
  readonly atLimit?: Clock['atLimit'];
  readonly excludedTime?: readonly string[];
}

/** A clock of one text of law. */
export function clock(facts: ClockFacts): Clock {
  const { name, stage, holders, certainty, limit, branches = [], article, effectiveFrom } = facts;
  return {
    name,
    stage,
    holders,
    mode: facts.mode ?? 'procedural',
    atLimit: facts.atLimit ?? 'breach',
    versions: [{ effectiveFrom, limit, branches, article }],
    excludedTime: facts.excludedTime ?? [],
    warningHours: warningHours(limit),
    certainty,
  };
}

const daysPerUnit = { hour: 1 / 24, day: 1, 'working-day': 1, month: 30, year: 365 } as const;

/**
 * Yellow, orange and red before the limit, in hours (a proposal of this project): up to 3 days 24/8/2; up to 15 days
 * 72/24/8; longer 168/72/24. A clock shorter than its first threshold is yellow from its start.
 */
export function warningHours({ count, unit }: Limit): readonly [number, number, number] {
  const length = count * daysPerUnit[unit];
  if (length <= 3) return [24, 8, 2];
  return length <= 15 ? [72, 24, 8] : [168, 72, 24];
}
