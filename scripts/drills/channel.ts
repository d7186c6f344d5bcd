import type { KubernetesObject } from '../../policies/kubernetes.ts';
import { canonicalJson, type Json } from '../../runbooks/kit/signing/canonical-json.ts';
import { driftedFrom, stand } from './declared.ts';
import { channelSideObjects } from './declared-objects.ts';
import type { Prepared, Stage } from './drill.ts';
import { demandNamespace, problemsOf, settled } from './objects.ts';

/** What a side is compared with after the undo. */
export interface ChannelScene {
  readonly policies: string;
  readonly entrances: string;
}

/** One side of a channel in small, for drills on it. */
export interface DrillChannel {
  readonly device: string;
  readonly spare: string;
  readonly declared: readonly KubernetesObject[];
  prepare(stage: Stage): Promise<Prepared>;
  look(stage: Stage, mark: string): Promise<Look>;
  drifted(stage: Stage): Promise<readonly string[]>;
}

interface Look {
  /** Names and content of the policies, canonical. */
  readonly policies: string;
  /** The same of the Services by which the device comes in. */
  readonly entrances: string;
  /** Pods of the front-end that are there and not going. */
  readonly running: number;
  readonly isMarked: boolean;
}

interface Listed {
  readonly metadata: { readonly name: string; readonly deletionTimestamp?: string; readonly ownerReferences?: unknown };
  readonly spec?: Json;
}

/** @param subnet third byte of the device's addresses, so that two drills have two devices */
export function drillChannel(name: string, subnet: number): DrillChannel {
  const [device, spare] = [`10.20.${subnet}.11`, `10.20.${subnet}.111`];
  const place = `xchg-${name}`;
  const declared = channelSideObjects(name, device, spare);
  const list = async (stage: Stage, path: string): Promise<readonly Listed[]> =>
    ((await stage.api.get(path)) as unknown as { readonly items: readonly Listed[] }).items;
  const look = async (stage: Stage, mark: string): Promise<Look> => {
    const [policies, services, pods, marked] = await Promise.all([
      list(stage, `/apis/networking.k8s.io/v1/namespaces/${place}/networkpolicies`),
      list(stage, `/api/v1/namespaces/${place}/services`),
      list(stage, `/api/v1/namespaces/${place}/pods`),
      stage.api.get(`/api/v1/namespaces/fadun-system/configmaps/${mark}`),
    ]);
    const running = pods.filter(({ metadata }) => metadata.ownerReferences && !metadata.deletionTimestamp).length;
    return { policies: contentOf(policies), entrances: contentOf(services), running, isMarked: marked !== undefined };
  };
  return {
    device,
    spare,
    declared,
    look,
    drifted: (stage) => driftedFrom(stage, declared),
    async prepare(stage) {
      await demandNamespace(stage, 'fadun-system');
      await stand(stage, declared);
      const { policies, entrances } = await look(stage, 'none');
      return { parameters: { channel: name, ticket: 'INC-2026-031' }, kept: { policies, entrances } };
    },
  };
}

function contentOf(listed: readonly Listed[]): string {
  return canonicalJson(listed.map(({ metadata, spec }) => ({ name: metadata.name, spec })) as unknown as Json);
}

/** What is missing of a side that is cut. */
export async function cutChecks(channel: DrillChannel, stage: Stage, mark: string): Promise<readonly string[]> {
  const { policies, running, isMarked } = await channel.look(stage, mark);
  return [
    ...problemsOf({
      'a front-end still runs': running === 0,
      'a policy still names the device': !policies.includes(channel.device),
      'the measure is not marked': isMarked,
    }),
    ...(await channel.drifted(stage)),
  ];
}

/** What is not as it was, once a measure on a side is undone. */
export async function channelChecks(
  channel: DrillChannel,
  stage: Stage,
  kept: ChannelScene,
  mark: string,
): Promise<readonly string[]> {
  const { policies, entrances, isMarked } = await channel.look(stage, mark);
  return [
    ...problemsOf({
      'policies are not as they were': policies === kept.policies,
      'the entrance is not as it was': entrances === kept.entrances,
      'the mark is still there': !isMarked,
      'the front-end does not run again': await settled(
        async () => (await channel.look(stage, mark)).running === 2,
        30,
      ),
    }),
    ...(await channel.drifted(stage)),
  ];
}
