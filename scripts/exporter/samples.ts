import { type VerdictCounts, verdictKinds } from '../../policies/verdict.ts';
import { daysLeft, daysOf, type Waiver } from '../../policies/waiver.ts';
import { runbooks } from '../../stacks/catalogue/runbooks.ts';
import type { Site } from '../../stacks/model/site.ts';
import { looksLikeIdentifier } from '../../stacks/observability/metrics/labels.ts';
import { type ChangesObservation, changeOutcomes } from './observe-changes.ts';
import type { ClusterObservation } from './observe-cluster.ts';
import type { DrillObservation } from './observe-drills.ts';
import type { DutiesObservation } from './observe-duties.ts';
import type { JournalsObservation, RunObservation } from './observe-journals.ts';
import type { FadunMetric, Sample } from './registry.ts';

/** Everything one look showed. */
export interface Observation {
  readonly site: Site;
  /** Networks that are watched. */
  readonly networks: readonly string[];
  /** Objects declared, by network. */
  readonly declared: ReadonlyMap<string, number>;
  readonly clusters: readonly ClusterObservation[];
  /** Networks that did not answer, since this exporter was started. */
  readonly failures: ReadonlyMap<string, number>;
  readonly verdicts: ReadonlyMap<string, VerdictCounts>;
  /** Whether the proof holds on the live policies, of the networks that answered. */
  readonly proofs: ReadonlyMap<string, boolean>;
  readonly waivers: readonly Waiver[];
  readonly journals: JournalsObservation;
  readonly changes: ChangesObservation;
  readonly drills: readonly DrillObservation[];
  readonly duties: DutiesObservation;
  /** `YYYY-MM-DD` */
  readonly today: string;
  /** Unix time in seconds. */
  readonly at: number;
}

/** Stands for ids that only a cluster or a file names: taken as label values, they would have no bound. */
export const unlisted = 'unlisted';

/** The samples of a look. Every label value comes from the declaration or the catalogue, whatever was looked at. */
export function samplesOf(observation: Observation): Sample[] {
  const { journals, networks } = observation;
  return networks.flatMap((network) => [
    ...clusterSamples(observation, network),
    ...judgementSamples(observation, network),
    ...runSamples(
      network,
      journals.runs.filter((run) => run.network === network),
      observation.at,
    ),
    journalSample(observation, network),
    ...changeSamples(observation, network),
    ...drillSamples(observation, network),
    ...dutySamples(observation, network),
    ...channelSamples(observation, network),
  ]);
}

function sample(metric: FadunMetric, labels: Readonly<Record<string, string>>, value: number): Sample {
  return { metric, labels, value };
}

function clusterSamples({ clusters, declared, failures }: Observation, network: string): Sample[] {
  const labels = { network };
  const cluster = clusters.find((one) => one.network === network);
  const always = [
    sample('fadun_cluster_reachable', labels, cluster ? 1 : 0),
    sample('fadun_objects', labels, declared.get(network) ?? 0),
    sample('fadun_observation_failures_total', labels, failures.get(network) ?? 0),
  ];
  if (!cluster) return always;
  return [
    ...always,
    sample('fadun_objects_verified', labels, cluster.verified),
    sample('fadun_drifted_objects', labels, cluster.drifted),
    sample('fadun_nodes_unlisted', labels, cluster.unlistedNodes),
    sample('fadun_break_glass_active', labels, cluster.isBreakGlassOpen ? 1 : 0),
    sample('fadun_last_observation_timestamp_seconds', labels, cluster.at),
    sample('fadun_observation_duration_seconds', labels, cluster.seconds),
  ];
}

function judgementSamples(observation: Observation, network: string): Sample[] {
  const { verdicts, proofs, waivers, today, clusters } = observation;
  const counts = verdicts.get(network);
  const holds = proofs.get(network);
  const own = waivers.filter(({ scope }) => (scope.network ?? network) === network);
  const ended = new Set(clusters.find((one) => one.network === network)?.endedWaivers ?? []);
  const listed = own.filter(({ id }) => !looksLikeIdentifier(id));
  const known = new Set(listed.map(({ id }) => id));
  const isUnlistedLive = [...ended].some((id) => !known.has(id));
  return [
    ...(counts ? verdictKinds.map((verdict) => sample('fadun_verdicts', { network, verdict }, counts[verdict])) : []),
    ...(holds === undefined ? [] : [sample('fadun_proof_holds', { network }, holds ? 1 : 0)]),
    ...listed.map((waiver) =>
      sample('fadun_waiver_remaining_days', { network, waiver: waiver.id }, daysLeft(waiver, today)),
    ),
    ...listed.map(({ id }) => sample('fadun_waiver_expired_live', { network, waiver: id }, ended.has(id) ? 1 : 0)),
    sample('fadun_waiver_expired_live', { network, waiver: unlisted }, isUnlistedLive ? 1 : 0),
  ];
}

/** What the journals of a network's runs tell. */
function runSamples(network: string, runs: readonly RunObservation[], at: number): Sample[] {
  const byRunbook = Map.groupBy(runs, ({ runbook }) => (Object.hasOwn(runbooks, runbook) ? runbook : unlisted));
  const totals = [...byRunbook].flatMap(([runbook, own]) =>
    (['done', 'failed', 'aborted', 'undone'] as const).map((outcome) =>
      sample(
        'fadun_runbook_runs_total',
        { network, runbook, outcome },
        own.reduce((sum, { outcomes }) => sum + outcomes[outcome], 0),
      ),
    ),
  );
  const unfinished = [...byRunbook].flatMap(([runbook, own]) => {
    const begun = own.filter(({ phase }) => isOpen(phase)).map(({ startedAt }) => startedAt);
    const oldest = begun.length === 0 ? 0 : Math.max(0, at - Math.min(...begun));
    return [sample('fadun_runbook_unfinished_seconds', { network, runbook }, oldest)];
  });
  return [
    ...totals,
    ...unfinished,
    sample(
      'fadun_journal_records',
      { network },
      runs.reduce((sum, { records }) => sum + records, 0),
    ),
    sample('fadun_journal_head', { network }, fingerprint(runs)),
  ];
}

/**
 * A journal that is damaged so far that it names no network, and an anchor whose journal is gone, could be of any
 * network: each is told of them.
 */
function journalSample({ site, journals, duties }: Observation, network: string): Sample {
  const { runs, orphanedAnchors } = journals;
  const concerned = runs.filter((run) => run.network === network || !Object.hasOwn(site.networks, run.network));
  const dutiesIntact = duties.get(network)?.intact ?? true;
  const holds = dutiesIntact && orphanedAnchors === 0 && concerned.every(({ intact }) => intact);
  return sample('fadun_journal_intact', { network }, holds ? 1 : 0);
}

function isOpen(phase: RunObservation['phase']): boolean {
  return phase === 'opened' || phase === 'running' || phase === 'undoing';
}

/** The heads of all journals as one number of 48 bits: kept by Prometheus, it tells another history from this one. */
function fingerprint(runs: readonly RunObservation[]): number {
  const heads = runs.map(({ head }) => head.slice(0, 12)).filter((head) => /^[0-9a-f]{12}$/.test(head));
  return Number(heads.reduce((mixed, head) => mixed ^ BigInt(`0x${head}`), 0n));
}

/** Every outcome from the start, so that the first of a kind is seen to come. */
function changeSamples({ changes, at }: Observation, network: string): Sample[] {
  const own = changes.get(network);
  const open = own?.unfinishedSince === undefined ? 0 : Math.max(0, at - own.unfinishedSince);
  return [
    ...changeOutcomes.map((outcome) =>
      sample('fadun_changes_total', { network, outcome }, own?.outcomes[outcome] ?? 0),
    ),
    sample('fadun_change_unfinished_seconds', { network }, open),
  ];
}

function drillSamples({ drills, at }: Observation, network: string): Sample[] {
  return Object.keys(runbooks).flatMap((runbook) => {
    const passed = drills
      .filter((drill) => drill.passed && drill.runbook === runbook && (drill.network ?? network) === network)
      .map((drill) => Date.parse(drill.at) / 1000);
    if (passed.length === 0) return [];
    return [sample('fadun_drill_age_seconds', { network, runbook }, Math.max(0, at - Math.max(...passed)))];
  });
}

function dutySamples({ duties }: Observation, network: string): Sample[] {
  return [...(duties.get(network)?.overdue ?? [])].map(([duty, seconds]) =>
    sample('fadun_duty_overdue_seconds', { network, duty }, seconds),
  );
}

function channelSamples({ site, clusters, today }: Observation, network: string): Sample[] {
  const reconciled = clusters.find((one) => one.network === network)?.reconciled;
  return Object.entries(site.channels)
    .filter(([, { from, to }]) => from.network === network || to.network === network)
    .flatMap(([channel, { expires }]) => {
      const agreed = reconciled?.get(channel);
      return [
        sample('fadun_channel_remaining_days', { network, channel }, daysOf(today, expires)),
        ...(agreed === undefined
          ? []
          : [sample('fadun_channel_reconciled_timestamp_seconds', { network, channel }, agreed)]),
      ];
    });
}
