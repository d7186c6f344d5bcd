import type { NetworkContext } from './context.ts';
import { hostTargets } from './host-metrics.ts';
import { allFlows, frontEndPort } from './model/flows.ts';
import { metricsPort } from './model/profiles.ts';
import type { Cidr, Protocol, Text } from './model/vocabulary.ts';
import { channelsOf } from './namespaces.ts';
import { summarySender } from './observability/summary.ts';
import { devicePort, nameService, platformWorkloads } from './platform.ts';
import { networkWorkloads, type Workload } from './workloads.ts';

/** One end of a permission: a workload of ours, a range of addresses, or the cluster's name service. */
export type PermissionEnd =
  | { readonly kind: 'workload'; readonly workload: Workload }
  | { readonly kind: 'addresses'; readonly cidr: Cidr; readonly name: string }
  /** The internet: every public address, and no other. */
  | { readonly kind: 'public'; readonly name: string }
  | { readonly kind: 'name-service' };

/** What one network permits, end to end and port by port; everything else is denied. */
export interface Permission {
  readonly from: PermissionEnd;
  readonly to: PermissionEnd;
  readonly port: number;
  readonly protocol: Protocol;
  readonly purpose: Text;
  /** declared by a flow or a channel; platform permissions follow from the platform's own workings. */
  readonly origin: 'flow' | 'channel' | 'scrape' | 'telemetry' | 'name-service' | 'platform';
}

/** The whole permitted connectivity of a network, derived from the declaration alone. */
export function networkPermissions(context: NetworkContext): Permission[] {
  const workloads = networkWorkloads(context);
  const byEnd = new Map(workloads.map((workload) => [workload.end, workload]));
  return [
    ...flowPermissions(context, byEnd),
    ...channelPermissions(context, byEnd),
    ...platformPermissions(context, workloads, byEnd),
  ];
}

function flowPermissions(context: NetworkContext, byEnd: ReadonlyMap<string, Workload>): Permission[] {
  return allFlows(context.site)
    .filter((flow) => flow.network === context.networkId)
    .map((flow) => ({
      from: resolveEnd(context, byEnd, flow.from),
      to: resolveEnd(context, byEnd, flow.to),
      port: flow.port,
      protocol: flow.protocol ?? 'TCP',
      purpose: flow.purpose,
      origin: 'flow',
    }));
}

/** The front-end speaks to its device, and to nothing else outside the network (crossing rules R1, R5). */
function channelPermissions(context: NetworkContext, byEnd: ReadonlyMap<string, Workload>): Permission[] {
  return channelsOf(context).flatMap((id): Permission[] => {
    const channel = context.site.channels[id]!;
    const sends = channel.from.network === context.networkId || channel.direction === 'both';
    const receives = channel.to.network === context.networkId || channel.direction === 'both';
    const side = channel.from.network === context.networkId ? channel.from : channel.to;
    const frontEnd = workloadEnd(byEnd, `channel:${id}`);
    const device = { kind: 'addresses', cidr: `${side.deviceAddress}/32`, name: `device of ${id}` } as const;
    const permission = (from: PermissionEnd, to: PermissionEnd, port: number): Permission => ({
      from,
      to,
      port,
      protocol: 'TCP',
      purpose: channel.name,
      origin: 'channel',
    });
    return [
      ...(sends ? [permission(frontEnd, device, channel.port)] : []),
      ...(receives ? [permission(device, frontEnd, devicePort.port)] : []),
      permission(workloadEnd(byEnd, `reconcile:${id}`), frontEnd, frontEndPort),
    ];
  });
}

function platformPermissions(
  context: NetworkContext,
  workloads: readonly Workload[],
  byEnd: ReadonlyMap<string, Workload>,
): Permission[] {
  const prometheus = workloadEnd(byEnd, 'platform:prometheus');
  const alertmanager = workloadEnd(byEnd, 'platform:alertmanager');
  const collector = workloadEnd(byEnd, 'platform:collector');
  const stateMetrics = workloadEnd(byEnd, 'platform:kube-state-metrics');
  const [alerts, mesh] = platformWorkloads.alertmanager.ports;
  const traceStore = workloadEnd(byEnd, 'platform:trace-store');
  const [otlp, sampling] = platformWorkloads.collector.ports;
  const [spans, traceQueries] = platformWorkloads['trace-store'].ports;
  const bastion = byEnd.get('secops-platform/bastion');
  const platform = (from: PermissionEnd, to: PermissionEnd, port: number, zh: string, en: string): Permission => ({
    from,
    to,
    port,
    protocol: 'TCP',
    purpose: { zh, en },
    origin: 'platform',
  });
  const apiServer = Object.entries(context.network.peers).find(([, peer]) => peer.kind === 'api-server');
  return [
    ...scrapes(context, prometheus, workloads),
    ...workloads
      .filter(({ end }) => end !== 'platform:collector')
      .map(
        (workload): Permission => ({
          ...platform(
            { kind: 'workload', workload },
            collector,
            otlp.port,
            '上报追踪与日志',
            'Traces and logs are sent',
          ),
          origin: 'telemetry',
        }),
      ),
    ...workloads.flatMap((workload) =>
      nameService.ports.map(
        ({ port, protocol }): Permission => ({
          from: { kind: 'workload', workload },
          to: { kind: 'name-service' },
          port,
          protocol,
          purpose: { zh: '域名解析', en: 'Names are resolved' },
          origin: 'name-service',
        }),
      ),
    ),
    ...workloads
      .filter(({ kind, end }) => kind === 'StatefulSet' && !end.startsWith('platform:'))
      .map((workload) => replication(workload)),
    platform(prometheus, alertmanager, alerts.port, '发送告警', 'Alerts are sent'),
    platform(alertmanager, alertmanager, mesh.port, '告警去重', 'Alertmanagers agree'),
    ...[...new Set(context.network.alerting?.receivers.map(({ by }) => by))].map((by) =>
      platform(
        alertmanager,
        workloadEnd(byEnd, by),
        byEnd.get(by)!.ports[0]!.port,
        '告警送达值守',
        'Alerts reach people',
      ),
    ),
    platform(collector, collector, sampling.port, '按链路汇聚后采样', 'Spans of a trace meet before sampling'),
    platform(collector, traceStore, spans.port, '保存追踪', 'Traces are kept'),
    ...(bastion
      ? [
          platform(
            { kind: 'workload', workload: bastion },
            traceStore,
            traceQueries.port,
            '查询追踪',
            'Traces are looked up',
          ),
        ]
      : []),
    ...(apiServer
      ? [
          platform(
            stateMetrics,
            { kind: 'addresses', cidr: apiServer[1].cidr, name: `peer:${apiServer[0]}` },
            apiServer[1].ports?.[0]?.port ?? 6443,
            '读取对象状态',
            'The state of objects is read',
          ),
          platform(
            { kind: 'addresses', cidr: apiServer[1].cidr, name: `peer:${apiServer[0]}` },
            collector,
            otlp.port,
            '上报接口服务器审计日志',
            'Audit records of the API servers are sent',
          ),
        ]
      : []),
    ...summaryReading(context, byEnd, prometheus),
    ...auditForwarding(byEnd, collector),
    ...nameServiceUpstream(context, byEnd),
  ];
}

/** Pods on their metrics port, hosts on the ports of their listeners; targets are discovered where the API server is scraped. */
function scrapes({ network }: NetworkContext, prometheus: PermissionEnd, workloads: readonly Workload[]): Permission[] {
  const scrape = (to: PermissionEnd, port: number): Permission => ({
    from: prometheus,
    to,
    port,
    protocol: 'TCP',
    purpose: { zh: '采集指标', en: 'Metrics are scraped' },
    origin: 'scrape',
  });
  return [
    ...workloads.flatMap((workload) =>
      workload.ports
        .filter(({ name }) => name === metricsPort.name)
        .map(({ port }) => scrape({ kind: 'workload', workload }, port)),
    ),
    ...hostTargets(network).map(({ name, cidr, port }) => scrape({ kind: 'addresses', cidr, name }, port)),
  ];
}

/** The name service reads names from the API server and asks the network's own name server for others. */
function nameServiceUpstream({ network }: NetworkContext, byEnd: ReadonlyMap<string, Workload>): Permission[] {
  const to = (end: PermissionEnd, port: number, protocol: Protocol): Permission => ({
    from: { kind: 'name-service' },
    to: end,
    port,
    protocol,
    purpose: { zh: '名称解析上游', en: 'Names are looked up' },
    origin: 'name-service',
  });
  const upstream = byEnd.get('gov-network/name-server');
  return [
    ...Object.entries(network.peers)
      .filter(([, { kind }]) => kind === 'api-server')
      .map(([id, { cidr, ports }]) =>
        to({ kind: 'addresses', cidr, name: `peer:${id}` }, ports?.[0]?.port ?? 6443, 'TCP'),
      ),
    ...(upstream?.ports ?? [])
      .filter(({ name }) => name !== metricsPort.name)
      .map(({ port, protocol }) => to({ kind: 'workload', workload: upstream! }, port, protocol)),
  ];
}

/** The members of a stateful set keep each other up to date, on the port they serve. */
function replication(workload: Workload): Permission {
  const member: PermissionEnd = { kind: 'workload', workload };
  const { port, protocol } = workload.ports[0]!;
  return {
    from: member,
    to: member,
    port,
    protocol,
    purpose: { zh: '副本同步', en: 'Members replicate' },
    origin: 'platform',
  };
}

/** Audit records and alerts reach the network's own security centre (X26, GB/T 22239 8.1.5.4 d). */
function auditForwarding(byEnd: ReadonlyMap<string, Workload>, collector: PermissionEnd): Permission[] {
  const logStore = byEnd.get('security-assurance/log-store');
  if (!logStore) return [];
  return [
    {
      from: collector,
      to: { kind: 'workload', workload: logStore },
      port: 6514,
      protocol: 'TCP',
      purpose: { zh: '审计日志汇聚', en: 'Audit records are gathered' },
      origin: 'platform',
    },
  ];
}

function workloadEnd(byEnd: ReadonlyMap<string, Workload>, end: string): PermissionEnd {
  const workload = byEnd.get(end);
  if (!workload) throw new Error(`${end}: no such workload in this network; the site did not pass validation`);
  return { kind: 'workload', workload };
}

/** A flow end of a loaded site as a permission end. */
function resolveEnd(context: NetworkContext, byEnd: ReadonlyMap<string, Workload>, end: string): PermissionEnd {
  if (!end.startsWith('peer:')) return workloadEnd(byEnd, end);
  const peer = context.network.peers[end.slice('peer:'.length)];
  if (!peer) throw new Error(`${end}: no such peer in ${context.networkId}; the site did not pass validation`);
  if (peer.kind === 'public') return { kind: 'public', name: end };
  return { kind: 'addresses', cidr: peer.cidr, name: end };
}

/** The component that makes the summary of a network (X41) reads its numbers; nobody else asks Prometheus for them. */
function summaryReading(
  { site, networkId }: NetworkContext,
  byEnd: ReadonlyMap<string, Workload>,
  prometheus: PermissionEnd,
): Permission[] {
  const sender = summarySender(site, networkId);
  if (sender === undefined) return [];
  return [
    {
      from: workloadEnd(byEnd, sender),
      to: prometheus,
      port: platformWorkloads.prometheus.ports[0].port,
      protocol: 'TCP',
      purpose: { zh: '读取本网摘要数值', en: 'Numbers of the summary are read' },
      origin: 'platform',
    },
  ];
}
