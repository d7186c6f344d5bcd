import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { afterAll, describe, expect, it } from 'vitest';
import { parseCidr } from '../../../../policies/reachability/addresses.ts';
import { discoveryRules, stateMetricsRules } from '../../../../stacks/baseline/discovery.ts';
import type { NetworkContext } from '../../../../stacks/context.ts';
import { hostTargets } from '../../../../stacks/host-metrics.ts';
import { loadSite } from '../../../../stacks/model/load.ts';
import type { ProfilePort } from '../../../../stacks/model/system.ts';
import { networkCollector } from '../../../../stacks/observability/collector/network-collector.ts';
import { metrics } from '../../../../stacks/observability/metrics/contract.ts';
import { externalMetrics } from '../../../../stacks/observability/metrics/external-metrics.ts';
import { labelValues } from '../../../../stacks/observability/metrics/labels.ts';
import { monitoringFiles } from '../../../../stacks/observability/monitoring-objects.ts';
import { readPromql } from '../../../../stacks/observability/promql/read.ts';
import { networkRules } from '../../../../stacks/observability/rules/rule-files.ts';
import { scrapeJobs } from '../../../../stacks/observability/scrape/jobs.ts';
import type { PrometheusConfiguration } from '../../../../stacks/observability/scrape/prometheus.ts';
import { stateMetricsArguments } from '../../../../stacks/observability/state-metrics.ts';
import { traceStoreConfiguration } from '../../../../stacks/observability/trace-store.ts';
import { networkPermissions, type Permission } from '../../../../stacks/permissions.ts';
import { platformWorkloads } from '../../../../stacks/platform.ts';
import minimal from '../../../../stacks/sites/minimal.ts';
import { networkWorkloads } from '../../../../stacks/workloads.ts';
import { missingTool, promtoolFolder } from '../../../kit/promtool.ts';
import { alertsOf, referenceSite } from '../../../kit/reference-rules.ts';

const small = loadSite(minimal, 'minimal');
const networks: readonly NetworkContext[] = [referenceSite, small].flatMap((site) =>
  Object.entries(site.networks).map(([networkId, network]) => ({ site, networkId, network })),
);
const internet = networks.find(({ networkId }) => networkId === 'internet-zone')!;
const labelled = (context: NetworkContext) => `${context.site.id} ${context.networkId}`;

/** Sources whose metrics come with pods of ours, by the job `workloads`. */
const inPods = new Set(['prometheus', 'alertmanager', 'opentelemetry-collector']);

/** Without the peers of these kinds. */
function without(context: NetworkContext, ...kinds: readonly string[]): NetworkContext {
  const peers = Object.fromEntries(
    Object.entries(context.network.peers).filter(([, { kind }]) => !kinds.includes(kind)),
  );
  return { ...context, network: { ...context.network, peers } };
}

/** What Prometheus may reach, as `<where>:<port>`. */
function reached(context: NetworkContext): Set<string> {
  const where = ({ to }: Permission) =>
    to.kind === 'workload' ? to.workload.end : to.kind === 'addresses' ? to.cidr : to.kind;
  return new Set(
    networkPermissions(context)
      .filter(
        ({ from, to }) =>
          from.kind === 'workload' && from.workload.end === 'platform:prometheus' && to.kind !== 'name-service',
      )
      .map((permission) => `${where(permission)}:${permission.port}`),
  );
}

function jobsNamedByRules(context: NetworkContext): Set<string> {
  const expressions = alertsOf(networkRules(context)).map(({ expr }) => expr);
  return new Set(
    expressions.flatMap((expr) =>
      readPromql(expr).selectors.flatMap(({ matchers }) =>
        matchers.filter(({ label }) => label === 'job').map(({ value }) => value),
      ),
    ),
  );
}

describe('scrape jobs', () => {
  it('are those that rules name, and no others', () => {
    for (const context of networks) {
      const scraped = scrapeJobs(context).map(({ job_name }) => job_name);
      expect(new Set(scraped), labelled(context)).toEqual(jobsNamedByRules(context));
    }
  });

  it('cover every source of the metrics contract where a network has all of them', () => {
    const jobs = scrapeJobs(internet).map(({ job_name }) => job_name);
    const sources = Object.values(externalMetrics).map(({ source }) => (inPods.has(source) ? 'workloads' : source));
    expect(jobs).toEqual(expect.arrayContaining([...new Set(sources)]));
    expect(jobs).toContain('fadun');
  });

  it('keep every metric of the contract that comes from their source', () => {
    for (const { job_name, metric_relabel_configs: relabels } of scrapeJobs(internet)) {
      const kept = relabels.filter(
        ({ action, source_labels: [label] = [] }) => action === 'keep' && label === '__name__',
      );
      for (const [name, { source, type }] of Object.entries(externalMetrics)) {
        if (source !== job_name) continue;
        const exposed = type === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => name + end) : [name];
        for (const series of exposed) {
          for (const { regex } of kept) expect(series).toMatch(new RegExp(`^(?:${regex})$`));
        }
      }
    }
  });

  it('have a permission each, and Prometheus reaches nothing that is no target, its Alertmanager or its collector', () => {
    for (const context of networks) {
      const hosts = hostTargets(context.network).map(({ cidr, port }) => `${cidr}:${port}`);
      const allowed = reached(context);
      const pods = [...allowed].filter((one) => (one.includes('/') ? !/^\d/.test(one) : true));
      for (const host of hosts) expect(allowed, labelled(context)).toContain(host);
      expect([...allowed].filter((one) => /^\d/.test(one)).sort()).toEqual([...new Set(hosts)].sort());
      expect(pods).toContain('platform:kube-state-metrics:9464');
      expect(pods).toContain('platform:prometheus:9090');
      expect(pods).toContain('platform:alertmanager:9093');
      expect(allowed).not.toContain('platform:prometheus:9464');
      expect(allowed).not.toContain('platform:alertmanager:9464');
    }
  });

  it('ask only addresses that the network policy opens', () => {
    for (const context of networks) {
      for (const { job_name, static_configs: groups = [] } of scrapeJobs(context)) {
        const open = hostTargets(context.network).filter(({ job }) => job === job_name);
        for (const target of groups.flatMap(({ targets }) => targets)) {
          const [address, port] = target.split(':');
          const block = parseCidr(`${address}/32`)!;
          const inside = open.some(({ cidr, port: opened }) => {
            const range = parseCidr(cidr)!;
            return range.start <= block.start && block.end <= range.end && String(opened) === port;
          });
          expect(inside, `${labelled(context)} ${target}`).toBe(true);
        }
      }
    }
  });

  it('leave out, and do not expect, what a network does not declare', () => {
    const bare = without(internet, 'exporter', 'probe');
    const jobs = scrapeJobs(bare).map(({ job_name }) => job_name);
    expect(jobs).toEqual(['workloads', 'kube-state-metrics', 'kubelet', 'node-exporter', 'kube-apiserver', 'etcd']);
    const blind = alertsOf(networkRules(bare)).filter(({ name }) => name === 'MonitoringBlind');
    expect(blind.map(({ labels }) => labels?.job)).toEqual(jobs);
    expect(alertsOf(networkRules(bare)).some(({ name }) => name === 'PublicEntranceUnreachable')).toBe(false);
    expect([...reached(bare)].some((one) => one.startsWith('10.1.5.'))).toBe(false);
  });

  it('probe each public entrance from the line of each carrier', () => {
    const probes = scrapeJobs(internet).find(({ job_name }) => job_name === 'blackbox-exporter')!;
    const told = probes.static_configs!.map(({ labels }) => `${labels?.system} ${labels?.carrier}`);
    const entrances = Object.entries(internet.site.systems)
      .filter(([, { placements }]) => placements['internet-zone']?.entrance === 'public')
      .map(([id]) => id);
    expect(entrances.length).toBeGreaterThan(3);
    expect(told.sort()).toEqual(
      entrances.flatMap((id) => ['telecom', 'unicom', 'mobile'].map((carrier) => `${id} ${carrier}`)).sort(),
    );
  });

  it('ask over TLS with files of the Secret, and never hold a token', () => {
    for (const { job_name, tls_config: tls, authorization } of scrapeJobs(internet)) {
      expect(tls.ca_file, job_name).toMatch(/^\/(etc\/fadun\/tls|var\/run\/secrets\/kubernetes\.io\/serviceaccount)\//);
      expect(tls).not.toHaveProperty('insecure_skip_verify');
      if (authorization) expect(Object.keys(authorization).sort()).toEqual(['credentials_file', 'type']);
    }
  });

  it('take in no value of a label that the contract does not fix, and leave metrics of others alone', () => {
    const { metric_relabel_configs: steps } = scrapeJobs(internet).find(({ job_name }) => job_name === 'workloads')!;
    const taken = (metric: string, label: string, value: string) =>
      steps
        .filter(({ action, source_labels: [, of] = [] }) => action === 'keep' && of === label)
        .every(({ regex }) => new RegExp(`^(?:${regex})$`).test(`${metric};${value}`));
    let fixed = 0;
    for (const [name, { labels }] of Object.entries(metrics)) {
      for (const label of labels) {
        const values: 'declared' | readonly string[] = labelValues[label];
        if (values === 'declared') continue;
        fixed += 1;
        for (const value of values) expect(taken(name, label, value), `${name} ${label} ${value}`).toBe(true);
        for (const value of ['张三', '110105194912310021', `${values[0]}x`]) {
          expect(taken(name, label, value), `${name} ${label} ${value}`).toBe(false);
        }
      }
    }
    expect(fixed).toBeGreaterThan(25);
    for (const [name, { labels }] of Object.entries(metrics)) {
      for (const label of Object.keys(labelValues)) {
        if (!(labels as readonly string[]).includes(label))
          expect(taken(name, label, ''), `${name} ${label}`).toBe(true);
      }
    }
    for (const name of Object.keys(externalMetrics)) expect(taken(name, 'reason', 'other'), name).toBe(true);
    expect(taken('go_gc_duration_seconds', 'service', 'anything')).toBe(true);
    expect(taken('fluentbit_input_records_total', 'device', 'anything')).toBe(true);
  });

  it('let no exporter speak for another network', () => {
    const fadun = scrapeJobs(internet).find(({ job_name }) => job_name === 'fadun')!;
    expect(fadun.metric_relabel_configs).toContainEqual({
      source_labels: ['network'],
      regex: 'internet-zone',
      action: 'keep',
    });
    for (const { relabel_configs: relabels } of scrapeJobs(internet)) {
      expect(relabels.at(-1)).toEqual({ target_label: 'network', replacement: 'internet-zone' });
    }
  });
});

describe('ports of the platform', () => {
  it('are those on which the arguments let it listen', () => {
    const { prometheus, alertmanager } = platformWorkloads;
    // Without --web.listen-address they listen on 9090 and 9093, and serve /metrics there.
    expect(prometheus.ports).toEqual([{ name: 'metrics', port: 9090, protocol: 'TCP' }]);
    expect(alertmanager.ports.map(({ name, port }) => `${name} ${port}`)).toEqual(['metrics 9093', 'mesh 9094']);
    const [metrics, ...others] = platformWorkloads['kube-state-metrics'].ports as readonly ProfilePort[];
    expect(stateMetricsArguments('web.yaml')).toContain(`--port=${metrics?.port}`);
    expect(others).toEqual([]);
    const { exporters, receivers } = networkCollector(internet, networkWorkloads(internet)) as unknown as Listening;
    expect(platformWorkloads.collector.ports.map(({ port }) => `0.0.0.0:${port}`)).toEqual([
      receivers.otlp?.protocols.grpc.endpoint,
      receivers['otlp/sampling']?.protocols.grpc.endpoint,
      exporters.prometheus.endpoint,
    ]);
  });

  it('of the trace store are those that its configuration opens, all with TLS, and its metrics are scraped', () => {
    const { extensions, receivers, exporters, service } = traceStoreConfiguration;
    const served = [receivers.otlp.protocols.grpc, extensions.jaeger_query.grpc, exporters.prometheus];
    const declared = platformWorkloads['trace-store'].ports as readonly ProfilePort[];
    expect(declared.map(({ port }) => `0.0.0.0:${port}`)).toEqual(served.map(({ endpoint }) => endpoint));
    for (const { tls } of served) expect(tls.cert_file).toMatch(/^\/etc\/fadun\/tls\//);
    const open = JSON.stringify(traceStoreConfiguration).match(/0\.0\.0\.0:\d+/g);
    expect(open).toHaveLength(declared.length);
    const { endpoint } = service.telemetry.metrics.readers[0].periodic.exporter.otlp;
    expect(endpoint).toBe(`http://${receivers['otlp/own'].protocols.grpc.endpoint}`);
    expect(service.pipelines.metrics).toMatchObject({ receivers: ['otlp/own'], exporters: ['prometheus'] });
    for (const context of networks) expect(reached(context), labelled(context)).toContain('platform:trace-store:9464');
  });

  it('are served by the files and arguments that are delivered', () => {
    const files = monitoringFiles(internet);
    for (const name of ['prometheus', 'alertmanager', 'kube-state-metrics'] as const) {
      expect(load(files[name][name]!['web.yaml']!)).toMatchObject({
        tls_server_config: { client_auth_type: 'RequireAndVerifyClientCert' },
      });
    }
  });
});

describe('rights of monitoring', () => {
  const rights = [...discoveryRules, ...stateMetricsRules];

  it('are to read, and neither secrets nor the proxy of nodes', () => {
    expect([...new Set(rights.flatMap(({ verbs }) => verbs))].sort()).toEqual(['get', 'list', 'watch']);
    const resources = rights.flatMap((rule) => ('resources' in rule ? rule.resources : []));
    for (const closed of ['secrets', 'configmaps', 'nodes/proxy', '*']) expect(resources).not.toContain(closed);
    expect(rights).toContainEqual({ nonResourceUrls: ['/metrics'], verbs: ['get'] });
    expect(resources).toContain('nodes/metrics');
  });

  it('let kube-state-metrics watch exactly what it is told to', () => {
    const told = stateMetricsArguments('web.yaml').find((one) => one.startsWith('--resources='))!;
    const watched = stateMetricsRules.flatMap(({ resources }) => resources);
    expect(told.slice('--resources='.length).split(',').sort()).toEqual([...watched].sort());
    expect(watched.length).toBe(6);
  });
});

interface Listening {
  readonly receivers: Readonly<
    Record<string, { readonly protocols: { readonly grpc: { readonly endpoint: string } } }>
  >;
  readonly exporters: { readonly prometheus: { readonly endpoint: string } };
}

const missing = missingTool('promtool');
const folder = promtoolFolder();
afterAll(() => folder.close());

/** Debian builds Prometheus without discovery by Kubernetes: there, jobs are judged with one fixed target in its place. */
const discovers = missing === undefined && promtoolAccepts([{ kubernetes_sd_configs: [{ role: 'pod' }] }]);
const bounds = missing ?? (discovers ? undefined : 'all but discovery, which this build of promtool does not know');

describe.skipIf(missing)(`prometheus.yaml${bounds ? ` (${bounds})` : ''}`, () => {
  it('is accepted by promtool in every network, rules included', () => {
    const files = networks.map((context) => configurationFile(context, (job) => job));
    expect(files).toHaveLength(12);
    expect(() =>
      execFileSync('promtool', ['check', 'config', '--syntax-only', ...files], { stdio: 'pipe' }),
    ).not.toThrow();
  });

  it('is refused where a job asks for what Prometheus does not know', () => {
    const file = configurationFile(internet, (job) => ({ ...job, relabel_configs: [{ action: 'invent' }] }));
    expect(() => execFileSync('promtool', ['check', 'config', '--syntax-only', file], { stdio: 'pipe' })).toThrow();
  });
});

/** Writes what a network's Prometheus is delivered, with rules beside it. @returns the path of its configuration */
function configurationFile(context: NetworkContext, change: (job: object) => object): string {
  const at = mkdtempSync(join(folder.path, 'configuration-'));
  const { prometheus } = monitoringFiles(context);
  const configuration = load(prometheus.prometheus!['prometheus.yaml']!) as PrometheusConfiguration;
  const rules = Object.entries(prometheus).flatMap(([name, data]) =>
    name === 'prometheus' ? [] : Object.entries(data),
  );
  for (const [name, text] of rules) writeFileSync(join(at, name), text);
  const jobs = configuration.scrape_configs.map(({ kubernetes_sd_configs: discovery, ...job }) =>
    change({
      ...job,
      ...(discovery &&
        (discovers ? { kubernetes_sd_configs: discovery } : { static_configs: [{ targets: ['pod:1'] }] })),
    }),
  );
  const file = join(at, 'prometheus.json');
  const rule_files = rules.map(([name]) => join(at, name));
  writeFileSync(file, JSON.stringify({ ...configuration, rule_files, scrape_configs: jobs }));
  return file;
}

function promtoolAccepts(jobs: readonly object[]): boolean {
  const file = join(mkdtempSync(join(folder.path, 'ability-')), 'prometheus.json');
  writeFileSync(file, JSON.stringify({ scrape_configs: jobs.map((job) => ({ job_name: 'one', ...job })) }));
  return spawnSync('promtool', ['check', 'config', '--syntax-only', file]).status === 0;
}
