import type { KubernetesObject } from '../../policies/kubernetes.ts';
import type { Digest } from '../../runbooks/kit/signing/digest.ts';
import type { Engine as EngineId } from '../../stacks/model/network.ts';
import type { ChangePlan, HeldField, ObjectChange, TouchedObject } from '../change/plan.ts';
import type { ClusterClient } from './client/client.ts';
import type { DriftResult } from './direct/drift.ts';
import type { VerifyResult } from './direct/verify.ts';
import type { TerraformSettings } from './terraform/settings.ts';

/** One network of a site, as an engine works on it. */
export interface EngineTarget {
  readonly network: string;
  /** Rendered objects of the network. */
  readonly objects: readonly KubernetesObject[];
  readonly client: ClusterClient;
  /** The network's Terraform stacks; only the engine that runs them looks. */
  readonly terraform: TerraformTarget;
  /** Folder beside the saved plan in which an engine keeps its own plan files; undefined where nothing is saved. */
  readonly artefacts?: string;
}

/** What an engine needs to compare a network's cluster with its declaration. */
export type StandingTarget = Pick<EngineTarget, 'network' | 'objects' | 'client'>;

/** The stacks of a network and what terraform needs to run them. */
export interface TerraformTarget {
  /** Folder of the synthesised stacks of the site. */
  readonly folder: string;
  /** Stack ids in the order in which they are applied. */
  readonly stacks: readonly string[];
  /** Asked only when terraform is to run, since it may want variables that this machine lacks. */
  settings(): TerraformSettings;
}

/** For what is applied directly whatever the site says: a bundle, a rehearsal. */
export const noStacks: TerraformTarget = {
  folder: '',
  stacks: [],
  settings: () => {
    throw new Error('there are no stacks; terraform is not asked');
  },
};

/** One object before and after the change, as the server would hold it; absent where it is new or goes. */
export interface ObjectTransition {
  readonly before: KubernetesObject | undefined;
  readonly after: KubernetesObject | undefined;
}

/** What an engine would do, worked out without writing anything to the cluster. */
export interface Outlook {
  /** UID of the cluster's `kube-system` namespace. */
  readonly cluster: string;
  readonly changes: readonly ObjectChange[];
  readonly touched: readonly TouchedObject[];
  readonly held: readonly HeldField[];
  /** What is taken back from the managers that were named. */
  readonly taken: readonly HeldField[];
  readonly kept: readonly { readonly object: string; readonly why: string }[];
  /** Every object that is added, changed, replaced or removed; nothing that stays as it is. */
  readonly transitions: readonly ObjectTransition[];
  /** Of the engine's own plan file, where it keeps one. */
  readonly artefact?: Digest;
}

/** What an engine did. */
export interface EngineApplied {
  /** Objects that were made, changed or removed by this run. */
  readonly changed: number;
  /** Inventory keys of what was deleted. */
  readonly pruned: readonly string[];
  readonly seconds: number;
}

/** What an engine is told while it works out or applies a plan. */
export interface EngineOptions {
  /** Inventory keys of protected objects that may go. */
  readonly prune: readonly string[];
  /** Field managers whose changes and additions of declared objects are taken back. @default none */
  readonly takeFrom?: readonly string[];
  /** Whether the engine keeps its own plan file in `artefacts`: where a plan is saved, not where it is only looked at. */
  readonly keep?: boolean;
  readonly progress: (line: string) => void;
  /** Awaited as an apply comes to a stage, under the network's lock where the engine has one; by throwing it stops the apply. */
  readonly onStage?: OnStage;
  readonly signal?: AbortSignal;
}

/**
 * `writing`: everything is admitted and nothing is written yet. `written`: every object stands as planned but for what goes
 * last; an engine that cannot tell does not say so.
 */
export type OnStage = (stage: 'writing' | 'written') => void | Promise<void>;

/** A way in which changes reach the clusters of a network; the site names it per network. */
export interface Engine {
  readonly id: EngineId;
  /** Writes nothing to the cluster. */
  outlook(target: EngineTarget, options: EngineOptions): Promise<Outlook>;
  /** Checks what is the engine's own of a plan, before anything is claimed or written. @throws FadunError where it is not in order */
  ready?(target: EngineTarget, plan: ChangePlan): Promise<void>;
  /**
   * Does what the plan says and nothing else, under the network's lock; killed and called again, it goes on.
   * @throws before it writes anything, where the cluster is no longer as the plan saw it
   */
  apply(target: EngineTarget, plan: ChangePlan, options: EngineOptions): Promise<EngineApplied>;
  /**
   * Ids of planned changes that the cluster itself remembers as begun, so that whoever applies from another machine or
   * account knows of them; an engine without an inventory in the cluster has none.
   */
  begun?(target: Pick<EngineTarget, 'network' | 'client'>): Promise<readonly string[]>;
  /** Whether the cluster holds what is declared. Reads only. */
  verify(target: StandingTarget): Promise<VerifyResult>;
  /** How the cluster differs from what is declared, by whom and since when; the engine's own writing is told from that of others. Reads only. */
  drift(target: StandingTarget, options: { readonly auditLog?: string }): Promise<DriftResult>;
}
