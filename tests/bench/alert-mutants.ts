import { parser } from '@prometheus-io/lezer-promql';
import type { Alert } from '../../stacks/observability/alerts/alert.ts';

/** An alert with one mistake in it. */
export interface AlertMutant {
  readonly change: string;
  readonly alert: Alert;
}

/** Comparisons and their opposites, by the names that the grammar gives them. */
const opposites: Readonly<Record<string, string>> = {
  Gtr: '<=',
  Lss: '>=',
  Gte: '<',
  Lte: '>',
  EqlC: '!=',
  Neq: '==',
  Eql: '!=',
};

/**
 * Every mutant of an alert: each comparison inverted, each number that a comparison rests on halved and doubled, the wait
 * halved. A number that is 0 stays: half of it and twice it are the same alert.
 */
export function alertMutants(alert: Alert): AlertMutant[] {
  const replaced = (from: number, to: number, by: string, change: string): AlertMutant => ({
    change: `${change}: ${alert.expr.slice(from, to)} → ${by}`,
    alert: { ...alert, expr: alert.expr.slice(0, from) + by + alert.expr.slice(to) },
  });
  const mutants: AlertMutant[] = [];
  parser.parse(alert.expr).iterate({
    enter: ({ name, from, to, node }) => {
      const opposite = opposites[name];
      if (opposite && node.parent?.name === 'BinaryExpr') mutants.push(replaced(from, to, opposite, 'comparison'));
      if (name !== 'NumberDurationLiteral' || node.parent?.name !== 'BinaryExpr') return;
      const value = Number(alert.expr.slice(from, to));
      if (value === 0) return;
      mutants.push(replaced(from, to, String(value / 2), 'threshold halved'));
      mutants.push(replaced(from, to, String(value * 2), 'threshold doubled'));
    },
  });
  if (alert.forMinutes > 0) {
    mutants.push({
      change: `for halved: ${alert.forMinutes}m → ${alert.forMinutes / 2}m`,
      alert: { ...alert, forMinutes: Math.floor(alert.forMinutes / 2) },
    });
  }
  return mutants;
}
