import type { ControlPlaneHost } from '../../runbooks/kit/control-plane-host.ts';
import type { JournalRecord } from '../../runbooks/kit/journal/record.ts';
import type { ReadAccess, Runbook } from '../../runbooks/kit/runbook.ts';
import type { Json } from '../../runbooks/kit/signing/canonical-json.ts';

/** The real network that drills share: etcd, API server, controllers, nodes. */
export interface Stage {
  /** Of the sandbox. */
  readonly directory: string;
  readonly site: string;
  readonly network: string;
  /** Root of the network's files on the host. */
  readonly root: string;
  readonly kubeconfigs: { readonly admin: string; readonly applier: string; readonly reader: string };
  readonly auditLog: string;
  readonly host: ControlPlaneHost;
  /** Speaks to the API server as the break-glass identity, to prepare and to check; never as the runbook does. */
  readonly api: StageApi;
}

export interface StageApi {
  /** The JSON at a path, undefined where there is none (404). @param accept media types @default JSON */
  get(path: string, accept?: string): Promise<Json | undefined>;
  /** The same as it came, for what is no JSON. */
  text(path: string, accept?: string): Promise<string | undefined>;
  /** @throws ClusterError with the server's words where it refuses */
  send(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown, contentType?: string): Promise<Json>;
}

/** A network brought to where the runbook is needed. */
export interface Prepared {
  readonly parameters: Readonly<Record<string, string>>;
  /** What the checks compare with; kept in a file, so that a killed drill is checked all the same. */
  readonly kept: Json;
}

/** A runbook's exercise on a real control plane, as a value. */
export interface Drill {
  /** The runbook's id, or that with a word added for another cause. */
  readonly id: string;
  readonly runbook: Runbook;
  /** `good` for a further cause of a runbook whose fault matrix another drill goes through. @default 'matrix' */
  readonly depth?: 'good' | 'matrix';
  /** True where commands of the change path are run: they know the networks that a site declares. @default false */
  readonly onDeclaredSite?: boolean;
  /** Brings the network to where the runbook is needed. Called again for each pass of the fault matrix. */
  prepare(stage: Stage): Promise<Prepared>;
  /** What is not as it should be after the run, one line each. @param journal everything that the run wrote down */
  check(stage: Stage, kept: Json, journal: readonly JournalRecord[]): Promise<readonly string[]>;
  /** The same after the undo. Absent where the runbook cannot be undone. */
  checkUndone?(stage: Stage, kept: Json): Promise<readonly string[]>;
  /** Takes back what `prepare` and the run leave, for the next drill. @default nothing */
  tidy?(stage: Stage, kept: Json): Promise<void>;
  /** What else its steps read. @default nothing */
  reads?(stage: Stage): Promise<Partial<ReadAccess>>;
  /** Acts that may be done again after a kill, since nothing shows them and nothing is harmed; `act/step/action`. @default none */
  readonly harmlessTwice?: readonly string[];
  /** True where `prepare` silences the audit log: the proof is then made on the network as it was before. */
  readonly silencesAudit?: boolean;
  /** Where the run must be seen to write, as the control for the proof that its plan does not. */
  readonly writesTo: readonly ('api' | 'host')[];
}

/** Declares a drill. */
export function drill(value: Drill): Drill {
  return value;
}
