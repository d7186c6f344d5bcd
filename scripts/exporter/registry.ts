import { Counter, Gauge, Registry } from 'prom-client';
import { fadunMetrics } from '../../stacks/observability/metrics/fadun-metrics.ts';
import { looksLikeIdentifier } from '../../stacks/observability/metrics/labels.ts';
import type { Metric } from '../../stacks/observability/metrics/metric.ts';

export type FadunMetric = keyof typeof fadunMetrics;

/** One value of one series. */
export interface Sample {
  readonly metric: FadunMetric;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The exporter's metrics: exactly those of the contract, made from it. */
export interface MetricsRegistry {
  readonly registry: Registry;
  /** Takes the place of everything that was recorded before. @throws Error for labels that the contract does not promise */
  record(samples: readonly Sample[]): void;
}

/** Makes the exporter's metrics from the contract; nothing else can be exposed by them. */
export function metricsRegistry(): MetricsRegistry {
  const registry = new Registry();
  const made = new Map(
    (Object.entries(fadunMetrics) as [FadunMetric, Metric][]).map(([name, { type, labels, help }]) => {
      const options = { name, help: help.en, labelNames: [...labels], registers: [registry] };
      return [name, type === 'counter' ? new Counter(options) : new Gauge(options)] as const;
    }),
  );
  return {
    registry,
    record(samples) {
      samples.forEach(demandPromised);
      for (const one of made.values()) one.reset();
      for (const { metric, labels, value } of samples) {
        const one = made.get(metric)!;
        if (one instanceof Counter) one.inc(labels, value);
        else one.set(labels, value);
      }
    },
  };
}

/** The last line against names of people and objects: what the contract does not promise is a fault of the program. */
function demandPromised({ metric, labels }: Sample): void {
  const { labels: promised }: Metric = fadunMetrics[metric];
  const given = Object.keys(labels).sort().join();
  if (given !== [...promised].sort().join()) throw new Error(`${metric}: labels ${given}, promised ${promised}`);
  for (const [label, value] of Object.entries(labels)) {
    if (looksLikeIdentifier(value)) throw new Error(`${metric}: the value of ${label} could identify somebody`);
  }
}
