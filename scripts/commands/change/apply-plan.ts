import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { waiversOf } from '../../../policies/waivers/index.ts';
import {
  type AppliedPlan,
  type ApplyRequest,
  carryOut,
  clearToApply,
  requireConsent,
} from '../../change/apply-plan.ts';
import { readApprovalFile } from '../../change/approval-file.ts';
import { changeRunId } from '../../change/change-run.ts';
import { changeStateFolder, changeStateIn } from '../../change/change-state.ts';
import { keyringPath, readKeyring } from '../../change/keyring-file.ts';
import type { PlanEntry, PlanFile } from '../../change/plan.ts';
import { engineTarget, verdictsOf } from '../../change/plan-city.ts';
import { readPlanFile } from '../../change/plan-file.ts';
import { recordingRefusal } from '../../change/refused-changes.ts';
import { enrolledSigner, signerOf } from '../../change/signer.ts';
import { concurrently } from '../../engines/direct/concurrently.ts';
import { FadunError } from '../../errors.ts';
import { buildCity, type City } from '../../pipeline/city.ts';
import { type Cluster, forEachCluster, openClusters } from '../../pipeline/clusters.ts';
import { differencesOf, judgeCity } from '../../pipeline/judge-city.ts';
import { liveObjects } from '../../pipeline/live-objects.ts';
import { proveCity, sandboxNodes, trustedSubjects } from '../../pipeline/prove-city.ts';
import { selectSite } from '../../pipeline/select-site.ts';
import { civilDate } from '../../pipeline/today.ts';
import { workspaceOf } from '../../pipeline/workspace.ts';
import { appliedText } from '../../report/applied-text.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { listOption, type SiteOptions, siteOptions } from '../options.ts';
import { namingUnlock } from './unlock-words.ts';

/**
 * `fadun apply --plan FILE --approval FILE…`: recomputes everything, decides, claims the approvals, does exactly what
 * the plan says, verifies, and leaves a hash-chained journal. JSON: `{site, networks: [AppliedPlan]}`. Exit 1 where it is
 * refused, and then nothing was written but that it was; 4 where it stopped half-way: the same command resumes.
 */
export async function applyPlanFile(
  context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const planPath = String(options.plan);
  const file = await readPlanFile(planPath);
  const chosen = siteOptions(positional[0] === undefined ? [file.site] : positional, options);
  const site = await selectSite(chosen.site, chosen.scale);
  if (site.id !== file.site) {
    throw new FadunError(
      planPath,
      { zh: `计划属于站点 ${file.site}，而非 ${site.id}`, en: `it is of site ${file.site}, not of ${site.id}` },
      { zh: '请给出本站点的计划。', en: 'Give the plan of this site.' },
      1,
    );
  }
  const entries = entriesFor(planPath, file, chosen.networks);
  const approvals = (await Promise.all(listOption(options.approval).map(readApprovalFile))).flatMap(
    (one) => one.approvals,
  );
  const keyring = await readKeyring(typeof options.keyring === 'string' ? options.keyring : keyringPath(site.id));
  const operator = options.as === undefined ? undefined : enrolledSigner(signerOf(options), keyring, new Date());
  const state = changeStateIn(
    changeStateFolder(site.id, {
      workspace: workspaceOf(site.id, chosen.out),
      isReal: chosen.kubeconfig !== undefined,
      environment: context.environment,
    }),
  );
  const common = { site, approvals, keyring, state, now: () => new Date(), waivers: waiversOf(site.id) };
  for (const entry of entries) {
    const request = { ...common, entry };
    await recordingRefusal(request, () => requireConsent(request, changeRunId(entry.digest)));
  }
  const networks = entries.map(({ plan }) => plan.network);
  const city = await buildCity(site, chosen.out, networks);
  const verdicts = verdictsOf(judgeCity(city, { today: civilDate(new Date()) }));
  const clusters = await clustersOf(city, chosen);
  const requests = clusters.map(
    (cluster): ApplyRequest => ({
      ...common,
      ...verdicts,
      ...engineTarget(city, cluster, context.environment, planPath),
      entry: entries.find(({ plan }) => plan.network === cluster.network)!,
      proveLive: () => liveProof(city, cluster, chosen.kubeconfig === undefined),
      progress: context.progress,
      ...(operator && { operator }),
    }),
  );
  const applied = await namingUnlock({ site: chosen.site, options }, () => applyAll(clusters, requests));
  return {
    exitCode: 0,
    data: { site: site.id, networks: applied },
    human: (language) => appliedText(applied, language),
  };
}

/** Networks that are looked at or applied at once: each is its own API server, or its own terraform. */
const networksAtOnce = 3;

/** Nothing is applied to any network before all are cleared. */
async function applyAll(clusters: readonly Cluster[], requests: readonly ApplyRequest[]): Promise<AppliedPlan[]> {
  const cleared = new Map<string, Awaited<ReturnType<typeof clearToApply>>>();
  const [refusal] = await concurrently(requests, networksAtOnce, async (request) => {
    cleared.set(request.target.network, await recordingRefusal(request, () => clearToApply(request)));
  });
  if (refusal !== undefined) {
    await Promise.all(clusters.map(({ client }) => client.close()));
    throw refusal;
  }
  return forEachCluster(clusters, networksAtOnce, ({ network }) => carryOut(cleared.get(network)!));
}

function entriesFor(path: string, { plans }: PlanFile, networks: readonly string[] | undefined): readonly PlanEntry[] {
  if (networks === undefined) return plans;
  for (const network of networks) {
    if (plans.some(({ plan }) => plan.network === network)) continue;
    throw new FadunError(
      path,
      { zh: `其中没有 ${network} 的计划`, en: `it holds no plan of ${network}` },
      { zh: '请给出该网络的计划。', en: 'Give the plan of this network.' },
      1,
    );
  }
  return plans.filter(({ plan }) => networks.includes(plan.network));
}

function clustersOf({ site, workspace, networks }: City, { kubeconfig }: SiteOptions): Promise<Cluster[]> {
  return openClusters({ site: site.id, workspace, networks, kubeconfig, identity: 'applier' });
}

/** What the proof finds wrong with the policies that stand in one cluster. */
async function liveProof(city: City, { network, client }: Cluster, isSandbox: boolean): Promise<readonly string[]> {
  const live: readonly KubernetesObject[] = await liveObjects(client);
  const trusted = isSandbox ? [...trustedSubjects, sandboxNodes] : trustedSubjects;
  const { report } = proveCity({ ...city, networks: [network] }, () => live, trusted);
  return report.holds ? [] : differencesOf(report);
}
