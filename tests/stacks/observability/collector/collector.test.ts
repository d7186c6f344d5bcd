import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { loadSite } from '../../../../stacks/model/load.ts';
import { collectorYaml } from '../../../../stacks/observability/collector/collector-objects.ts';
import type { CollectorConfiguration } from '../../../../stacks/observability/collector/configuration.ts';
import { hiddenKeys, identifyingValues } from '../../../../stacks/observability/collector/identifiers.ts';
import { auditAgent, networkCollector } from '../../../../stacks/observability/collector/network-collector.ts';
import { collectorProblems } from '../../../../stacks/observability/collector/problems.ts';
import { auditRetentionDays } from '../../../../stacks/observability/collector/retention.ts';
import { networkPermissions } from '../../../../stacks/permissions.ts';
import binhe from '../../../../stacks/sites/binhe.ts';
import { networkWorkloads } from '../../../../stacks/workloads.ts';
import { sensitiveSamples } from '../../../kit/runbook-sensitive-samples.ts';

const site = loadSite(binhe, 'binhe');
const contexts = Object.entries(site.networks).map(([networkId, network]) => ({ site, networkId, network }));
const [first] = contexts;
const collector = networkCollector(first!, networkWorkloads(first!));

/** A configuration as no type would let it be written. */
// biome-ignore lint/suspicious/noExplicitAny: faults that the types refuse are written on purpose
type Loose = any;

/** The configuration with something changed, typed or not. */
function changed(change: (configuration: Loose) => unknown, base: CollectorConfiguration = collector) {
  const copy = structuredClone(base) as unknown as Loose;
  change(copy);
  return collectorProblems(copy as unknown as CollectorConfiguration);
}

describe('the collector of every network', () => {
  it.each(contexts.map((context) => [context.networkId, context] as const))('%s: is without fault', (_, context) => {
    expect(collectorProblems(networkCollector(context, networkWorkloads(context)))).toEqual([]);
    expect(collectorProblems(auditAgent(context))).toEqual([]);
  });

  it('reaches what it sends to: each address is a workload of the network that a permission opens to it', () => {
    for (const context of contexts) {
      const { exporters } = networkCollector(context, networkWorkloads(context));
      const opened = networkPermissions(context).flatMap(({ from, to, port }) =>
        from.kind === 'workload' && from.workload.end === 'platform:collector' && to.kind === 'workload'
          ? [`${to.workload.name}.${to.workload.namespace}.svc:${port}`]
          : [],
      );
      const { loadbalancing, syslog } = exporters;
      const { hostname, port } = loadbalancing!.resolver.dns;
      const targets = [
        exporters['otlp/traces']!.endpoint,
        `${hostname}:${port}`,
        `${syslog!.endpoint}:${syslog!.port}`,
      ];
      for (const target of targets) expect(opened, context.networkId).toContain(target);
    }
  });

  it('takes what workloads send, on the port that they are told and permitted', () => {
    const telemetry = networkPermissions(first!).filter(({ origin }) => origin === 'telemetry');
    expect(new Set(telemetry.map(({ port }) => port))).toEqual(new Set([4317]));
    expect(collector.receivers.otlp!.protocols.grpc.endpoint).toBe('0.0.0.0:4317');
  });

  it('ships audit records to the security centre with a retention that covers the longest six months', () => {
    expect(auditRetentionDays).toBeGreaterThanOrEqual(184);
    const { logs } = collector.service.pipelines;
    expect(logs).toMatchObject({ exporters: ['syslog'] });
    expect(collector.processors['resource/retention']).toEqual({
      attributes: [{ key: 'fadun.retention.days', value: auditRetentionDays, action: 'upsert' }],
    });
    expect(collector.exporters.syslog).toMatchObject({
      retry_on_failure: { max_elapsed_time: '0' },
      sending_queue: { storage: 'file_storage' },
    });
  });
});

describe('a fault of a configuration is found', () => {
  it.each([
    [
      'a field that its component does not have',
      (c: Loose): unknown => (c.processors.batch.send_batch_sise = 1),
      /send_batch_sise: is not documented/,
    ],
    [
      'a field inside a list',
      (c: Loose): unknown => (c.processors.tail_sampling.policies[1].latency.treshold = 1),
      /treshold: is not documented/,
    ],
    [
      'fields where a value belongs',
      (c: Loose): unknown => (c.exporters.syslog.port = { number: 1 }),
      /port: takes a plain value/,
    ],
    ['a list where fields belong', (c: Loose): unknown => (c.receivers.otlp.protocols = []), /protocols: takes fields/],
    ['a component that does not exist', (c: Loose): unknown => (c.processors.redactor = {}), /no such component/],
    [
      'a component that is not defined',
      (c: Loose): unknown => delete c.processors.batch,
      /batch: is used and not defined/,
    ],
    [
      'a component that is not used',
      (c: Loose): unknown => (c.service.pipelines.logs.exporters = ['syslog', 'nop']),
      /nop: is used and not defined/,
    ],
    [
      'an unused component',
      (c: Loose): unknown => (c.processors['batch/2'] = c.processors.batch),
      /batch\/2: is defined and not used/,
    ],
    [
      'memory limited too late',
      (c: Loose): unknown => c.service.pipelines.logs.processors.reverse(),
      /memory_limiter is not first/,
    ],
    [
      'a pipeline without redaction',
      (c: Loose): unknown => c.service.pipelines.traces.processors.pop(),
      /traces: nothing is redacted/,
    ],
    [
      'batches before sampling',
      (c: Loose): unknown =>
        c.service.pipelines['traces/sampling'].processors.splice(
          2,
          0,
          c.service.pipelines['traces/sampling'].processors.pop(),
        ),
      /batch is not last/,
    ],
    [
      'a signal that a component does not take',
      (c: Loose): unknown => c.service.pipelines.logs.processors.splice(2, 0, 'tail_sampling'),
      /tail_sampling takes no logs/,
    ],
    [
      'an exporter out of the network',
      (c: Loose): unknown => (c.exporters['otlp/traces'].endpoint = 'traces.example.com:4317'),
      /outside the network/,
    ],
    [
      'an exporter to an address',
      (c: Loose): unknown => (c.exporters.syslog.endpoint = '10.20.30.40'),
      /outside the network/,
    ],
    [
      'a resolver out of the network',
      (c: Loose): unknown => (c.exporters.loadbalancing.resolver.dns.hostname = 'evil.example'),
      /outside the network/,
    ],
    ['no TLS', (c: Loose): unknown => (c.exporters['otlp/traces'].tls = { insecure: true }), /sends without TLS/],
    ['TLS unchecked', (c: Loose): unknown => (c.exporters.syslog.tls.insecure_skip_verify = true), /sends without TLS/],
    ['TLS left out', (c: Loose): unknown => delete c.exporters.syslog.tls, /sends without TLS/],
    [
      'a queue without its storage',
      (c: Loose): unknown => (c.service.extensions = ['health_check']),
      /file_storage is not among/,
    ],
    [
      'a pipeline to nowhere',
      (c: Loose): unknown => (c.service.pipelines.metrics.exporters = []),
      /leads from nowhere or to nowhere/,
    ],
  ] as const)('%s', (_, change, problem) => {
    expect(changed(change).join('\n')).toMatch(problem);
  });
});

describe('redaction in the collector', () => {
  /** RE2 writes flags in front and scripts by their name alone; JavaScript does not. */
  const read = (pattern: string) =>
    new RegExp(
      pattern.replace(/^\(\?i\)/, '').replaceAll('\\p{Han}', '\\p{Script=Han}'),
      pattern.startsWith('(?i)') ? 'iu' : 'u',
    );
  const hidden = (value: string) => identifyingValues.some((pattern) => read(pattern).test(value));
  const kinds = [
    'resident-id',
    'case-number',
    'mobile-number',
    'landline',
    'bank-card',
    'licence-plate',
    'e-mail',
    'jwt',
    'bearer-token',
  ];

  it.each(sensitiveSamples.filter(({ kind }) => kinds.includes(kind)).map((one) => [one.kind, one.text] as const))(
    'hides a %s: %s',
    (_, text) => {
      expect(hidden(text)).toBe(true);
    },
  );

  it.each([
    'smart-court',
    'GET',
    '/apis/apps/v1/namespaces/{namespace}/deployments/{name}',
    '200',
    '5xx',
    'X01',
    'v1.37.2',
    '2026-12-01T04:00:00Z',
    '0.12',
    'sha256:ab12',
  ])('leaves %s', (text) => {
    expect(hidden(text)).toBe(false);
  });

  it('hides by name what names people or carries secrets, and leaves the conventions', () => {
    const byName = (key: string) => hiddenKeys.some((pattern) => read(pattern).test(key));
    for (const key of [
      'enduser.id',
      'http.request.header.authorization',
      'url.full',
      'client.address',
      'db.query.text',
      'user_token',
      '身份证',
      'person_name',
    ]) {
      expect(byName(key), key).toBe(true);
    }
    for (const key of ['service.name', 'http.request.method', 'url.template', 'k8s.cluster.name', 'fadun.network']) {
      expect(byName(key), key).toBe(false);
    }
  });
});

describe('the configuration as a file', () => {
  it('reads back as it was declared once the collector has undone its dollar signs', () => {
    for (const context of contexts) {
      for (const configuration of [networkCollector(context, networkWorkloads(context)), auditAgent(context)]) {
        const text = collectorYaml(configuration);
        expect(text.replaceAll('$$', '').match(/\$(?!\{env:[A-Z_]+\})/g)).toBeNull();
        expect(load(text.replaceAll('$$', '$'))).toEqual(JSON.parse(JSON.stringify(configuration)));
      }
    }
  });

  const binary = ['otelcol-contrib', 'otelcol'].find((name) => spawnSync(name, ['--version']).status === 0);
  it.skipIf(!binary)(
    `passes otelcol validate${binary ? '' : ' (skipped: no otelcol on the PATH; install otelcol-contrib)'}`,
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'fadun-otelcol-'));
      try {
        for (const configuration of [collector, auditAgent(first!)]) {
          const path = join(folder, 'config.yaml');
          writeFileSync(path, collectorYaml(configuration));
          execFileSync(binary!, ['validate', `--config=${path}`], { env: { FADUN_COLLECTOR_ADDRESS: '192.0.2.1' } });
        }
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  );
});
