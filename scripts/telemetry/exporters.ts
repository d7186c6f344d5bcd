import type { Resource } from '@opentelemetry/resources';
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { Redactor } from '../../runbooks/kit/redaction/redactor.ts';
import { redactedMetrics, redactedSpan } from './redact.ts';
import type { Encoding } from './settings.ts';

/** What every batch goes through on its way out, and where its fate is noted. */
export interface Outlet {
  readonly redactor: Redactor;
  /** What the program says of itself; takes the place of what the SDK was given. */
  readonly resource: Resource;
  readonly onResult: (delivered: boolean) => void;
}

/** An exporter of spans that sends nothing that was not redacted. */
export async function spanExporter(encoding: Encoding, outlet: Outlet): Promise<SpanExporter> {
  const { OTLPTraceExporter } =
    encoding === 'http/json'
      ? await import('@opentelemetry/exporter-trace-otlp-http')
      : await import('@opentelemetry/exporter-trace-otlp-proto');
  const exporter: SpanExporter = new OTLPTraceExporter();
  return {
    export: (spans, done) =>
      exporter.export(
        spans.map((span) => redactedSpan(span, outlet.redactor, outlet.resource)),
        (result) => {
          outlet.onResult(result.code === 0);
          done(result);
        },
      ),
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}

/** An exporter of metrics that sends nothing that was not redacted. */
export async function metricExporter(encoding: Encoding, outlet: Outlet): Promise<PushMetricExporter> {
  const { OTLPMetricExporter } =
    encoding === 'http/json'
      ? await import('@opentelemetry/exporter-metrics-otlp-http')
      : await import('@opentelemetry/exporter-metrics-otlp-proto');
  const exporter: PushMetricExporter = new OTLPMetricExporter();
  return {
    export: (metrics, done) =>
      exporter.export(redactedMetrics(metrics, outlet.redactor, outlet.resource), (result) => {
        outlet.onResult(result.code === 0);
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush(),
    selectAggregationTemporality: (kind) => exporter.selectAggregationTemporality!(kind),
    ...(exporter.selectAggregation && { selectAggregation: (kind) => exporter.selectAggregation!(kind) }),
  };
}
