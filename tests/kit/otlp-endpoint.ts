import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { metricsRequest, readMessage, traceRequest } from './otlp-wire.ts';

/** A span as it arrived, attributes as a record. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly events: readonly unknown[];
  readonly status: { readonly code?: number; readonly message?: string };
}

/** One data point as it arrived. */
export interface ReceivedPoint {
  readonly metric: string;
  readonly unit: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  /** The sum of a histogram; the value of anything else. */
  readonly value: number;
  /** Of a histogram. */
  readonly count?: number;
}

/** What an OTLP/HTTP endpoint received, decoded. */
export interface OtlpEndpoint {
  readonly url: string;
  readonly spans: ReceivedSpan[];
  readonly points: ReceivedPoint[];
  readonly resources: Readonly<Record<string, string | number>>[];
  readonly contentTypes: Set<string>;
  /** Everything that came in, as text: for what must not be in it. */
  raw(): string;
  close(): Promise<void>;
}

type Answer = 'accept' | 'refuse' | 'never';

/** Receives OTLP over HTTP on loopback, as protobuf and as JSON. */
export async function otlpEndpoint(answering: Answer = 'accept'): Promise<OtlpEndpoint> {
  const bodies: Buffer[] = [];
  const endpoint = {
    spans: [] as ReceivedSpan[],
    points: [] as ReceivedPoint[],
    resources: [] as Record<string, string | number>[],
    contentTypes: new Set<string>(),
  };
  const server = createServer(async (request, answer) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (answering === 'never') return;
    if (answering === 'refuse') return void answer.writeHead(400).end();
    const whole = Buffer.concat(chunks);
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(whole) : whole;
    const type = request.headers['content-type'] ?? '';
    endpoint.contentTypes.add(type);
    bodies.push(body);
    const isTrace = request.url === '/v1/traces';
    if (!isTrace && request.url !== '/v1/metrics') return void answer.writeHead(404).end();
    const message = type.includes('json')
      ? (JSON.parse(body.toString('utf8')) as Record<string, unknown>)
      : readMessage(body, isTrace ? traceRequest : metricsRequest);
    if (isTrace) readTraces(message as unknown as Traces, endpoint);
    else readMetrics(message as unknown as Metrics, endpoint);
    answer.writeHead(200, { 'content-type': type }).end(type.includes('json') ? '{}' : '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    ...endpoint,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    raw: () => Buffer.concat(bodies).toString('utf8'),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface KeyValue {
  readonly key: string;
  readonly value: Record<string, string | number>;
}
interface Resourced {
  readonly resource: { readonly attributes?: readonly KeyValue[] };
}
interface Traces {
  readonly resourceSpans?: readonly (Resourced & {
    readonly scopeSpans: readonly {
      readonly spans: readonly (Omit<ReceivedSpan, 'attributes'> & { attributes?: KeyValue[] })[];
    }[];
  })[];
}
interface Point {
  readonly attributes?: readonly KeyValue[];
  readonly asDouble?: number;
  readonly asInt?: number;
  readonly sum?: number;
  readonly count?: number;
}
interface Metrics {
  readonly resourceMetrics?: readonly (Resourced & {
    readonly scopeMetrics: readonly {
      readonly metrics: readonly ({ readonly name: string; readonly unit?: string } & {
        readonly [kind in 'gauge' | 'sum' | 'histogram']?: { readonly dataPoints: readonly Point[] };
      })[];
    }[];
  })[];
}

function readTraces({ resourceSpans = [] }: Traces, into: Pick<OtlpEndpoint, 'spans' | 'resources'>): void {
  for (const { resource, scopeSpans } of resourceSpans) {
    into.resources.push(recordOf(resource.attributes));
    for (const span of scopeSpans.flatMap(({ spans }) => spans)) {
      into.spans.push({
        ...span,
        parentSpanId: span.parentSpanId ?? '',
        attributes: recordOf(span.attributes),
        events: span.events ?? [],
        status: span.status ?? {},
      });
    }
  }
}

function readMetrics({ resourceMetrics = [] }: Metrics, into: Pick<OtlpEndpoint, 'points' | 'resources'>): void {
  for (const { resource, scopeMetrics } of resourceMetrics) {
    into.resources.push(recordOf(resource.attributes));
    for (const metric of scopeMetrics.flatMap(({ metrics }) => metrics)) {
      for (const point of (metric.gauge ?? metric.sum ?? metric.histogram)?.dataPoints ?? []) {
        into.points.push({
          metric: metric.name,
          unit: metric.unit ?? '',
          attributes: recordOf(point.attributes),
          value: Number(point.sum ?? point.asDouble ?? point.asInt),
          ...(point.count !== undefined && { count: Number(point.count) }),
        });
      }
    }
  }
}

function recordOf(attributes: readonly KeyValue[] = []): Record<string, string | number> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue ?? value.doubleValue)]),
  );
}
