/**
 * All labels a metric may carry. Each has a bounded set of values that the declaration knows. Names, numbers of cases,
 * documents and persons, addresses and account names are not among them, so telemetry holds no personal information
 * (PIPL art. 6).
 */
export const metricLabels = [
  'network',
  'system',
  'channel',
  'direction',
  'reason',
  'code_class',
  'clock',
  'level',
  'duty',
  'runbook',
  'outcome',
  'waiver',
  'verdict',
  'le',
] as const;

export type MetricLabel = (typeof metricLabels)[number];

const allowed: ReadonlySet<string> = new Set(metricLabels);

/** The labels among `labels` that no metric, rule or dashboard may use, in the order given. */
export function forbiddenLabels(labels: readonly string[]): readonly string[] {
  return labels.filter((label) => !allowed.has(label));
}
