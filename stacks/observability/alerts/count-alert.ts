import type { Alert } from './alert.ts';
import { countCases, selector } from './cases.ts';
import { matching, plainMatchers, subjectOf } from './gauge-alert.ts';

/** What makes the growth of one counter an alert. */
export interface CountCondition {
  readonly metric: string;
  /** Matchers besides network. @default none */
  readonly matchers?: Readonly<Record<string, string>>;
  /** Labels by which it is summed, besides network. */
  readonly by: readonly string[];
  /** More than so many within the window are too many. */
  readonly limit: number;
  readonly windowMinutes: number;
  /** Values of `by` labels in its cases that no matcher gives. @default none */
  readonly seriesLabels?: Readonly<Record<string, string>>;
}

/** An alert on how much a counter grew within a window, with its cases. */
export function countAlert(network: string, words: Omit<Alert, 'expr' | 'cases'>, condition: CountCondition): Alert {
  const { metric, matchers = {}, by, limit, windowMinutes, seriesLabels = {} } = condition;
  const labels: Record<string, string> = { network, ...plainMatchers(matchers), ...seriesLabels };
  const grouped = Object.fromEntries(['network', ...by].map((label) => [label, labels[label]!]));
  return {
    ...words,
    labels: { ...subjectOf(matchers), ...words.labels },
    expr: `sum by (${['network', ...by].join(', ')}) (increase(${matching(metric, { network, ...matchers })}[${windowMinutes}m])) > ${limit}`,
    cases: countCases({
      series: selector(metric, labels),
      limit,
      windowMinutes,
      forMinutes: words.forMinutes,
      labels: grouped,
    }),
  };
}
