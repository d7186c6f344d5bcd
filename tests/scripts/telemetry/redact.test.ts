import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../../runbooks/kit/redaction/redactor.ts';
import { telemetryAttributes } from '../../../scripts/telemetry/attributes.ts';
import { redactedMetrics, redactedSpan } from '../../../scripts/telemetry/redact.ts';
import { sensitiveSamples } from '../../kit/runbook-sensitive-samples.ts';

const redactor = createRedactor();
const resource = resourceFromAttributes({ 'service.name': 'fadun' });
const [first, second] = telemetryAttributes;

describe('what leaves as a span', () => {
  for (const { kind, text, hidden } of sensitiveSamples) {
    it(`holds no ${kind}, wherever it was put`, () => {
      const exporter = new InMemorySpanExporter();
      const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
      const span = provider.getTracer('test').startSpan(`look at ${text}`, {
        attributes: { [first!]: text, [second!]: [text], 'db.query.text': text, [text]: 'as a name' },
      });
      span.addEvent(text, { [first!]: text }).recordException(new Error(text));
      span.setStatus({ code: 2, message: text }).end();
      const left = redactedSpan(exporter.getFinishedSpans()[0]!, redactor, resource);
      const { name, attributes, events, links, status } = left;
      expect(JSON.stringify({ name, attributes, events, links, status })).not.toContain(hidden);
      expect(Object.keys(attributes)).toEqual([first, second]);
      expect(left.spanContext().traceId).toBe(span.spanContext().traceId);
    });
  }
});

describe('what leaves as a metric', () => {
  it('holds listed attributes only, redacted, and the values that were measured', async () => {
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const provider = new MeterProvider({
      readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })],
    });
    const citizen = '110101199003074610';
    provider
      .getMeter('test')
      .createCounter('looks')
      .add(7, { [first!]: citizen, [second!]: Number(citizen), person: citizen });
    await provider.forceFlush();
    const [metric] = redactedMetrics(exporter.getMetrics()[0]!, redactor, resource).scopeMetrics[0]!.metrics;
    expect(metric!.dataPoints[0]!.value).toBe(7);
    expect(Object.keys(metric!.dataPoints[0]!.attributes)).toEqual([first, second]);
    expect(JSON.stringify(metric)).not.toContain(citizen);
    await provider.shutdown();
  });
});
