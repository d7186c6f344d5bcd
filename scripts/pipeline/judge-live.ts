import { endedWaiversIn } from '../../policies/admission/live-waivers.ts';
import type { SourcedObject } from '../../policies/kubernetes.ts';
import { waiversOf } from '../../policies/waivers/index.ts';
import { ruleFacts } from '../../stacks/rule-facts.ts';
import type { City } from './city.ts';
import { forEachCluster, openClusters } from './clusters.ts';
import { type JudgementOutcome, type JudgementRequest, judgeObjects } from './judge-objects.ts';
import { liveObjects } from './live-objects.ts';

/** Objects of the judged kinds in the clusters of a city, read by a credential that can only read. */
export async function liveObjectsOf(
  { site, workspace, networks }: Pick<City, 'site' | 'workspace' | 'networks'>,
  kubeconfig: string | undefined,
): Promise<readonly SourcedObject[]> {
  const clusters = await openClusters({
    site: site.id,
    workspace,
    networks,
    ...(kubeconfig && { kubeconfig }),
    identity: 'reader',
  });
  const live = await forEachCluster(clusters, 3, async ({ network, client }) =>
    (await liveObjects(client)).map((object) => ({ object, network, source: { file: client.server } })),
  );
  return live.flat();
}

/** Judges what runs: by every rule, with the waivers that live policies still hold past their day. */
export async function judgeLive(
  city: Pick<City, 'site' | 'workspace' | 'networks'>,
  kubeconfig: string | undefined,
  request: Pick<JudgementRequest, 'packs' | 'failOn' | 'today' | 'language'>,
): Promise<JudgementOutcome> {
  const objects = await liveObjectsOf(city, kubeconfig);
  return judgeObjects({
    ...request,
    objects,
    waivers: waiversOf(city.site.id),
    facts: ruleFacts(city.site),
    liveWaivers: endedWaiversIn(
      objects.map(({ object }) => object),
      request.today,
    ),
  });
}
