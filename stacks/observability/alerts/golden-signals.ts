import type { Alert } from './alert.ts';
import { ageCases, selector, stateCases } from './cases.ts';
import { gaugeAlert, matching } from './gauge-alert.ts';
import type { MonitoredNetwork, MonitoredSystem } from './monitored-network.ts';

const idsOf = (systems: readonly MonitoredSystem[]) => systems.map(({ id }) => id).join('|');

/** Rate, errors and latency of every system, for the organ that answers for it; calls and outside providers beside. */
export function goldenSignalAlerts(network: MonitoredNetwork): Alert[] {
  return network.owners.flatMap(({ owner, systems }): Alert[] => {
    const served = systems.filter(({ entrance }) => entrance !== undefined);
    const connectors = systems.filter(({ kind }) => kind === 'external');
    const lines = systems.filter(({ takesCalls }) => takesCalls);
    const shared = { scope: 'system', owner, role: 'on-call' } as const;
    return [
      ...(served.length > 0
        ? [
            errors(network, shared, idsOf(served)),
            latency(network, shared, idsOf(served)),
            lost(network, shared, idsOf(served)),
          ]
        : []),
      ...(lines.length > 0 ? [abandonedCalls(network, shared, idsOf(lines))] : []),
      ...(connectors.length > 0 ? [silentUpstream(network, shared, idsOf(connectors))] : []),
    ];
  });
}

type Shared = Pick<Alert, 'scope' | 'owner' | 'role'>;

function errors(network: MonitoredNetwork, shared: Shared, system: string): Alert {
  return gaugeAlert(
    network.id,
    {
      ...shared,
      name: 'ErrorRatioHigh',
      summary: {
        zh: '{{ $labels.system }} 请求失败率超过 5%',
        en: '{{ $labels.system }} fails more than 5 % of requests',
      },
      description: {
        zh: '近 5 分钟 5xx 占比持续偏高。查看发布记录、依赖系统与数据库。',
        en: 'The share of 5xx over 5 minutes stays high. Look at releases, dependencies and the database.',
      },
      severity: 'warning',
      runbook: 'triage-incident',
      forMinutes: 10,
    },
    {
      metric: 'network_system:zf_http_errors:ratio_rate5m',
      matchers: { system },
      operator: '>',
      threshold: 0.05,
      bad: 0.06,
    },
  );
}

function latency(network: MonitoredNetwork, shared: Shared, system: string): Alert {
  return gaugeAlert(
    network.id,
    {
      ...shared,
      name: 'LatencyHigh',
      summary: {
        zh: '{{ $labels.system }} 95% 分位耗时超过 2 秒',
        en: '{{ $labels.system }} answers slower than 2 s at p95',
      },
      description: {
        zh: '近 5 分钟 95% 分位请求耗时持续偏高。',
        en: 'The 95th percentile of request time over 5 minutes stays high.',
      },
      severity: 'warning',
      runbook: 'triage-incident',
      forMinutes: 10,
    },
    {
      metric: 'network_system:zf_http_request_duration_seconds:p95_rate5m',
      matchers: { system },
      operator: '>',
      threshold: 2,
      bad: 2.5,
    },
  );
}

/** No request at all where a day before there were some each second: the way to the system is cut. */
function lost(network: MonitoredNetwork, shared: Shared, system: string): Alert {
  const forMinutes = 20;
  const labels = { network: network.id, system: system.split('|')[0]! };
  const series = selector('network_system:zf_http_requests:rate5m', labels);
  const rate = matching('network_system:zf_http_requests:rate5m', { network: network.id, system });
  const stepSeconds = 300;
  const dayOfSteps = 86_400 / stepSeconds;
  const course = (then: number, now: number, ...moments: Alert['cases'][number]['moments']) => ({
    series: { [series]: `${then}x${dayOfSteps - 1} ${now}x20` },
    stepSeconds,
    moments,
  });
  const after = (minutes: number, ...fires: Record<string, string>[]) => ({ atSeconds: 86_400 + minutes * 60, fires });
  return {
    ...shared,
    name: 'TrafficLost',
    summary: { zh: '{{ $labels.system }} 请求量归零', en: '{{ $labels.system }} gets no requests' },
    description: {
      zh: '前一日同一时段有请求而现在没有：检查入口、专线与域名解析。',
      en: 'There were requests at this time yesterday and there are none now: look at entrance, lines and name service.',
    },
    severity: 'warning',
    runbook: 'triage-incident',
    expr: `${rate} < 0.01 and ${rate} offset 1d > 1`,
    forMinutes,
    cases: [
      course(1.5, 0.009, after(forMinutes - 5), after(forMinutes, labels)),
      course(1.5, 0.01, after(forMinutes + 10)),
      course(1, 0.009, after(forMinutes + 10)),
    ],
  };
}

function abandonedCalls(network: MonitoredNetwork, shared: Shared, system: string): Alert {
  return gaugeAlert(
    network.id,
    {
      ...shared,
      name: 'CallsAbandoned',
      summary: { zh: '12348 来电放弃率超过 10%', en: 'More than 10 % of calls to 12348 are abandoned' },
      description: {
        zh: '近 5 分钟放弃率持续偏高。检查坐席、中继与语音导航。',
        en: 'The abandoned share over 5 minutes stays high. Look at seats, trunk and voice menu.',
      },
      severity: 'critical',
      runbook: 'triage-incident',
      forMinutes: 10,
    },
    {
      metric: 'network_system:zf_hotline_calls_abandoned:ratio_rate5m',
      matchers: { system },
      operator: '>',
      threshold: 0.1,
      bad: 0.11,
    },
  );
}

function silentUpstream(network: MonitoredNetwork, shared: Shared, system: string): Alert {
  const metric = 'zf_upstream_last_success_timestamp_seconds';
  const labels = { network: network.id, system: system.split('|')[0]! };
  return {
    ...shared,
    name: 'UpstreamSilent',
    summary: {
      zh: '{{ $labels.system }} 外部提供方超过 1 小时无成功应答',
      en: '{{ $labels.system }} has had no good answer for an hour',
    },
    description: {
      zh: '联系提供方并核对专线、凭据与接口版本。',
      en: 'Call the provider; look at line, credentials and interface version.',
    },
    severity: 'warning',
    runbook: 'triage-incident',
    expr: `time() - ${matching(metric, { network: network.id, system })} > 3600`,
    forMinutes: 15,
    cases: ageCases({ series: selector(metric, labels), limitSeconds: 3600, forMinutes: 15, labels }),
  };
}

/** Public pages and entrances, seen from outside by each carrier (RB-D10). */
export function publicSiteAlerts(network: MonitoredNetwork): Alert[] {
  return network.systems
    .filter(({ entrance }) => entrance === 'public')
    .flatMap((system) => [
      tampered(network, system),
      ...(network.jobs.includes('blackbox-exporter') ? [unreachable(network, system)] : []),
    ]);
}

function tampered(network: MonitoredNetwork, { id, owner }: MonitoredSystem): Alert {
  return gaugeAlert(
    network.id,
    {
      name: 'PublicPageTampered',
      summary: { zh: `${id} 公众页面被篡改`, en: `A public page of ${id} was changed` },
      description: {
        zh: '页面摘要与发布版本不符。先切换静态页，再固定证据。',
        en: 'The page differs from what was published. Show the static page first, then preserve evidence.',
      },
      severity: 'critical',
      scope: 'system',
      owner,
      role: 'on-call',
      runbook: 'restore-public-page',
      forMinutes: 2,
    },
    { metric: 'zf_page_tampered', matchers: { system: id }, operator: '==', threshold: 1, bad: 1, good: 0 },
  );
}

function unreachable(network: MonitoredNetwork, { id, owner }: MonitoredSystem): Alert {
  const labels = { network: network.id, system: id };
  const probe = (carrier: string) => selector('probe_success', { ...labels, carrier });
  const state = (up: readonly number[]) =>
    Object.fromEntries(up.map((value, index) => [probe(['telecom', 'unicom', 'mobile', 'broadnet'][index]!), value]));
  return {
    name: 'PublicEntranceUnreachable',
    summary: { zh: `${id} 半数以上运营商拨测失败`, en: `${id} cannot be reached from more than half of the carriers` },
    description: {
      zh: '核对负载均衡、防护设备与域名解析，必要时切换静态页。',
      en: 'Look at load balancer, protection devices and name service; show the static page if need be.',
    },
    severity: 'critical',
    scope: 'system',
    owner,
    role: 'on-call',
    runbook: 'check-public-sites',
    labels: { system: id },
    expr: `avg by (network, system) (${selector('probe_success', labels)}) < 0.5`,
    forMinutes: 4,
    cases: stateCases({ bad: state([1, 0, 0]), good: state([1, 1, 0, 0]), forMinutes: 4, labels }),
  };
}
