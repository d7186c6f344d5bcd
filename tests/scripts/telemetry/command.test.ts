import { afterEach, describe, expect, it } from 'vitest';
import { telemetryAttributes } from '../../../scripts/telemetry/attributes.ts';
import { fadun } from '../../kit/command-line.ts';
import { type OtlpEndpoint, otlpEndpoint } from '../../kit/otlp-endpoint.ts';

const opened: OtlpEndpoint[] = [];

async function endpoint(answering?: Parameters<typeof otlpEndpoint>[0]): Promise<OtlpEndpoint> {
  const one = await otlpEndpoint(answering);
  opened.push(one);
  return one;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
});

/** A command that does real work and touches nothing. */
const words = ['clock', 'show', 'cr-detain-arrest-request', '--from', '2026-03-01T10:00'];

describe('telemetry of a command', () => {
  for (const protocol of ['http/protobuf', 'http/json']) {
    it(`arrives as ${protocol}: a root span and a duration, named by the semantic conventions`, async () => {
      const { url, spans, points, resources, contentTypes } = await endpoint();
      const run = await fadun(words, {
        env: { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_PROTOCOL: protocol },
      });
      expect(run).toMatchObject({ code: 0, stderr: '' });
      expect([...contentTypes]).toEqual([protocol === 'http/json' ? 'application/json' : 'application/x-protobuf']);
      expect(spans).toHaveLength(1);
      expect(spans[0]).toMatchObject({ name: 'fadun clock show', kind: 1, parentSpanId: '', events: [] });
      expect(spans[0]!.attributes).toEqual({
        'process.executable.name': 'fadun',
        'fadun.command': 'clock show',
        'process.exit.code': 0,
      });
      expect(points).toEqual([
        {
          metric: 'fadun.command.duration',
          unit: 's',
          attributes: { 'fadun.command': 'clock show', 'process.exit.code': 0 },
          value: expect.closeTo(0.5, 0),
          count: 1,
        },
      ]);
      for (const resource of resources) {
        expect(Object.keys(resource).sort()).toEqual([
          'process.runtime.name',
          'process.runtime.version',
          'service.instance.id',
          'service.name',
          'service.version',
          'telemetry.sdk.language',
          'telemetry.sdk.name',
          'telemetry.sdk.version',
        ]);
        expect(resource).toMatchObject({ 'service.name': 'fadun' });
      }
    });
  }

  it('tells a command that was refused from one that was done, and holds nothing of its message or arguments', async () => {
    const received = await endpoint();
    const run = await fadun(['site', 'show', './110101199003074610-secret-city.ts'], {
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: received.url,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        OTEL_RESOURCE_ATTRIBUTES: 'host.name=secret-host,service.namespace=110101199003074610',
      },
    });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('secret-city');
    expect(received.spans).toHaveLength(1);
    expect(received.spans[0]!.status).toEqual({ code: 2 });
    expect(received.spans[0]!.attributes).toMatchObject({ 'process.exit.code': 2, 'error.type': 'FadunError' });
    expect(received.raw()).not.toMatch(/secret|110101199003074610/);
    expect(received.resources[0]).toMatchObject({ 'service.namespace': '[redacted]' });
  });

  it('is off without an endpoint, when disabled, and when both signals are', async () => {
    const received = await endpoint();
    const off = [
      {},
      { OTEL_EXPORTER_OTLP_ENDPOINT: received.url, OTEL_SDK_DISABLED: 'true' },
      { OTEL_EXPORTER_OTLP_ENDPOINT: received.url, OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' },
    ];
    for (const env of off) expect(await fadun(words, { env })).toMatchObject({ code: 0, stderr: '' });
    expect(received.raw()).toBe('');
  });

  it('sends one signal where only its endpoint is named', async () => {
    const received = await endpoint();
    await fadun(words, { env: { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `${received.url}/v1/metrics` } });
    expect(received.points).toHaveLength(1);
    expect(received.spans).toEqual([]);
  });
});

describe('a collector that fails', () => {
  const untouched = fadun(words);

  async function against(env: NodeJS.ProcessEnv) {
    const begun = performance.now();
    const run = await fadun(words, { env });
    const seconds = (performance.now() - begun) / 1000;
    const { code, stdout } = await untouched;
    expect(run.code).toBe(code);
    expect(run.stdout).toBe(stdout);
    return { stderr: run.stderr, seconds };
  }

  it('by never answering neither hangs nor fails the command', async () => {
    const { url } = await endpoint('never');
    const { stderr, seconds } = await against({ OTEL_EXPORTER_OTLP_ENDPOINT: url });
    expect(stderr).toMatch(/telemetry was not delivered/);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(seconds).toBeLessThan(8);
  });

  it('by not being there neither hangs nor fails the command', async () => {
    const { stderr, seconds } = await against({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
    expect(stderr).toMatch(/telemetry was not delivered/);
    expect(seconds).toBeLessThan(8);
  });

  it('by refusing what it is sent does not fail the command', async () => {
    const { url } = await endpoint('refuse');
    expect((await against({ OTEL_EXPORTER_OTLP_ENDPOINT: url })).stderr).toMatch(/telemetry was not delivered/);
  });

  it('by its address or protocol is named, and the command runs', async () => {
    const wrong = await against({ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317' });
    expect(wrong.stderr).toContain('OTEL_EXPORTER_OTLP_ENDPOINT is no http or https address');
    const grpc = await against({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' });
    expect(grpc.stderr).toContain('OTEL_EXPORTER_OTLP_PROTOCOL=grpc is not spoken here');
  });
});

describe('the list of attributes', () => {
  it('names the semantic conventions as they are written', async () => {
    const conventions: Record<string, unknown> = await import('@opentelemetry/semantic-conventions/incubating');
    const known = new Set(Object.values(conventions));
    const unknown = telemetryAttributes.filter((name) => !name.startsWith('fadun.') && !known.has(name));
    expect(unknown).toEqual([]);
  });
});
