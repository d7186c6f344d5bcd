import type { runbooks } from '../../catalogue/runbooks.ts';
import type { Role } from '../../model/person.ts';
import type { Organ, Text } from '../../model/vocabulary.ts';

/** critical: somebody is called now; warning: looked at in working hours; heartbeat: its absence is the alarm. */
export type AlertSeverity = 'critical' | 'warning' | 'heartbeat';

/** What an alert is about; a network that is down silences what stands inside it. */
export type AlertScope = 'network' | 'platform' | 'system' | 'channel' | 'clock';

/** A course of events, and what is seen of it. */
export interface AlertCase {
  /** Series by selector, with values in promtool's notation. */
  readonly series: Readonly<Record<string, string>>;
  /** Seconds between samples, and between evaluations. */
  readonly stepSeconds: number;
  readonly moments: readonly AlertMoment[];
}

export interface AlertMoment {
  /** Seconds from the first sample; a multiple of the step. */
  readonly atSeconds: number;
  /** Labels taken from the series by each alert that fires; none where nothing fires. */
  readonly fires: readonly Readonly<Record<string, string>>[];
}

/** An alert that explains itself: when, how bad, whose, and what to do; with the cases that it is tested by. */
export interface Alert {
  /** The same for every instance of one idea; CamelCase. */
  readonly name: string;
  readonly summary: Text;
  readonly description: Text;
  readonly severity: AlertSeverity;
  readonly scope: AlertScope;
  /** The organ that answers for what the alert is about, in this network. */
  readonly owner: Organ;
  readonly role: Role;
  readonly runbook: keyof typeof runbooks;
  /** PromQL over the metrics contract and the recorded series. */
  readonly expr: string;
  readonly forMinutes: number;
  /** Labels besides severity, scope, owner, role and network. @default none */
  readonly labels?: Readonly<Record<string, string>>;
  readonly cases: readonly AlertCase[];
}
