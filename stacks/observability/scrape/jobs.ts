import type { NetworkContext } from '../../context.ts';
import { type HostJob, hostListeners, hostTargets } from '../../host-metrics.ts';
import { labels, observabilityNamespace } from '../../model/names.ts';
import { metricsPort } from '../../model/profiles.ts';
import { externalMetrics, metricsOf } from '../metrics/external-metrics.ts';
import { labelValues } from '../metrics/labels.ts';
import type { ExternalMetric, MetricSource } from '../metrics/metric.ts';
import { summaryReceiver, summarySeries } from '../summary.ts';
import { probeTargets } from './probes.ts';
import { clusterTls, etcdTls, networkTls, ownTls, tokens } from './tls.ts';

/** A step of `relabel_configs` or `metric_relabel_configs`. */
export interface Relabel {
  readonly source_labels?: readonly string[];
  readonly regex?: string;
  readonly target_label?: string;
  readonly replacement?: string;
  readonly action?: 'keep' | 'drop' | 'replace' | 'labeldrop';
}

/** Targets that are known without asking the API server. */
export interface StaticTargets {
  readonly targets: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
}

interface Discovery {
  readonly role: 'pod' | 'node' | 'endpointslice';
  readonly namespaces?: { readonly names: readonly string[] };
}

/** One entry of `scrape_configs`. */
export interface ScrapeJob {
  readonly job_name: string;
  readonly scheme: 'https';
  readonly metrics_path?: string;
  readonly params?: Readonly<Record<string, readonly string[]>>;
  readonly honor_labels?: true;
  readonly tls_config: Readonly<Record<string, string>>;
  readonly authorization?: { readonly type: 'Bearer'; readonly credentials_file: string };
  readonly kubernetes_sd_configs?: readonly Discovery[];
  readonly static_configs?: readonly StaticTargets[];
  readonly relabel_configs: readonly Relabel[];
  readonly metric_relabel_configs: readonly Relabel[];
  readonly label_value_length_limit: number;
}

type Particulars = Omit<ScrapeJob, 'job_name' | 'scheme' | 'label_value_length_limit'>;

/** Every job of a network: pods of ours, what counts objects, and of hosts what the network declares. */
export function scrapeJobs(context: NetworkContext): ScrapeJob[] {
  const declared = new Set(hostTargets(context.network).map(({ job }) => job));
  const jobs: Readonly<Record<string, Particulars>> = {
    workloads: workloads(),
    'kube-state-metrics': stateMetrics(),
    ...summaries(context),
    ...Object.fromEntries(
      (Object.keys(hostListeners) as HostJob[])
        .filter((job) => declared.has(job))
        .map((job) => [job, hostJobs[job](context)]),
    ),
  };
  const network: Relabel = { target_label: 'network', replacement: context.networkId };
  return Object.entries(jobs)
    .filter(([, { static_configs: fixed }]) => fixed === undefined || fixed.length > 0)
    .map(([job_name, { relabel_configs: relabels, ...job }]) => ({
      job_name,
      scheme: 'https',
      ...job,
      relabel_configs: [...relabels, network],
      label_value_length_limit: 64,
    }));
}

const podLabel = (label: string) => `__meta_kubernetes_pod_label_${label.replaceAll(/[./-]/g, '_')}`;
const ofNamespace = '__meta_kubernetes_namespace';
const onMetricsPort: Relabel = {
  source_labels: ['__meta_kubernetes_pod_container_port_name'],
  regex: metricsPort.name,
  action: 'keep',
};

/** Tells kube-state-metrics from all others: its series speak of objects, and its labels must stand. */
const counting = {
  source_labels: [ofNamespace, podLabel(labels.component)],
  regex: `${observabilityNamespace};kube-state-metrics`,
};

/**
 * Labels of ours hold words of the contract: a series with another value, which could be anybody's name, is not taken in.
 * Metrics of others use some of these labels for values of their own.
 */
const fixedValues: readonly Relabel[] = Object.entries(labelValues).flatMap(([label, values]) =>
  values === 'declared'
    ? []
    : [
        {
          source_labels: ['__name__', label],
          regex: `(?:zf|fadun)_.*;(?:|${values.join('|')})|(?:[^zf]|z[^f]|f[^a]).*;.*`,
          action: 'keep' as const,
        },
      ],
);

/** Every pod of ours that serves metrics: systems, front-ends, the platform's own. */
function workloads(): Particulars {
  return {
    tls_config: ownTls,
    kubernetes_sd_configs: [{ role: 'pod' }],
    relabel_configs: [
      onMetricsPort,
      { ...counting, action: 'drop' },
      { source_labels: [ofNamespace], target_label: 'namespace' },
      { source_labels: [podLabel(labels.system)], target_label: 'system' },
      { source_labels: [podLabel(labels.channel)], target_label: 'channel' },
    ],
    // What an emitter says of itself gives way to the target's labels; it is dropped, not kept beside them.
    metric_relabel_configs: [{ regex: 'exported_.*', action: 'labeldrop' }, ...fixedValues],
  };
}

function stateMetrics(): Particulars {
  return {
    honor_labels: true,
    tls_config: { ...ownTls, server_name: `kube-state-metrics.${observabilityNamespace}.svc` },
    kubernetes_sd_configs: [{ role: 'pod', namespaces: { names: [observabilityNamespace] } }],
    relabel_configs: [onMetricsPort, { ...counting, action: 'keep' }],
    metric_relabel_configs: [contractOf('kube-state-metrics')],
  };
}

/**
 * Summaries of other networks, where they arrive: kept are the series of the summary, from the networks that send one.
 * They keep their label, since the number is of the network that it names.
 */
function summaries({ site, networkId }: NetworkContext): Record<string, Particulars> {
  const receiver = summaryReceiver(site, networkId);
  if (!receiver) return {};
  const [system = '', component = ''] = receiver.component.split('/');
  return {
    'estate-summary': {
      honor_labels: true,
      metrics_path: '/summary',
      tls_config: ownTls,
      kubernetes_sd_configs: [{ role: 'pod' }],
      relabel_configs: [
        onMetricsPort,
        {
          source_labels: [podLabel(labels.system), podLabel(labels.component)],
          regex: `${system};${component}`,
          action: 'keep',
        },
      ],
      metric_relabel_configs: [
        { source_labels: ['__name__'], regex: summarySeries.map(({ record }) => record).join('|'), action: 'keep' },
        { source_labels: ['network'], regex: receiver.senders.join('|'), action: 'keep' },
      ],
    },
  };
}

/** Hosts are found as nodes; the port is the listener's, whatever the node says. */
function onNodes(job: HostJob & MetricSource, only: readonly Relabel[] = []) {
  return {
    kubernetes_sd_configs: [{ role: 'node' }],
    relabel_configs: [
      ...only,
      {
        source_labels: ['__meta_kubernetes_node_address_InternalIP'],
        target_label: '__address__',
        replacement: `$1:${hostListeners[job].port}`,
      },
      { source_labels: ['__meta_kubernetes_node_name'], target_label: 'node' },
    ],
    metric_relabel_configs: [contractOf(job)],
  } as const;
}

const hostJobs: Readonly<Record<HostJob, (context: NetworkContext) => Particulars>> = {
  kubelet: () => ({ tls_config: clusterTls, authorization: tokens.cluster, ...onNodes('kubelet') }),
  'node-exporter': () => ({ tls_config: ownTls, ...onNodes('node-exporter') }),
  'kube-apiserver': () => ({
    tls_config: { ...clusterTls, server_name: 'kubernetes.default.svc' },
    authorization: tokens.cluster,
    kubernetes_sd_configs: [{ role: 'endpointslice', namespaces: { names: ['default'] } }],
    relabel_configs: [
      {
        source_labels: ['__meta_kubernetes_service_name', '__meta_kubernetes_endpointslice_port_name'],
        regex: 'kubernetes;https',
        action: 'keep',
      },
    ],
    metric_relabel_configs: [contractOf('kube-apiserver')],
  }),
  etcd: () => ({
    tls_config: etcdTls,
    ...onNodes('etcd', [
      {
        source_labels: ['__meta_kubernetes_node_labelpresent_node_role_kubernetes_io_control_plane'],
        regex: 'true',
        action: 'keep',
      },
    ]),
  }),
  fadun: ({ network, networkId }) => ({
    honor_labels: true,
    tls_config: networkTls,
    authorization: tokens.fadun,
    static_configs: hostTargets(network)
      .filter(({ job }) => job === 'fadun')
      .map(({ cidr, port }) => ({ targets: [`${cidr.slice(0, cidr.indexOf('/'))}:${port}`] })),
    relabel_configs: [],
    // An exporter that watches more than this network does not speak here for the others.
    metric_relabel_configs: [{ source_labels: ['network'], regex: networkId, action: 'keep' }],
  }),
  'blackbox-exporter': (context) => ({
    tls_config: ownTls,
    metrics_path: '/probe',
    static_configs: probeTargets(context),
    relabel_configs: [],
    metric_relabel_configs: [contractOf('blackbox-exporter')],
  }),
};

/** Of others' software only what the metrics contract reads is kept. */
function contractOf(source: MetricSource): Relabel {
  const names = metricsOf(source).map((name) => {
    const { type }: ExternalMetric = externalMetrics[name as keyof typeof externalMetrics];
    return type === 'histogram' ? `${name}_(bucket|sum|count)` : name;
  });
  return { source_labels: ['__name__'], regex: names.join('|'), action: 'keep' };
}
