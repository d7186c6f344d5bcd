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
  /** A series begins with its first event, which is one too many: its growth alone would miss that one. @default false */
  readonly fromFirst?: boolean;
}

/** An alert on how much a counter grew within a window, with its cases. */
export function countAlert(network: string, words: Omit<Alert, 'expr' | 'cases'>, condition: CountCondition): Alert {
  const { metric, matchers = {}, by, limit, windowMinutes, seriesLabels = {}, fromFirst = false } = condition;
  const labels: Record<string, string> = { network, ...plainMatchers(matchers), ...seriesLabels };
  const grouped = Object.fromEntries(['network', ...by].map((label) => [label, labels[label]!]));
  const counter = matching(metric, { network, ...matchers });
  const window = `${windowMinutes}m`;
  const sum = `sum by (${['network', ...by].join(', ')})`;
  const begun = fromFirst ? ` or ${sum} (${counter} unless ${counter} offset ${window}) > ${limit}` : '';
  return {
    ...words,
    labels: { ...subjectOf(matchers), ...words.labels },
    expr: `${sum} (increase(${counter}[${window}])) > ${limit}${begun}`,
    cases: countCases({
      series: selector(metric, labels),
      limit,
      windowMinutes,
      forMinutes: words.forMinutes,
      labels: grouped,
      fromFirst,
    }),
  };
}
