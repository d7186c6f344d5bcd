import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dump, load } from 'js-yaml';
import { afterAll, describe, expect, it } from 'vitest';
import { resolveBinaries } from '../../scripts/sandbox/binaries/resolve.ts';
import { type HostTarget, hostTargets } from '../../stacks/host-metrics.ts';
import { loadSite } from '../../stacks/model/load.ts';
import { labels } from '../../stacks/model/names.ts';
import { metricsPort, replicaRange } from '../../stacks/model/profiles.ts';
import { placedComponents } from '../../stacks/namespaces.ts';
import { platformReplicas } from '../../stacks/observability/observability-stack.ts';
import { prometheusConfiguration } from '../../stacks/observability/scrape/prometheus.ts';
import { type PlatformWorkloadName, platformWorkloads } from '../../stacks/platform.ts';
import binhe from '../../stacks/sites/binhe.ts';
import { networkWorkloads, type Workload } from '../../stacks/workloads.ts';
import { fadun, fadunJson } from '../kit/command-line.ts';
import { controlPlaneAvailable } from '../kit/control-plane.ts';
import { discoveringPrometheus } from '../kit/discovering-prometheus.ts';
import { startPrometheus } from '../kit/prometheus.ts';

const prometheus = await discoveringPrometheus();
const unavailable = prometheus.missing ?? (await controlPlaneAvailable());
const folder = mkdtempSync(join(tmpdir(), 'fadun-discovery-'));
const site = loadSite(binhe, 'binhe');
const networkId = 'court-external-net';
const context = { site, networkId, network: site.networks[networkId]! };
const stops: (() => unknown)[] = [];

afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
  await fadun(['sandbox', 'down', 'binhe', '--purge', '--out', folder]);
  rmSync(folder, { recursive: true, force: true });
});

/** A target as `/api/v1/targets` tells of it. */
interface Target {
  readonly scrapePool: string;
  readonly scrapeUrl: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly discoveredLabels: Readonly<Record<string, string>>;
}

const meta = (label: string) => `__meta_kubernetes_pod_label_${label.replaceAll(/[./-]/g, '_')}`;

/** A pod's target by job, workload and port, with what every series of it will be labelled. */
function named({ scrapePool, scrapeUrl, labels: own, discoveredLabels: found }: Target): string {
  const { namespace = '', system = '', channel = '' } = own;
  const workload = `${found.__meta_kubernetes_namespace}/${found[meta(labels.component)]}`;
  return `${scrapePool} ${workload}:${new URL(scrapeUrl).port} ${[own.network, namespace, system, channel].join()}`;
}

function replicasOf({ end }: Workload): number {
  if (end.startsWith('channel:')) return 2;
  const [kind, name] = end.split(':');
  if (kind === 'platform') return platformReplicas(name as PlatformWorkloadName);
  const placed = placedComponents(context).find((one) => `${one.systemId}/${one.name}` === end)!;
  return replicaRange(placed.component).min;
}

/** Targets in pods as the model declares them: each member of a workload that serves metrics. */
function declared(): string[] {
  return networkWorkloads(context).flatMap((workload) => {
    const port = workload.ports.find(({ name }) => name === metricsPort.name)?.port;
    if (port === undefined) return [];
    const { namespace, podLabels } = workload;
    const component = podLabels[labels.component];
    const counts = workload.end === 'platform:kube-state-metrics';
    const told = counts ? ['', '', ''] : [namespace, podLabels[labels.system] ?? '', podLabels[labels.channel] ?? ''];
    const job = counts ? 'kube-state-metrics' : 'workloads';
    const target = `${job} ${namespace}/${component}:${port} ${[networkId, ...told].join()}`;
    return Array.from({ length: replicasOf(workload) }, () => target);
  });
}

function endpointsOf(apiServers: readonly HostTarget[]): object {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'kubernetes', namespace: 'default', labels: { 'kubernetes.io/service-name': 'kubernetes' } },
    addressType: 'IPv4',
    endpoints: apiServers.map(({ cidr }) => ({
      addresses: [cidr.slice(0, cidr.indexOf('/'))],
      conditions: { ready: true },
    })),
    ports: [{ name: 'https', port: apiServers[0]!.port, protocol: 'TCP' }],
  };
}

/** The delivered configuration, asking the sandbox's API server from outside, with Prometheus' own rights and no more. */
function discovering(server: string, ca: string, token: string): string {
  const files = (name: string, text: string) => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  const caFile = files('ca.crt', ca);
  const credentials = files('token', token);
  const { scrape_configs: jobs, global } = prometheusConfiguration(context);
  const outside = {
    api_server: server,
    tls_config: { ca_file: caFile },
    authorization: { credentials_file: credentials },
  };
  return files(
    'prometheus.yaml',
    dump(
      {
        global,
        scrape_configs: jobs.map(({ tls_config: _, authorization, kubernetes_sd_configs: discovery, ...job }) => ({
          ...job,
          tls_config: { ca_file: caFile },
          ...(authorization && { authorization: { credentials_file: credentials } }),
          ...(discovery && { kubernetes_sd_configs: discovery.map((one) => ({ ...one, ...outside })) }),
        })),
      },
      { noRefs: true },
    ),
  );
}

describe.skipIf(unavailable)(
  `discovery by a real Prometheus on a real API server${unavailable ? ` (skipped: ${unavailable})` : ''}`,
  () => {
    it('finds exactly the targets that the model declares, each with the labels of its declaration', async () => {
      const up = await fadun(['up', 'binhe', '--network', networkId, '--out', folder]);
      expect(up.code, up.stderr).toBe(0);
      const words = ['sandbox', 'kubeconfig', networkId, 'binhe', '--identity', 'admin', '--out', folder];
      const { data } = await fadunJson<{ kubeconfig: string }>(words);
      const binaries = await resolveBinaries({ names: ['kubectl'] });
      const kubectl = (...more: string[]) =>
        execFileSync(binaries.ok ? binaries.binaries.kubectl.path : '', [
          '--kubeconfig',
          data.kubeconfig,
          '--cache-dir',
          join(folder, 'kube'),
          ...more,
        ]).toString();
      const { clusters } = load(kubectl('config', 'view', '--raw', '--flatten')) as {
        clusters: readonly { cluster: { server: string; 'certificate-authority-data': string } }[];
      };
      const { server, 'certificate-authority-data': ca } = clusters[0]!.cluster;
      // A control plane on loopback publishes no address of its own: those of the declaration stand in its place.
      const apiServers = hostTargets(context.network).filter(({ job }) => job === 'kube-apiserver');
      writeFileSync(join(folder, 'endpoints.json'), JSON.stringify(endpointsOf(apiServers)));
      kubectl('apply', '-f', join(folder, 'endpoints.json'));
      const token = kubectl('create', 'token', 'prometheus', '-n', platformWorkloads.prometheus.namespace).trim();
      const configuration = discovering(server, Buffer.from(ca, 'base64').toString(), token);
      mkdirSync(join(folder, 'data'));
      const running = await startPrometheus(prometheus.path!, configuration, join(folder, 'data'));
      stops.push(running.stop);

      const targets = async () => {
        const answer = await fetch(`${running.url}/api/v1/targets?state=active`);
        return ((await answer.json()) as { data: { activeTargets: readonly Target[] } }).data.activeTargets;
      };
      const ofPods = async () =>
        (await targets())
          .filter(({ scrapePool }) => podJobs.has(scrapePool))
          .map(named)
          .sort();
      const podJobs = new Set(['workloads', 'kube-state-metrics']);
      const expected = declared().sort();
      await expect.poll(ofPods, { timeout: 180_000, interval: 2000 }).toEqual(expected);

      // Hosts: the sandbox's own nodes stand in for the address plan; it has no node of the control plane for etcd.
      const nodes = kubectl('get', 'nodes', '-o', 'name').trim().split('\n').length;
      const count = (all: readonly Target[], job: string) => all.filter(({ scrapePool }) => scrapePool === job).length;
      const all = await targets();
      const hosts = { kubelet: nodes, 'node-exporter': nodes, etcd: 0, 'kube-apiserver': apiServers.length };
      for (const [job, expectedHosts] of Object.entries(hosts)) expect(count(all, job), job).toBe(expectedHosts);
      expect(
        all
          .filter(({ scrapePool }) => scrapePool === 'kubelet')
          .every(({ scrapeUrl }) => scrapeUrl.includes(':10250/')),
      ).toBe(true);
      const fixed = prometheusConfiguration(context).scrape_configs.flatMap(
        ({ job_name, static_configs: groups = [] }) =>
          groups.flatMap(({ targets: addresses }) => addresses.map((address) => `${job_name} ${address}`)),
      );
      const isFixed = new Set(fixed.map((one) => one.split(' ')[0]!));
      const asked = all.filter(({ scrapePool }) => isFixed.has(scrapePool));
      expect(
        asked.map(({ scrapePool, discoveredLabels }) => `${scrapePool} ${discoveredLabels.__address__}`).sort(),
      ).toEqual(fixed.sort());
      const inHosts = Object.values(hosts).reduce((sum, one) => sum + one, 0);
      expect(all).toHaveLength(expected.length + inHosts + fixed.length);
      console.log(
        `targets: ${expected.length} in pods declared = ${expected.length} discovered; ${inHosts} of hosts; ${fixed.length} fixed`,
      );
    }, 600_000);
  },
);
