import type { Site } from '../../stacks/model/site.ts';
import type { Keyring } from './keyring.ts';
import type { RunPhase } from './run/run-state.ts';

/** One field or object that differs from the declaration. */
export interface PlatformDrift {
  readonly object: string;
  readonly field: string;
  readonly kind: string;
  readonly manager: string;
  readonly user: string;
  /** RFC 3339; absent where nothing says. */
  readonly since?: string;
}

export interface PlatformCompliance {
  /** Verdicts by kind: pass, fail, error, unknown, waived … */
  readonly verdicts: Readonly<Record<string, number>>;
  /** What blocks the gate, one line each. */
  readonly blocking: readonly { readonly rule: string; readonly object: string; readonly message: string }[];
  readonly waivers: readonly { readonly id: string; readonly rule: string; readonly daysLeft: number }[];
}

export interface PlatformReachability {
  readonly holds: boolean;
  readonly declared: number;
  readonly permitted: number;
  readonly differences: readonly string[];
  /** Policies that add nothing, or select nothing. */
  readonly hygiene: readonly { readonly policy: string; readonly fault: string }[];
}

export interface PlatformRun {
  readonly run: string;
  readonly runbook: string;
  readonly network: string;
  readonly phase: RunPhase;
  /** RFC 3339, UTC. */
  readonly startedAt: string;
  readonly updatedAt: string;
  readonly operator: string;
}

/** One sample of a PromQL instant query. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A line of the API server's audit log, without bodies. */
export interface AuditEntry {
  /** RFC 3339. */
  readonly time: string;
  readonly user: string;
  readonly verb: string;
  /** `namespaces/default/pods/web`, as the request names it. */
  readonly target: string;
  readonly code: number;
  readonly sources: readonly string[];
}

/**
 * What Fadun itself can tell of the target: each method reads with a credential that cannot write. A source that this
 * machine has not got is undefined, never an empty answer.
 */
export interface PlatformReader {
  readonly site: Site;
  readonly keyring: Keyring | undefined;
  drift(): Promise<readonly PlatformDrift[]>;
  compliance(): Promise<PlatformCompliance>;
  /** Of the live policies. */
  reachability(): Promise<PlatformReachability>;
  runs(): Promise<readonly PlatformRun[]>;
  /** Instant query of the network's Prometheus; undefined where none is named. */
  query(promql: string): Promise<readonly Sample[] | undefined>;
  /** Alerts that the network's Prometheus holds as pending or firing; undefined where none is named. */
  alerts(): Promise<
    readonly { readonly name: string; readonly severity: string; readonly state: string }[] | undefined
  >;
  /** Entries since a moment, newest last; undefined where the audit log is not on this machine. */
  audit(since: Date): Promise<readonly AuditEntry[] | undefined>;
  /** A file that people bring (a staff list, a scan result) as JSON; undefined where none was given. */
  file(name: string): Promise<unknown>;
}
