import type { Alert } from './alert.ts';
import { selector, stateCases } from './cases.ts';

/** What makes one gauge an alert: which side of which value is bad. */
export interface GaugeCondition {
  readonly metric: string;
  /** Matchers besides network. @default none */
  readonly matchers?: Readonly<Record<string, string>>;
  readonly operator: '>' | '<' | '==';
  readonly threshold: number;
  /** A value that is bad, one step beyond the threshold. */
  readonly bad: number;
  /** A value that is still good. @default the threshold itself */
  readonly good?: number;
  /** Labels of the series in its cases, besides network and matchers. @default none */
  readonly seriesLabels?: Readonly<Record<string, string>>;
}

type Words = Omit<Alert, 'expr' | 'cases'>;

/** An alert on one gauge that stands beyond a value, with its cases. */
export function gaugeAlert(network: string, words: Words, condition: GaugeCondition): Alert {
  const { metric, matchers = {}, operator, threshold, bad, good = threshold, seriesLabels = {} } = condition;
  const labels = { network, ...plainMatchers(matchers), ...seriesLabels };
  const series = selector(metric, labels);
  return {
    ...words,
    labels: { ...subjectOf(matchers), ...words.labels },
    expr: `${matching(metric, { network, ...matchers })} ${operator} ${threshold}`,
    cases: stateCases({
      bad: { [series]: bad },
      good: { [series]: good },
      forMinutes: words.forMinutes,
      labels,
    }),
  };
}

/** What an alert is about, where its matchers name one thing: no two rules of a file are then labelled alike. */
export function subjectOf(matchers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(matchers).filter(([label, value]) => subjects.has(label) && !value.includes('|')),
  );
}

const subjects: ReadonlySet<string> = new Set(['system', 'channel', 'clock', 'duty']);

/** A selector whose values may be alternatives: `a|b` becomes a regular expression. */
export function matching(metric: string, matchers: Readonly<Record<string, string>>): string {
  const parts = Object.entries(matchers).map(
    ([label, value]) => `${label}${value.includes('|') ? '=~' : '='}"${value}"`,
  );
  return `${metric}{${parts.join(',')}}`;
}

/** The first of the alternatives, as a series has it. */
export function plainMatchers(matchers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(matchers).map(([label, value]) => [label, value.split('|')[0]!]));
}
