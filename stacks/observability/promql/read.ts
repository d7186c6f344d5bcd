import { parser } from '@prometheus-io/lezer-promql';

/** A condition on a label inside a selector. */
export interface LabelMatcher {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** One series selector of an expression. */
export interface Selector {
  readonly metric: string;
  readonly matchers: readonly LabelMatcher[];
}

/** What an expression names; `errors` are the positions at which it does not parse. */
export interface PromqlReading {
  readonly errors: readonly number[];
  readonly selectors: readonly Selector[];
  /** Labels of `by`, `without`, `on`, `ignoring`, `group_left` and `group_right`, each once. */
  readonly grouping: readonly string[];
}

/** Reads a PromQL expression by Prometheus' own grammar. Never throws. */
export function readPromql(expression: string): PromqlReading {
  const tree = parser.parse(expression);
  const errors: number[] = [];
  const selectors: { metric: string; matchers: LabelMatcher[] }[] = [];
  const grouping = new Set<string>();
  const text = (node: { readonly from: number; readonly to: number }) => expression.slice(node.from, node.to);
  tree.iterate({
    enter: ({ node, type }) => {
      if (type.isError) errors.push(node.from);
      else if (type.name === 'VectorSelector') {
        const name = node.getChild('Identifier');
        selectors.push({ metric: name ? text(name) : '', matchers: [] });
      } else if (type.name === 'UnquotedLabelMatcher') {
        const [label, operator, value] = ['LabelName', 'MatchOp', 'StringLiteral'].map((kind) => node.getChild(kind));
        if (!label || !operator || !value) return;
        selectors.at(-1)?.matchers.push({
          label: text(label),
          operator: text(operator) as LabelMatcher['operator'],
          value: text(value).slice(1, -1),
        });
      } else if (type.name === 'GroupingLabels') {
        for (const label of node.getChildren('LabelName')) grouping.add(text(label));
      }
    },
  });
  return { errors, selectors, grouping: [...grouping] };
}
