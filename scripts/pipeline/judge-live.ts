import { endedWaiversIn } from '../../policies/admission/live-waivers.ts';
import { reference } from '../../policies/judge-estate.ts';
import type { SourcedObject } from '../../policies/kubernetes.ts';
import { isAdmissible, type Rule } from '../../policies/rule.ts';
import { unjudgedByAdmission } from '../../policies/targets.ts';
import { waiversOf } from '../../policies/waivers/index.ts';
import type { Site } from '../../stacks/model/site.ts';
import { ruleFacts } from '../../stacks/rule-facts.ts';
import { isSandboxAccess } from '../sandbox/bootstrap.ts';
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

export type LiveRequest = Pick<JudgementRequest, 'packs' | 'failOn' | 'today' | 'language'> & {
  /** Judge as admission will: by the rules that the API server can enforce, and nothing else. @default false */
  readonly asAdmission?: boolean;
  /** The clusters are the sandbox's own: what it gives its own identities is set aside, by name. @default false */
  readonly isSandbox?: boolean;
};

/** Judges what runs: by every rule, with the waivers that live policies still hold past their day. */
export async function judgeLive(
  city: Pick<City, 'site' | 'workspace' | 'networks'>,
  kubeconfig: string | undefined,
  request: LiveRequest,
): Promise<JudgementOutcome> {
  const live = await liveObjectsOf(city, kubeconfig);
  return judgeLiveObjects(city.site, live, { ...request, isSandbox: kubeconfig === undefined });
}

/**
 * Judges live objects of a site. As admission, the findings are what would be denied were every binding to deny: the list to work
 * through before a network goes from `audit` to `deny`.
 */
export function judgeLiveObjects(
  site: Site,
  objects: readonly SourcedObject[],
  { asAdmission = false, isSandbox = false, ...request }: LiveRequest,
): JudgementOutcome {
  const { judged = [], own = [] } = Object.groupBy(objects, ({ object }) =>
    isSandbox && isSandboxAccess(object) ? 'own' : 'judged',
  );
  return judgeObjects({
    ...request,
    objects: judged,
    setAside: own.map((one) => ({ object: reference(one), reason: 'sandbox-access' })),
    waivers: waiversOf(site.id),
    ...(asAdmission && { only: enforced }),
    facts: ruleFacts(site),
    liveWaivers: endedWaiversIn(
      objects.map(({ object }) => object),
      request.today,
    ),
  });
}

/** Whether the API server enforces a rule. */
function enforced(rule: Rule): boolean {
  return isAdmissible(rule) && rule.targets.kinds.some(({ group }) => !unjudgedByAdmission.has(group));
}
