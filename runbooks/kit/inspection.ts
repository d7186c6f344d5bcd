import { alertsServedBy } from '../../stacks/catalogue/alerts.ts';
import type { Role } from '../../stacks/model/person.ts';
import type { Text } from '../../stacks/model/vocabulary.ts';
import type { ParameterSet, ParameterValues } from './parameters.ts';
import type { PlatformReader } from './platform.ts';
import type { ReadContext } from './runbook.ts';

/** Something that is not as it should be, or that could not be looked at; both need a person. */
export interface InspectionFinding {
  /** Object, channel, system or source. */
  readonly subject: string;
  readonly fault: Text;
  readonly remedy: Text;
  /** `unknown` where the source did not say: never counted as good. @default 'finding' */
  readonly kind?: 'finding' | 'unknown';
}

/** What was looked at, as rows; no name, number or case of a person is in it. */
export interface InspectionTable {
  readonly title: Text;
  readonly columns: readonly Text[];
  readonly rows: readonly (readonly string[])[];
}

/** What an inspection saw. */
export interface Observed {
  readonly findings: readonly InspectionFinding[];
  readonly tables: readonly InspectionTable[];
  /** Facts by name that are compared with those of the last inspection; counts and states, no times. @default none */
  readonly facts?: Readonly<Record<string, string>>;
}

export interface InspectionContext<Parameters> extends ReadContext<Parameters> {
  readonly platform: PlatformReader;
}

/**
 * A duty that changes nothing: it reads by itself, or guides people through a list that they sign, or both. It needs no
 * approval; it leaves a record with its digest in the duty's journal.
 */
export interface Inspection<Set extends ParameterSet = ParameterSet> {
  readonly id: string;
  readonly title: Text;
  /** What it finds out, and for whom. */
  readonly purpose: Text;
  readonly alerts: readonly string[];
  readonly duties: readonly string[];
  readonly roles: readonly Role[];
  readonly escalation: Text;
  /** Whether it looks at one network or at the declaration and the records of the whole site. */
  readonly scope: 'network' | 'site';
  /** A second person signs as well, with a key of their own. @default false */
  readonly countersigned?: boolean;
  readonly parameters: Set;
  /** What the platform reads by itself; absent where only people can do it. Read-only. */
  look?(context: InspectionContext<ParameterValues<Set>>): Promise<Observed>;
  /** What only people can do or judge, item by item; each is answered and signed. Empty where nothing is left to them. */
  readonly people: readonly Text[];
}

/**
 * Declares an inspection; parameters are typed in its look.
 * @throws Error where nobody does anything, or the id is no DNS label
 */
export function defineInspection<const Set extends ParameterSet>(inspection: Inspection<Set>): Inspection<Set> {
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(inspection.id))
    throw new Error(`inspection ${inspection.id}: no id. Use lower-case words and hyphens.`);
  if (!inspection.look && inspection.people.length === 0)
    throw new Error(`inspection ${inspection.id}: neither looks nor asks. Give it one of them.`);
  return { ...inspection, alerts: inspection.alerts.length > 0 ? inspection.alerts : alertsServedBy(inspection.id) };
}
