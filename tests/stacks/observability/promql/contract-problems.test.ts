import { describe, expect, it } from 'vitest';
import { contractProblems } from '../../../../stacks/observability/promql/contract-problems.ts';
import { readPromql } from '../../../../stacks/observability/promql/read.ts';

describe('reading PromQL', () => {
  it('finds selectors with their matchers, and the labels of grouping and matching', () => {
    const read = readPromql(
      'sum by (network) (rate(a_total{x="1",y=~"b|c"}[5m])) / on (z) group_left (w) b > 3 or absent(c{d!="e"})',
    );
    expect(read.errors).toEqual([]);
    expect(read.selectors).toEqual([
      {
        metric: 'a_total',
        matchers: [
          { label: 'x', operator: '=', value: '1' },
          { label: 'y', operator: '=~', value: 'b|c' },
        ],
      },
      { metric: 'b', matchers: [] },
      { metric: 'c', matchers: [{ label: 'd', operator: '!=', value: 'e' }] },
    ]);
    expect(read.grouping).toEqual(['network', 'z', 'w']);
  });
});

describe('an expression against the contract', () => {
  it.each([
    'sum by (network, system) (rate(zf_http_requests_total{code_class="5xx"}[5m]))',
    'histogram_quantile(0.95, sum by (le, system) (rate(zf_http_request_duration_seconds_bucket{network=~"$network"}[5m])))',
    'kube_node_status_condition{condition="Ready",status="true"} == 0',
    'node_filesystem_avail_bytes{mountpoint="/"} / node_filesystem_size_bytes',
    'time() - zf_backup_last_success_timestamp_seconds{system="smart-court"} > 7200',
  ])('has nothing against %s', (expression) => {
    expect(contractProblems(expression)).toEqual([]);
  });

  it.each([
    ['sum(zf_http_requests_total', 'does not parse'],
    ['zf_no_such_metric > 0', 'no such metric'],
    ['{system="smart-court"} > 0', 'without a name'],
    ['zf_exchange_device_healthy{system="smart-court"} == 0', 'no label system'],
    ['zf_clock_open_cases{level="purple"} > 0', 'never "purple"'],
    ['zf_http_requests_total{system="11010519491231002X"}', 'could identify'],
    ['zf_http_requests_total{system=~"smart-court|张三"}', 'could identify'],
    ['sum by (case_id) (zf_clock_open_cases)', 'groups by case_id'],
    ['zf_exchange_device_healthy_bucket', 'no such metric'],
  ])('objects to %s', (expression, objection) => {
    expect(contractProblems(expression).join('; ')).toContain(objection);
  });

  it('knows the series that rules record', () => {
    const recorded = { 'network_system:zf_http_errors:ratio_rate5m': ['network', 'system'] };
    const expression = 'network_system:zf_http_errors:ratio_rate5m{system="smart-court"} > 0.1';
    expect(contractProblems(expression, recorded)).toEqual([]);
    expect(contractProblems(expression)).not.toEqual([]);
  });
});
