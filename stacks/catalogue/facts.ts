import type { Availability, Component, ComponentKind, Placement, System } from '../model/system.ts';
import type { ReferenceNetworkId } from './networks.ts';

/** Id of an exchange in the catalogue, `X01` … `X41`. */
type ExchangeNumber = `X${number}`;

/**
 * One row of the systems catalogue: what the seed text names or implies, and where the reference profile places it.
 * Protection levels and data classes are proposals (certainty P): real grading (定级) is done system by system with
 * expert review and filed with the police; the field's catalogue of important data is not public (certainty U).
 */
export interface SystemFacts
  extends Pick<
    System,
    | 'name'
    | 'kind'
    | 'owner'
    | 'otherOwners'
    | 'mlpsLevel'
    | 'dataClass'
    | 'personalInformation'
    | 'availability'
    | 'hosts'
    | 'certainty'
  > {
  /** Row number, 1–50. */
  readonly number: number;
  /** Verbatim phrases of the source text that name the system, or imply it where `implied` is set. */
  readonly seedPhrases: readonly string[];
  readonly implied?: true;
  readonly exchanges: readonly ExchangeNumber[];
  /** Where the grading is a range or a condition, the condition. */
  readonly gradingNote?: string;
  /** Default placements by network of the reference profile. */
  readonly placements: Readonly<Partial<Record<ReferenceNetworkId, Placement>>>;
}

/** Components that are named after their kinds: `tiers('api', 'database')`. */
export function tiers<const Kind extends ComponentKind>(
  ...kinds: readonly Kind[]
): { readonly [K in Kind]: Component & { readonly kind: K } } {
  return Object.fromEntries(kinds.map((kind) => [kind, { kind }])) as {
    readonly [K in Kind]: Component & { readonly kind: K };
  };
}

/** Round the clock: 99.95 % over 30 days with a recovery point in minutes. */
export const roundTheClock = (rpoMinutes: number, rtoMinutes = 30, note?: string): Availability => ({
  hours: '24x7',
  objectivePercent: 99.95,
  rpoMinutes,
  rtoMinutes,
  ...(note ? { note } : {}),
});

/** Seven days a week from morning to evening: 99.9 %. */
export const daytime = (note?: string): Availability => ({
  hours: '7x12',
  objectivePercent: 99.9,
  rpoMinutes: 60,
  rtoMinutes: 120,
  ...(note ? { note } : {}),
});

/** Working days: 99.5 %. */
export const businessHours = (note?: string): Availability => ({
  hours: 'business-hours',
  objectivePercent: 99.5,
  rpoMinutes: 60,
  rtoMinutes: 240,
  ...(note ? { note } : {}),
});

/** Scheduled work: 99 %. */
export const batch = (note?: string): Availability => ({
  hours: 'batch',
  objectivePercent: 99,
  rpoMinutes: 1440,
  rtoMinutes: 480,
  ...(note ? { note } : {}),
});
