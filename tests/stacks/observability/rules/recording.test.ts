import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { recordingRules } from '../../../../stacks/observability/rules/recording.ts';
import { renderRecording } from '../../../../stacks/observability/rules/rule-files.ts';
import { missingTool, promtoolFolder } from '../../../kit/promtool.ts';

const missing = missingTool('promtool');
const folder = promtoolFolder();
const guardPeriods = [
  { id: 'sessions', name: { zh: '两会', en: 'Sessions' }, from: '2027-03-03', to: '2027-03-12' },
  { id: 'national-day', name: { zh: '国庆', en: 'National Day' }, from: '2027-10-01', to: '2027-10-07' },
];
const rules = recordingRules('court-net', guardPeriods);
const labels = 'network="court-net",system="smart-court"';

interface Expectation {
  readonly interval: string;
  readonly series: Readonly<Record<string, string>>;
  readonly at: string;
  /** Expected sample by expression; null for none. */
  readonly samples: readonly (readonly [expression: string, labels: string, value: number])[];
}

function promtool(tests: readonly Expectation[], evaluation: string): string {
  writeFileSync(join(folder.path, 'recording.yaml'), renderRecording(rules));
  const file = join(folder.path, 'test.yaml');
  writeFileSync(
    file,
    JSON.stringify({
      rule_files: ['recording.yaml'],
      evaluation_interval: evaluation,
      tests: tests.map(({ interval, series, at, samples }) => ({
        interval,
        input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
        promql_expr_test: samples.map(([expr, sampleLabels, value]) => ({
          expr,
          eval_time: at,
          exp_samples: [{ labels: sampleLabels, value }],
        })),
      })),
    }),
  );
  const { stdout, stderr, status } = spawnSync('promtool', ['test', 'rules', file], { encoding: 'utf8' });
  return status === 0 ? '' : stdout + stderr;
}

describe('recorded series', () => {
  beforeEach(({ skip }) => skip(missing !== undefined, missing));
  afterAll(() => folder.close());

  it('are named by level, metric and operations, their level being their labels', () => {
    for (const { record, by } of rules) {
      expect(record).toMatch(/^[a-z_]+:[a-z0-9_]+:[a-z0-9_]+$/);
      expect(record.split(':')[0]).toBe(by.join('_'));
    }
    expect(new Set(rules.map(({ record }) => record)).size).toBe(rules.length);
  });

  it('have the share of failed requests in each window, over all codes', () => {
    const series = {
      [`zf_http_requests_total{${labels},code_class="2xx"}`]: '0+95x400',
      [`zf_http_requests_total{${labels},code_class="4xx"}`]: '0+2x400',
      [`zf_http_requests_total{${labels},code_class="5xx"}`]: '0+3x400',
    };
    const samples = ['5m', '30m', '1h', '2h', '6h'].map((window) => {
      const record = `network_system:zf_http_errors:ratio_rate${window}`;
      return [`round(${record}, 0.0001)`, `{${labels}}`, 0.03] as const;
    });
    expect(promtool([{ interval: '1m', series, at: '6h', samples }], '1m')).toBe('');
  });

  it('remember an hour of failures for days in the long windows, and not in the short ones', () => {
    // An hour in which half of the requests fail, then two days without a failure.
    const series = {
      [`zf_http_requests_total{${labels},code_class="2xx"}`]: '0+50x6 350+100x282',
      [`zf_http_requests_total{${labels},code_class="5xx"}`]: '0+50x6 300+0x282',
    };
    const of = (window: string, value: number) =>
      [`round(network_system:zf_http_errors:ratio_rate${window}, 0.0001)`, `{${labels}}`, value] as const;
    const samples = [of('3d', 0.0104), of('1d', 0), of('6h', 0)];
    expect(promtool([{ interval: '10m', series, at: '48h', samples }], '10m')).toBe('');
  });

  it('have calls abandoned, requests, latency, log-ins and messages', () => {
    const hotline = 'network="justice-net",system="pls-hotline"';
    const channel = 'network="court-net",channel="court-to-zhengfa"';
    const one = (record: string, of: string, value: number) => [`round(${record}, 0.0001)`, `{${of}}`, value] as const;
    const test: Expectation = {
      interval: '1m',
      series: {
        [`zf_hotline_calls_total{${hotline},outcome="answered"}`]: '0+9x60',
        [`zf_hotline_calls_total{${hotline},outcome="abandoned"}`]: '0+1x60',
        [`zf_http_requests_total{${labels},code_class="2xx"}`]: '0+120x60',
        [`zf_http_request_duration_seconds_bucket{${labels},le="1"}`]: '0+90x60',
        [`zf_http_request_duration_seconds_bucket{${labels},le="3"}`]: '0+100x60',
        [`zf_http_request_duration_seconds_bucket{${labels},le="+Inf"}`]: '0+100x60',
        [`zf_login_failures_total{${labels}}`]: '0+2x60',
        [`zf_exchange_sent_total{${channel}}`]: '0+3x60',
        [`zf_exchange_received_total{${channel}}`]: '0+4x60',
        'zf_clock_open_cases{network="court-net",system="smart-court",clock="cr-trial1",level="red"}': '2x60',
        'zf_clock_open_cases{network="court-net",system="court-enforcement",clock="cr-trial1",level="red"}': '5x60',
      },
      at: '60m',
      samples: [
        one('network_system:zf_hotline_calls_abandoned:ratio_rate1h', hotline, 0.1),
        one('network_system:zf_http_requests:rate5m', labels, 2),
        one('network_system:zf_http_request_duration_seconds:p95_rate5m', labels, 2),
        one('network_system:zf_login_failures:increase10m', labels, 20),
        one('network_channel:zf_exchange_sent:increase1h', channel, 180),
        one('network_channel:zf_exchange_received:increase1h', channel, 240),
        one('network_clock_level:zf_clock_open_cases:sum', 'clock="cr-trial1",level="red",network="court-net"', 7),
      ],
    };
    expect(promtool([test], '1m')).toBe('');
  });

  it('have the load of the control plane and of nodes', () => {
    const network = 'network="court-net"';
    const one = (record: string, of: string, value: number) => [`round(${record}, 0.001)`, `{${of}}`, value] as const;
    const test: Expectation = {
      interval: '1m',
      series: {
        [`apiserver_request_total{${network},verb="GET",code="200"}`]: '0+95x30',
        [`apiserver_request_total{${network},verb="GET",code="503"}`]: '0+5x30',
        [`etcd_disk_wal_fsync_duration_seconds_bucket{${network},le="0.5"}`]: '0+50x30',
        [`etcd_disk_wal_fsync_duration_seconds_bucket{${network},le="1"}`]: '0+100x30',
        [`etcd_disk_wal_fsync_duration_seconds_bucket{${network},le="+Inf"}`]: '0+100x30',
        [`node_cpu_seconds_total{${network},node="worker-1",mode="idle"}`]: '0+15x30',
        [`node_cpu_seconds_total{${network},node="worker-1",mode="user"}`]: '0+45x30',
      },
      at: '30m',
      samples: [
        one('network:apiserver_request_errors:ratio_rate5m', network, 0.05),
        one('network:etcd_disk_wal_fsync_duration_seconds:p99_rate5m', network, 0.99),
        one('network_node:node_cpu_used:ratio_rate5m', `${network},node="worker-1"`, 0.75),
      ],
    };
    expect(promtool([test], '1m')).toBe('');
  });

  it.each([
    ['2027-03-02T23:59:59+08:00', 0],
    ['2027-03-03T00:00:00+08:00', 1],
    ['2027-03-12T23:59:59+08:00', 1],
    ['2027-03-13T00:00:00+08:00', 0],
    ['2027-10-05T12:00:00+08:00', 1],
    ['2027-06-01T12:00:00+08:00', 0],
  ])('know at %s whether it is a protection period: %d', (moment, value) => {
    const { expr } = rules.find(({ record }) => record === 'network:guard_period:active')!;
    const at = `${Date.parse(moment) / 1000}s`;
    // Steps of years: only the moment itself is looked at.
    expect(promtool([{ interval: '1m', series: {}, at, samples: [[expr, '{}', value]] }], '50000h')).toBe('');
  });

  it('know no protection period where none is declared', () => {
    const [rule] = recordingRules('court-net', []).slice(-1);
    expect(rule).toMatchObject({
      record: 'network:guard_period:active',
      expr: 'vector(0)',
      labels: { network: 'court-net' },
    });
  });
});
