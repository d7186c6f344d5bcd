import type { Attributes, AttributeValue } from '@opentelemetry/api';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import type { MetricData, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Redactor } from '../../runbooks/kit/redaction/redactor.ts';
import { mayLeave, resourceAttributes } from './attributes.ts';

/** Longest value of an attribute; longer ones are cut. */
const longestValue = 200;

/** A span as it may leave: listed attributes only, every sensitive text hidden, no events, links or messages. */
export function redactedSpan(span: ReadableSpan, redactor: Redactor, resource: Resource): ReadableSpan {
  return {
    ...spanFields(span),
    name: safeText(span.name, redactor),
    spanContext: () => span.spanContext(),
    status: { code: span.status.code },
    attributes: redactedAttributes(span.attributes, redactor, mayLeave),
    links: [],
    events: [],
    resource,
  };
}

/** Read one by one: they are accessors of the span's class, which spreading would leave out. */
function spanFields(span: ReadableSpan) {
  const { kind, parentSpanContext, startTime, endTime, duration, ended, instrumentationScope } = span;
  const { droppedAttributesCount, droppedEventsCount, droppedLinksCount } = span;
  return {
    ...{ kind, startTime, endTime, duration, ended, instrumentationScope },
    ...(parentSpanContext && { parentSpanContext }),
    ...{ droppedAttributesCount, droppedEventsCount, droppedLinksCount },
  };
}

/** Metrics as they may leave: listed attributes only, every sensitive text hidden. */
export function redactedMetrics(metrics: ResourceMetrics, redactor: Redactor, resource: Resource): ResourceMetrics {
  const pointsOf = (metric: MetricData) =>
    metric.dataPoints.map((point) => ({
      ...point,
      attributes: redactedAttributes(point.attributes, redactor, mayLeave),
    }));
  return {
    resource,
    scopeMetrics: metrics.scopeMetrics.map(({ scope, metrics: written }) => ({
      scope,
      metrics: written.map((metric) => ({ ...metric, dataPoints: pointsOf(metric) }) as MetricData),
    })),
  };
}

/** The resource as it may leave. */
export function redactedResource(attributes: Attributes, redactor: Redactor): Resource {
  return resourceFromAttributes(redactedAttributes(attributes, redactor, (name) => resourceAttributes.has(name)));
}

/** @param permits which names may leave */
export function redactedAttributes(
  attributes: Attributes,
  redactor: Redactor,
  permits: (name: string) => boolean,
): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) =>
      permits(name) && value !== undefined ? [[name, redactedValue(value, redactor)]] : [],
    ),
  );
}

/** Lists are no value of any listed attribute; numbers are looked at as text, since a number can be an identifier. */
function redactedValue(value: AttributeValue, redactor: Redactor): AttributeValue {
  if (typeof value === 'boolean') return value;
  if (Array.isArray(value)) return hidden;
  const text = safeText(String(value), redactor);
  return typeof value === 'number' && text !== hidden ? value : text;
}

const hidden = '[redacted]';

/** A text in which the redactor finds anything is hidden whole, as is one of several lines: neither has a place here. */
function safeText(text: string, redactor: Redactor): string {
  if (/[\r\n]/.test(text) || redactor.text(text) !== text) return hidden;
  return text.length > longestValue ? `${text.slice(0, longestValue - 1)}…` : text;
}
