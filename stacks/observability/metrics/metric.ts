import type { Text } from '../../model/vocabulary.ts';
import type { ExternalLabel, MetricLabel } from './labels.ts';

/**
 * Who exposes a metric of ours: a business system, an exchange front-end, the case clocks of a system, the network's
 * security centre, or Fadun itself.
 */
export type MetricEmitter = 'system' | 'exchange' | 'clock' | 'security' | 'fadun';

export type MetricUnit = 'seconds' | 'bytes' | 'ratio' | 'days' | 'count' | 'state';

/** One metric that an emitter of ours must expose. */
export interface Metric {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly unit: MetricUnit;
  /** All labels besides those of the scrape target. `network` comes from the emitter or from the scrape. */
  readonly labels: readonly MetricLabel[];
  readonly emitter: MetricEmitter;
  readonly help: Text;
}

/** Software of others whose metrics rules read. */
export type MetricSource =
  | 'prometheus'
  | 'alertmanager'
  | 'opentelemetry-collector'
  | 'kube-state-metrics'
  | 'node-exporter'
  | 'kubelet'
  | 'kube-apiserver'
  | 'etcd'
  | 'blackbox-exporter';

/** One metric that comes with software of others: its name and labels are theirs. */
export interface ExternalMetric {
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** The labels that rules and dashboards may use. */
  readonly labels: readonly (MetricLabel | ExternalLabel)[];
  readonly source: MetricSource;
  readonly help: Text;
}
