import type { Span } from '@opentelemetry/api';
import { waiversText } from '../../policies/admission/live-waivers.ts';
import { waiversOf } from '../../policies/waivers/index.ts';
import type { Site } from '../../stacks/model/site.ts';
import { type ApplyProgress, applyObjects } from '../engines/direct/apply.ts';
import { FadunError } from '../errors.ts';
import { countObjects } from '../telemetry/objects.ts';
import { inStage } from '../telemetry/stage.ts';
import { type City, objectsOf } from './city.ts';
import { forEachCluster, openClusters } from './clusters.ts';

/** What an apply did to one network. */
export interface NetworkApplied {
  readonly id: string;
  readonly objects: number;
  readonly applied: number;
  readonly changed: number;
  readonly pruned: number;
  /** Members no longer declared that still stand, with the reason. */
  readonly kept: readonly unknown[];
  readonly seconds: number;
}

export interface ApplyCityOptions {
  readonly allowPruneOf?: readonly string[];
  readonly progress: (line: string) => void;
}

/** Networks that are applied at once: each is its own API server, and two share this machine's cores well. */
const networksAtOnce = 3;

/**
 * What is applied without a plan is applied directly: a network that terraform writes would have two writers.
 * @throws FadunError (exit code 1) naming such a network
 */
export function requireFreelyApplied(site: Site, networks: readonly string[]): void {
  const planned = networks.find((id) => site.networks[id]!.engine !== 'direct');
  if (planned === undefined) return;
  throw new FadunError(
    `network ${planned}`,
    {
      zh: `其引擎为 ${site.networks[planned]!.engine}，而无计划的下发一律为直接下发`,
      en: `its engine is ${site.networks[planned]!.engine}, and what is applied without a plan is applied directly`,
    },
    {
      zh: '用 `fadun sandbox up` 启动其沙箱，再计划、审批、下发；或用 --network 选择其他网络。',
      en: 'Start its sandbox with `fadun sandbox up`, then plan, approve and apply; or choose other networks with --network.',
    },
    1,
  );
}

/** Applies a city's objects to its sandbox, a few networks at a time. Real clusters take approved plans only. */
export async function applyCity(city: City, options: ApplyCityOptions): Promise<NetworkApplied[]> {
  const { site, workspace, networks } = city;
  requireFreelyApplied(site, networks);
  const clusters = await openClusters({
    site: site.id,
    workspace,
    networks,
    identity: 'applier',
  });
  return forEachCluster(clusters, networksAtOnce, async ({ client, network }) => {
    const attributes = { 'fadun.site': site.id, 'fadun.network': network };
    const work = async (span: Span) => {
      const result = await applyObjects(objectsOf(city, network), {
        client,
        network,
        allowPruneOf: options.allowPruneOf ?? [],
        waivers: waiversText(
          waiversOf(site.id).filter(({ scope }) => scope.network === undefined || scope.network === network),
        ),
        onProgress: phaseReporter(options.progress),
      });
      countObjects(span, attributes, result);
      return result;
    };
    const { objects, applied, changed, pruned, kept, seconds } = await inStage('apply', attributes, work);
    options.progress(`${network}: ${objects} objects, ${changed} changed`);
    return { id: network, objects, applied, changed, pruned: pruned.length, kept, seconds: round(seconds) };
  });
}

/** Says each phase once, not each object. */
function phaseReporter(progress: (line: string) => void): (at: ApplyProgress) => void {
  let last = '';
  return ({ network, phase, total, subject }) => {
    const now = `${network}: ${phase}${phase === 'lock' && subject ? ` held by ${subject}` : ''}`;
    if (now === last || phase === 'compare') return;
    last = now;
    progress(total > 0 ? `${now} (${total})` : now);
  };
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
