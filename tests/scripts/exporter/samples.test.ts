import { describe, expect, it } from 'vitest';
import { noVerdicts } from '../../../policies/verdict.ts';
import type { Waiver } from '../../../policies/waiver.ts';
import type { ClusterObservation } from '../../../scripts/exporter/observe-cluster.ts';
import type { RunObservation } from '../../../scripts/exporter/observe-journals.ts';
import { metricsRegistry, type Sample } from '../../../scripts/exporter/registry.ts';
import { type Observation, samplesOf } from '../../../scripts/exporter/samples.ts';
import { loadSite } from '../../../stacks/model/load.ts';
import { metrics } from '../../../stacks/observability/metrics/contract.ts';
import binhe from '../../../stacks/sites/binhe.ts';

const site = loadSite(binhe, 'binhe');
const at = Date.parse('2026-12-01T04:00:00Z') / 1000;
const network = 'court-net';
const [channel] = Object.entries(site.channels).find(([, { from, to }]) =>
  [from.network, to.network].includes(network),
)!;

const cluster: ClusterObservation = {
  network,
  verified: 9,
  drifted: 1,
  unlistedNodes: 2,
  live: [],
  endedWaivers: [],
  isBreakGlassOpen: false,
  reconciled: new Map([[channel, at - 60]]),
  at,
  seconds: 0.4,
};

const run: RunObservation = {
  run: 'run-1',
  runbook: 'isolate-namespace',
  network,
  phase: 'finished',
  outcomes: { done: 1, failed: 0, aborted: 0, undone: 0 },
  startedAt: at - 100,
  updatedAt: at - 50,
  records: 12,
  head: 'ab'.repeat(32),
  intact: true,
};

const waiver: Waiver = {
  id: 'w-2026-001',
  rule: 'images-by-digest',
  scope: { network, kind: 'Deployment', namespace: 'a', name: 'b' },
  reason: 'r',
  owner: 'p-1',
  approver: 'p-2',
  ticket: 't',
  from: '2026-11-01',
  until: '2026-12-05',
};

const calm: Observation = {
  site,
  networks: [network],
  declared: new Map([[network, 10]]),
  clusters: [cluster],
  failures: new Map(),
  verdicts: new Map([[network, { ...noVerdicts(), pass: 7, waived: 1 }]]),
  proofs: new Map([[network, true]]),
  waivers: [waiver],
  journals: { runs: [run], orphanedAnchors: 0 },
  changes: new Map([
    [network, { outcomes: { approved: 4, done: 2, failed: 1, refused: 3, expired: 1 }, unfinishedSince: at - 900 }],
  ]),
  drills: [{ runbook: 'restore-etcd', network, at: '2026-11-30T04:00:00Z', passed: true }],
  duties: new Map([[network, { overdue: new Map([['RB-D07', 3600]]), intact: true }]]),
  today: '2026-12-01',
  at,
};

function read(samples: readonly Sample[], metric: string, labels: Record<string, string> = {}): number | undefined {
  return samples.find(
    (one) => one.metric === metric && Object.entries(labels).every(([label, value]) => one.labels[label] === value),
  )?.value;
}

describe('the exporter and the metrics contract', () => {
  it('agree: everything that Fadun promises is emitted, and nothing else', async () => {
    const { registry, record } = metricsRegistry();
    record(samplesOf(calm));
    const text = await registry.metrics();
    const promised = Object.entries(metrics).filter(([, { emitter }]) => emitter === 'fadun');
    const emitted = new Set([...text.matchAll(/^([a-z_]+)\{/gm)].map(([, name]) => name));
    expect([...emitted].sort()).toEqual(promised.map(([name]) => name).sort());
    for (const [name, { type }] of promised) expect(text).toContain(`# TYPE ${name} ${type}`);
  });

  it('refuse labels that nobody promised, and values that could identify somebody', () => {
    const { record } = metricsRegistry();
    const sample = { metric: 'fadun_proof_holds', value: 1 } as const;
    expect(() => record([{ ...sample, labels: { network, person: 'x' } }])).toThrow(/promised network/);
    expect(() => record([{ ...sample, labels: {} }])).toThrow(/promised network/);
    expect(() => record([{ ...sample, labels: { network: '张三' } }])).toThrow(/could identify somebody/);
    expect(() => record([{ ...sample, labels: { network: '110101199003074610' } }])).toThrow(/could identify/);
  });
});

describe('what a look shows', () => {
  it('is said in numbers', () => {
    const samples = samplesOf(calm);
    expect(read(samples, 'fadun_cluster_reachable')).toBe(1);
    expect(read(samples, 'fadun_drifted_objects')).toBe(1);
    expect(read(samples, 'fadun_nodes_unlisted')).toBe(2);
    expect(read(samples, 'fadun_verdicts', { verdict: 'waived' })).toBe(1);
    expect(read(samples, 'fadun_waiver_remaining_days', { waiver: 'w-2026-001' })).toBe(5);
    expect(read(samples, 'fadun_waiver_expired_live', { waiver: 'w-2026-001' })).toBe(0);
    expect(read(samples, 'fadun_drill_age_seconds', { runbook: 'restore-etcd' })).toBe(86_400);
    expect(read(samples, 'fadun_runbook_runs_total', { outcome: 'done' })).toBe(1);
    expect(read(samples, 'fadun_channel_reconciled_timestamp_seconds', { channel })).toBe(at - 60);
    expect(read(samples, 'fadun_changes_total', { outcome: 'refused' })).toBe(3);
    expect(read(samples, 'fadun_change_unfinished_seconds')).toBe(900);
    expect(read(samples, 'fadun_journal_records')).toBe(12);
    expect(read(samples, 'fadun_duty_overdue_seconds', { duty: 'RB-D07' })).toBe(3600);
  });

  it('counts a drill of the sandbox for every network, one that failed for none', () => {
    const age = (drills: Observation['drills']) => read(samplesOf({ ...calm, drills }), 'fadun_drill_age_seconds');
    const drill = { runbook: 'restore-etcd', at: '2026-11-30T04:00:00Z', passed: true };
    expect(age([drill])).toBe(86_400);
    expect(age([drill, { ...drill, at: '2026-12-01T03:00:00Z', passed: false }])).toBe(86_400);
    expect(age([{ ...drill, network: 'police-net' }])).toBeUndefined();
  });

  it('says nothing of a cluster that did not answer but that, and counts it', () => {
    const samples = samplesOf({ ...calm, clusters: [], proofs: new Map(), failures: new Map([[network, 3]]) });
    expect(read(samples, 'fadun_cluster_reachable')).toBe(0);
    expect(read(samples, 'fadun_observation_failures_total')).toBe(3);
    for (const metric of ['fadun_drifted_objects', 'fadun_proof_holds', 'fadun_last_observation_timestamp_seconds']) {
      expect(read(samples, metric), metric).toBeUndefined();
    }
  });

  it('names an ended waiver that still stands, and one that nobody lists any more', () => {
    const ended = samplesOf({
      ...calm,
      clusters: [{ ...cluster, endedWaivers: ['w-2026-001', 'w-2025-900'] }],
      today: '2026-12-06',
    });
    expect(read(ended, 'fadun_waiver_expired_live', { waiver: 'w-2026-001' })).toBe(1);
    expect(read(ended, 'fadun_waiver_expired_live', { waiver: 'unlisted' })).toBe(1);
    expect(read(ended, 'fadun_waiver_remaining_days', { waiver: 'w-2026-001' })).toBe(0);
  });

  it('shows a damaged journal, a deleted one, and one that names no network', () => {
    const intact = (journals: Observation['journals']) =>
      read(samplesOf({ ...calm, journals }), 'fadun_journal_intact');
    expect(intact(calm.journals)).toBe(1);
    expect(intact({ runs: [{ ...run, intact: false }], orphanedAnchors: 0 })).toBe(0);
    expect(intact({ runs: [], orphanedAnchors: 1 })).toBe(0);
    const damaged = new Map([[network, { overdue: new Map<string, number>(), intact: false }]]);
    expect(read(samplesOf({ ...calm, duties: damaged }), 'fadun_journal_intact')).toBe(0);
    expect(intact({ runs: [{ ...run, network: '', intact: false }], orphanedAnchors: 0 })).toBe(0);
    expect(intact({ runs: [{ ...run, network: 'police-net', intact: false }], orphanedAnchors: 0 })).toBe(1);
  });

  it('tells another head of a journal from this one', () => {
    const head = (heads: readonly string[]) => {
      const runs = heads.map((one) => ({ ...run, head: one }));
      return read(samplesOf({ ...calm, journals: { runs, orphanedAnchors: 0 } }), 'fadun_journal_head');
    };
    const [one, other] = ['ab'.repeat(32), 'cd'.repeat(32)];
    expect(head([one])).toBe(0xabababababab);
    expect(head([one, other])).toBe(head([other, one]));
    expect(head([one])).not.toBe(head([other]));
    expect(head(['not hexadecimal'])).toBe(0);
  });
});

describe('a hostile cluster or folder', () => {
  it('adds no series by its names, and none of them is shown', async () => {
    const hostile = Array.from({ length: 5000 }, (_, index) => `person-${index} 张三 110101199003074610"} evil{x="`);
    const { registry, record } = metricsRegistry();
    record(samplesOf(calm));
    const before = (await registry.metrics()).split('\n').length;
    record(
      samplesOf({
        ...calm,
        clusters: [{ ...cluster, endedWaivers: hostile, reconciled: new Map([[channel, at]]) }],
        waivers: [waiver, { ...waiver, id: hostile[0]! }],
        journals: {
          runs: [run, ...hostile.map((name) => ({ ...run, run: name, runbook: name }))],
          orphanedAnchors: 5000,
        },
        drills: hostile.map((runbook) => ({ runbook, network, at: '2026-11-30T04:00:00Z', passed: true })),
      }),
    );
    const text = await registry.metrics();
    expect(text).not.toMatch(/张三|110101|person-|evil/);
    expect(text.split('\n').length).toBeLessThan(before + 10);
    record(samplesOf({ ...calm, journals: { runs: [{ ...run, runbook: '__proto__' }], orphanedAnchors: 0 } }));
    expect(await registry.metrics()).toContain('runbook="unlisted"');
  });
});
