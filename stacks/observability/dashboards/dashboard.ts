import type { Text } from '../../model/vocabulary.ts';

/** Units of Grafana that panels use. */
export type PanelUnit = 'short' | 's' | 'd' | 'percentunit' | 'reqps' | 'bytes' | 'dateTimeFromNow';

/** One query of a panel. */
export interface PanelQuery {
  readonly expr: string;
  /** `{{label}}` stands for the label's value. */
  readonly legend?: string;
}

/** From which value on a panel warns or alarms; `falling` alarms below. */
export interface Thresholds {
  readonly warn?: number;
  readonly alarm: number;
  readonly falling?: true;
}

/** A panel as the field thinks of it; how it is drawn follows from its kind. */
export interface PanelSpec {
  readonly kind: 'number' | 'curve' | 'table' | 'state';
  readonly title: Text;
  readonly unit?: PanelUnit;
  readonly queries: readonly PanelQuery[];
  readonly thresholds?: Thresholds;
}

/** A choice at the head of a dashboard: the values of a label of a metric. */
export interface DashboardVariable {
  readonly name: string;
  readonly label: Text;
  readonly metric: string;
}

export interface DashboardSpec {
  readonly id: string;
  readonly title: Text;
  readonly description: Text;
  readonly variables: readonly DashboardVariable[];
  readonly rows: readonly { readonly title: Text; readonly panels: readonly PanelSpec[] }[];
}

/** A panel with one query, the usual case. */
export function panel(
  kind: PanelSpec['kind'],
  zh: string,
  en: string,
  expr: string,
  more: Omit<Partial<PanelSpec>, 'kind' | 'title' | 'queries'> & { readonly legend?: string } = {},
): PanelSpec {
  const { legend, ...rest } = more;
  return { kind, title: { zh, en }, queries: [{ expr, ...(legend && { legend }) }], ...rest };
}
