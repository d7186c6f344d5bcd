import { clockMetrics } from './clock-metrics.ts';
import { domainMetrics } from './domain-metrics.ts';
import { exchangeMetrics } from './exchange-metrics.ts';
import { fadunMetrics } from './fadun-metrics.ts';
import type { Metric } from './metric.ts';
import { securityMetrics } from './security-metrics.ts';
import { systemMetrics } from './system-metrics.ts';

/**
 * What monitoring counts on: each metric of ours by its name in the Prometheus exposition format. `zf_` (政法) is what
 * business systems, front-ends and security centres expose, `fadun_` what Fadun does. Metrics of others: `externalMetrics`.
 */
export const metrics = {
  ...systemMetrics,
  ...domainMetrics,
  ...exchangeMetrics,
  ...clockMetrics,
  ...securityMetrics,
  ...fadunMetrics,
} as const satisfies Readonly<Record<string, Metric>>;
