import type { Text } from '../../model/vocabulary.ts';
import type { MetricLabel } from './labels.ts';

/** Who exposes a metric: a business system, an exchange front-end, the case clocks of a system, or Fadun itself. */
export type MetricEmitter = 'system' | 'exchange' | 'clock' | 'fadun';

export type MetricUnit = 'seconds' | 'bytes' | 'ratio' | 'days' | 'count' | 'state';

/** One metric that an emitter must expose. */
export interface Metric {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly unit: MetricUnit;
  readonly labels: readonly MetricLabel[];
  readonly emitter: MetricEmitter;
  readonly help: Text;
}
