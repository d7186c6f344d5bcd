import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { telemetryAttributes } from '../../scripts/telemetry/attributes.ts';
import { fadun, fadunJson } from '../kit/command-line.ts';
import { controlPlaneAvailable } from '../kit/control-plane.ts';
import { type OtlpEndpoint, otlpEndpoint } from '../kit/otlp-endpoint.ts';

const unavailable = await controlPlaneAvailable();
const folder = mkdtempSync(join(tmpdir(), 'fadun-telemetry-'));
const title = `traces and metrics of fadun up on a real control plane${unavailable ? ` (skipped: ${unavailable})` : ''}`;

interface Up {
  readonly totals: { readonly changed: number };
}

afterAll(async () => {
  await fadun(['sandbox', 'down', 'minimal', '--purge', '--out', folder]);
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(unavailable)(title, () => {
  it('arrive, decoded, at an OTLP/HTTP endpoint: one trace from the command down to its requests', async () => {
    const received = await otlpEndpoint();
    const { data, code, stderr } = await fadunJson<Up>(['up', 'minimal', '--out', folder], {
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: received.url },
    });
    await received.close();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    isOneTrace(received);
    isMeasured(received, data.totals.changed);
    namesNothing(received);
  }, 600_000);
});

function isOneTrace({ spans }: OtlpEndpoint): void {
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const parentOf = ({ parentSpanId }: { parentSpanId: string }) => byId.get(parentSpanId)?.name;
  const roots = spans.filter(({ parentSpanId }) => parentSpanId === '');
  expect(roots.map(({ name }) => name)).toEqual(['fadun up']);
  const stages = spans.filter((span) => parentOf(span) === 'fadun up').map(({ name }) => name);
  expect(stages).toEqual(
    expect.arrayContaining(['synthesise', 'render', 'prove', 'judge', 'sandbox', 'apply', 'verify', 'drift']),
  );
  const orphans = spans.filter((span) => span.parentSpanId !== '' && !byId.has(span.parentSpanId));
  expect(orphans).toEqual([]);
  const requests = spans.filter(({ kind }) => kind === 3);
  const writes = requests.filter(({ attributes }) => attributes['http.request.method'] === 'PATCH');
  // Probes of admission are dry runs: the server judges them and stores nothing.
  expect(new Set(writes.map(parentOf))).toEqual(new Set(['apply', 'probe']));
  const applied = writes.filter((span) => parentOf(span) === 'apply');
  expect(applied.length).toBeGreaterThan(100);
  expect(applied.find(({ name }) => name.endsWith('/deployments/{name}'))?.attributes).toMatchObject({
    'url.template': '/apis/apps/v1/namespaces/{namespace}/deployments/{name}',
    'k8s.cluster.name': 'justice-net',
    'http.response.status_code': 201,
  });
}

function isMeasured({ points }: OtlpEndpoint, objects: number): void {
  const named = (metric: string) => points.filter((point) => point.metric === metric);
  const touched = named('fadun.objects');
  expect(touched.map(({ attributes }) => attributes['fadun.change']).sort()).toEqual(['changed', 'created']);
  for (const { attributes, unit } of touched) {
    expect(unit).toBe('{object}');
    expect(attributes).toMatchObject({ 'fadun.site': 'minimal', 'fadun.network': 'justice-net' });
  }
  expect(touched.reduce((sum, { value }) => sum + value, 0)).toBe(objects);
  expect(named('fadun.command.duration')).toEqual([
    expect.objectContaining({ attributes: { 'fadun.command': 'up', 'process.exit.code': 0 }, unit: 's', count: 1 }),
  ]);
  const requests = named('http.client.request.duration');
  const patched = requests.filter(({ attributes }) => attributes['http.request.method'] === 'PATCH');
  expect(patched.reduce((sum, { count }) => sum + count!, 0)).toBeGreaterThanOrEqual(objects);
  const stages = new Set(named('fadun.stage.duration').map(({ attributes }) => attributes['fadun.stage']));
  const expected = ['apply', 'drift', 'judge', 'probe', 'prove', 'render', 'sandbox', 'synthesise', 'verify'];
  expect([...stages].sort()).toEqual(expected);
}

/** No name of an object, address, path or credential: only listed attributes, and among their values only known words. */
function namesNothing(received: OtlpEndpoint): void {
  const listed = new Set<string>(telemetryAttributes);
  const attributes = [...received.spans, ...received.points].flatMap((one) => Object.entries(one.attributes));
  expect(attributes.filter(([name]) => !listed.has(name))).toEqual([]);
  expect(received.spans.flatMap(({ events }) => events)).toEqual([]);
  expect(received.raw()).not.toMatch(/127\.0\.0\.1|localhost|\/tmp\/|kubeconfig|BEGIN |fadun-system\b|legal-aid/);
}
