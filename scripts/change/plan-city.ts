import { join } from 'node:path';
import { waiversOf } from '../../policies/waivers/index.ts';
import { propose } from '../../runbooks/kit/approvals/approval.ts';
import { digestOfJson } from '../../runbooks/kit/signing/digest.ts';
import { families, stackId } from '../../stacks/context.ts';
import type { Engine, EngineTarget } from '../engines/engine.ts';
import { engineOf } from '../engines/engines.ts';
import { terraformSettings } from '../engines/terraform/settings.ts';
import { type City, objectsOf } from '../pipeline/city.ts';
import { type Cluster, forEachCluster } from '../pipeline/clusters.ts';
import type { CityJudgement } from '../pipeline/judge-city.ts';
import { makePlan, planSubject } from './make-plan.ts';
import type { ChangePlan, PlanEntry } from './plan.ts';
import type { EnrolledSigner } from './signer.ts';

/** What planning a city needs beside its clusters. */
export interface CityPlanOptions {
  readonly judgement: CityJudgement;
  readonly now: Date;
  /** Where engines find credentials and mirrors that the site names by variable. */
  readonly environment: NodeJS.ProcessEnv;
  /** Who prepares it and puts it up for approval; without, the plans can be looked at and nothing more. */
  readonly author?: EnrolledSigner;
  /** Inventory keys of protected objects that may go, in any of the networks. */
  readonly prune?: readonly string[];
  /** Field managers whose changes and additions of declared objects are taken back. @default none */
  readonly takeFrom?: readonly string[];
  /** Where the plan file will lie; engines keep their own plan files beside it. */
  readonly saveAs?: string;
  readonly progress?: (line: string) => void;
}

/** Plans every given cluster of a city. Reads only. */
export async function planCity(
  city: City,
  clusters: readonly Cluster[],
  { judgement, now, author, environment, prune = [], takeFrom = [], saveAs, progress }: CityPlanOptions,
): Promise<PlanEntry[]> {
  const verdicts = verdictsOf(judgement);
  return forEachCluster(clusters, 3, async (cluster) => {
    const { engine, target } = engineTarget(city, cluster, environment, saveAs);
    const plan = await makePlan({
      site: city.site,
      target,
      engine,
      author: author?.person ?? '',
      now,
      prune,
      takeFrom,
      waivers: waiversOf(city.site.id),
      ...verdicts,
      keep: saveAs !== undefined,
      ...(progress && { progress }),
    });
    return entryOf(plan, author, now);
  });
}

/** The engine that a network's declaration names, and the network as that engine works on it. */
export function engineTarget(
  city: City,
  { network, client, kubeconfig }: Cluster,
  environment: NodeJS.ProcessEnv,
  planFile?: string,
): { engine: Engine; target: EngineTarget } {
  const target = {
    network,
    objects: objectsOf(city, network),
    client,
    terraform: {
      folder: city.workspace.terraform,
      stacks: families.map((family) => stackId(city.site.id, network, family)),
      settings: () => terraformSettings(city.site.networks[network]!, kubeconfig, environment),
    },
    ...(planFile !== undefined && { artefacts: join(`${planFile}.files`, network) }),
  };
  return { engine: engineOf(city.site.networks[network]!.engine), target };
}

/** What gate and proof say, as plans record it. */
export function verdictsOf({ decision, result, proof }: CityJudgement): Pick<ChangePlan, 'gate' | 'proof'> {
  return {
    gate: { open: decision.open, rules: result.rules, blocking: decision.blocking.length },
    proof: { holds: proof.holds, declared: proof.declared, permitted: proof.permitted },
  };
}

/** A plan with its digest, put up for approval where somebody prepared it in their name. */
export function entryOf(plan: ChangePlan, author: EnrolledSigner | undefined, now: Date): PlanEntry {
  const proposal = author ? propose(planSubject(plan), author.person, now, author.pair) : null;
  return { plan, digest: digestOfJson(plan), proposal };
}
