import { metrics } from '../metrics/contract.ts';
import { externalMetrics } from '../metrics/external-metrics.ts';
import { labelValues, looksLikeIdentifier } from '../metrics/labels.ts';
import type { ExternalMetric, Metric } from '../metrics/metric.ts';
import { type LabelMatcher, readPromql, type Selector } from './read.ts';

const known: Readonly<Record<string, Metric | ExternalMetric>> = { ...metrics, ...externalMetrics };
const fixedValues: Readonly<Record<string, 'declared' | readonly string[]>> = labelValues;

/** Labels of recorded series by their names, beside those of the contract. */
export type RecordedSeries = Readonly<Record<string, readonly string[]>>;

/**
 * What an expression of a rule or a dashboard names outside the metrics contract: it does not parse, names a metric or a
 * label that nobody has promised, a value that a label never has, or a value that could identify somebody. A `$variable`
 * of a dashboard stands for any value.
 */
export function contractProblems(expression: string, recorded: RecordedSeries = {}): string[] {
  const { errors, selectors, grouping } = readPromql(expression);
  if (errors.length > 0) return errors.map((at) => `does not parse at ${at}: ${expression.slice(at, at + 20)}`);
  const problems = selectors.flatMap((selector) => selectorProblems(selector, recorded));
  const promised = new Set(selectors.flatMap(({ metric }) => labelsOf(metric, recorded) ?? []));
  return [
    ...problems,
    ...grouping.filter((label) => !promised.has(label)).map((label) => `groups by ${label}, which no series here has`),
  ];
}

function selectorProblems({ metric, matchers }: Selector, recorded: RecordedSeries): string[] {
  const labels = labelsOf(metric, recorded);
  if (!labels) return [`${metric || 'a selector without a name'}: no such metric in the contract`];
  return matchers.flatMap((matcher) =>
    labels.includes(matcher.label)
      ? valueProblems(metric, matcher)
      : [`${metric}: no label ${matcher.label} in the contract`],
  );
}

function valueProblems(metric: string, { label, operator, value }: LabelMatcher): string[] {
  const values = operator.endsWith('~') ? value.split('|') : [value];
  const fixed = fixedValues[label];
  return values
    .filter((one) => !one.startsWith('$') && one !== '')
    .flatMap((one) => {
      // An alternative that is a plain word is held against the list as an exact value is.
      const isExact = !operator.endsWith('~') || /^[\w-]+$/.test(one);
      if (Array.isArray(fixed) && isExact && !fixed.includes(one)) {
        return [`${metric}: ${label} is never "${one}"`];
      }
      const plain = operator.endsWith('~') ? one.replaceAll(/[.*+?()[\]^\\]/g, '') : one.replaceAll('/', '');
      return plain !== '' && looksLikeIdentifier(plain) ? [`${metric}: ${label}="${one}" could identify somebody`] : [];
    });
}

/** Labels of a metric; a histogram's three series are known by its name. */
function labelsOf(series: string, recorded: RecordedSeries): readonly string[] | undefined {
  const exact = recorded[series] ?? known[series]?.labels;
  if (exact) return exact;
  const base = known[series.replace(/_(bucket|sum|count)$/, '')];
  return base?.type === 'histogram' ? base.labels : undefined;
}
