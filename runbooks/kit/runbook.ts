import type { KubernetesObject } from '../../policies/kubernetes.ts';
import { alertsServedBy } from '../../stacks/catalogue/alerts.ts';
import type { Role } from '../../stacks/model/person.ts';
import type { Site } from '../../stacks/model/site.ts';
import type { Text } from '../../stacks/model/vocabulary.ts';
import type { Action } from './action.ts';
import type { ChangeClass } from './approvals/approval.ts';
import type { ControlPlaneReader } from './control-plane-host.ts';
import type { ParameterSet, ParameterValues } from './parameters.ts';
import type { Json } from './signing/canonical-json.ts';

/** Where a run acts: one network of one site, never more. */
export interface Target {
  readonly site: string;
  readonly network: string;
}

/** Reading with a credential that cannot write. */
export interface ReadAccess {
  /** The JSON at an API path, undefined where there is none (404). */
  get(path: string): Promise<Json | undefined>;
  /**
   * The metadata alone (PartialObjectMetadata) of an object whose content this credential may not read, as of Secrets.
   * Only there while a run acts, by the acting credential: a plan never has it.
   * @param of what the path names @default 'object'
   */
  metadata?(path: string, of?: 'object' | 'list'): Promise<Json | undefined>;
  /** What is no JSON, as the log of a container. Only there while a run acts, as `metadata`. */
  text?(path: string): Promise<string | undefined>;
  /** What the network shall hold, rendered from its declaration; undefined where nobody rendered it. */
  declared?(): Promise<readonly KubernetesObject[]>;
  /** A bounded GET of an address of the operations zone that is no API server: Prometheus, Alertmanager. */
  probe?(address: string): Promise<{ readonly status: number; readonly body: string }>;
  readonly host?: ControlPlaneReader;
  /** The declaration that the target is of. */
  readonly site?: Site;
}

export interface ReadContext<Parameters> {
  readonly parameters: Parameters;
  readonly target: Target;
  readonly read: ReadAccess;
  readonly now: () => Date;
  /** Id of the run in hand; absent while planning. */
  readonly run?: string;
  /** What this run has sealed under a name; undefined where there is nothing. Absent while planning. */
  readonly sealed?: (name: string) => Uint8Array | undefined;
}

export interface ActContext<Parameters> extends ReadContext<Parameters> {
  readonly run: string;
  /** Carries out the planned action, with what was drawn filled in; returns a short account of it. */
  readonly execute: (action: Action) => Promise<string>;
  /** As `execute`, for a request whose answer the step needs. It is for the step's own use: never return it. */
  readonly answerTo: (action: Action) => Promise<Json | undefined>;
  /** Leaves a secret for the operator in a file of mode 0600 outside the run's evidence; gives its path. */
  readonly handOver: (name: string, content: string) => Promise<string>;
  /** Removes the file that `handOver` left under this name; nothing happens where it is gone already. */
  readonly takeBack: (name: string) => Promise<void>;
  /**
   * Seals bytes in the run's folder, mode 0600, and leaves a redacted view of them beside. The view goes into the evidence
   * of the run; the original stays behind, and the account that names its digests binds it to the signed journal.
   */
  readonly seal: (name: string, content: Uint8Array, view: Json) => void;
}

/** A statement that was looked into. */
export interface Check {
  readonly holds: boolean;
  readonly statement: Text;
  /** What was seen; redacted before it is written. */
  readonly seen?: string;
}

/** Whether an action's effect is there: read from the target, never from memory. */
export type Observation = 'done' | 'not-done' | 'unclear';

/** Going back over a step. */
export interface Undo<Parameters> {
  readonly describe: Text;
  /** `saved` is what `save` took before the step; `done` are the ids of the step's actions that took effect. */
  plan(context: ReadContext<Parameters>, saved: Json, done: readonly string[]): Promise<readonly Action[]>;
  act?(context: ActContext<Parameters>, action: Action): Promise<string>;
  observe(context: ReadContext<Parameters>, action: Action): Promise<Observation>;
}

/**
 * One step. Its functions are methods, so that a runbook with its own parameters is a `Runbook`. Each action is journalled by itself, so that a kill between two repeats neither.
 */
export interface Step<Parameters> {
  readonly id: string;
  readonly title: Text;
  /** Whether the step may be taken; read-only. */
  precheck(context: ReadContext<Parameters>): Promise<readonly Check[]>;
  /** What exactly it will do; read-only. It is asked before anything has acted, and again right before the run. */
  plan(context: ReadContext<Parameters>): Promise<readonly Action[]>;
  /** How an action is carried out. @default `context.execute(action)` */
  act?(context: ActContext<Parameters>, action: Action): Promise<string>;
  observe(context: ReadContext<Parameters>, action: Action): Promise<Observation>;
  /** Whether the step as a whole had its effect; read-only. */
  verify(context: ReadContext<Parameters>): Promise<readonly Check[]>;
  /** What undo will need, taken before the first action. Kept in a file of the run, 0600; the journal has its digest. */
  save?(context: ReadContext<Parameters>): Promise<Json>;
  /** `nothing` for steps that change nothing outside the run; absent for what cannot be undone. */
  readonly undo?: Undo<Parameters> | 'nothing';
}

/** A runbook as a value. */
export interface Runbook<Set extends ParameterSet = ParameterSet> {
  readonly id: string;
  readonly title: Text;
  /** When to reach for it. */
  readonly purpose: Text;
  /** Names of alerts whose annotation links here. Where it lists none, those that the catalogue binds to its id. */
  readonly alerts: readonly string[];
  /** Ids of duties that it carries out. */
  readonly duties: readonly string[];
  /** Who may run it. */
  readonly roles: readonly Role[];
  readonly blastRadius: Text;
  readonly escalation: Text;
  readonly class: ChangeClass;
  /** Takes the emergency path at any time. @default false */
  readonly breakGlass?: boolean;
  readonly reversible: boolean;
  readonly parameters: Set;
  readonly steps: readonly Step<ParameterValues<Set>>[];
}

/**
 * Declares a runbook; parameters are typed in its steps.
 * @throws Error for step ids that repeat or are no DNS labels, and for `reversible` where a step has no undo.
 */
export function defineRunbook<const Set extends ParameterSet>(runbook: Runbook<Set>): Runbook<Set> {
  const ids = runbook.steps.map((step) => step.id);
  const bad = [runbook.id, ...ids].find((id) => !/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(id));
  if (bad !== undefined) throw new Error(`runbook ${runbook.id}: "${bad}" is no id. Use lower-case words and hyphens.`);
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated) throw new Error(`runbook ${runbook.id}: step ${repeated} is there twice. Give each step its own id.`);
  const final = runbook.steps.find((step) => step.undo === undefined);
  if (runbook.reversible && final) {
    throw new Error(
      `runbook ${runbook.id}: reversible, but step ${final.id} has no undo. Give it one, or say "nothing".`,
    );
  }
  return { ...runbook, alerts: runbook.alerts.length > 0 ? runbook.alerts : alertsServedBy(runbook.id) };
}
