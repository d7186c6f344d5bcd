import {
  type Dashboard,
  DashboardBuilder,
  DatasourceVariableBuilder,
  type GridPos,
  MappingType,
  QueryVariableBuilder,
  RowBuilder,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type ValueMap,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { Text } from '../../model/vocabulary.ts';
import type { DashboardSpec, DashboardVariable, PanelSpec, Thresholds } from './dashboard.ts';

/** The choice of Prometheus at the head of every dashboard; panels name no data source of their own. */
const source = { type: 'prometheus', uid: '$datasource' } as const;

/** Width of Grafana's grid. */
const columns = 24;

/** Width of a panel by its kind, in columns, and its height in lines. */
const sizes: Readonly<Record<PanelSpec['kind'], readonly [width: number, height: number]>> = {
  number: [6, 4],
  state: [6, 4],
  curve: [12, 8],
  table: [12, 8],
};

/** Grafana has one title for all readers: Chinese first, as the office reads it. */
function bilingual({ zh, en }: Text): string {
  return `${zh} ${en}`;
}

/**
 * A dashboard as Grafana stores it.
 * @param name of the network, before the dashboard's own title
 */
export function buildDashboard(spec: DashboardSpec, name: Text): Dashboard {
  const builder = new DashboardBuilder(`${name.zh} · ${bilingual(spec.title)}`)
    .uid(`fadun-${spec.id}`)
    .description(bilingual(spec.description))
    .tags(['fadun'])
    .timezone('Asia/Shanghai')
    .readonly()
    .refresh('1m')
    .time({ from: 'now-6h', to: 'now' })
    .withVariable(new DatasourceVariableBuilder('datasource').label('数据源 Data source').type('prometheus'));
  for (const variable of spec.variables) builder.withVariable(variableOf(variable));
  let id = 1;
  let y = 0;
  for (const { title, panels } of spec.rows) {
    builder.withRow(new RowBuilder(bilingual(title)).id(id++).gridPos({ x: 0, y, w: columns, h: 1 }));
    const laid = layOut(panels, y + 1);
    for (const [panel, place] of laid.places) builder.withPanel(panelOf(panel, id++).gridPos(place));
    y = laid.end;
  }
  return builder.build();
}

/** Left to right, and below what stands there when a line is full. The SDK's own placing runs over the right edge. */
function layOut(panels: readonly PanelSpec[], top: number) {
  let [x, y, height] = [0, top, 0];
  const places = panels.map((panel): readonly [PanelSpec, GridPos] => {
    const [w, h] = sizes[panel.kind];
    if (x + w > columns) [x, y, height] = [0, y + height, 0];
    const place = { x, y, w, h };
    x += w;
    height = Math.max(height, h);
    return [panel, place];
  });
  return { places, end: y + height };
}

function variableOf({ name, label, metric }: DashboardVariable): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(bilingual(label))
    .datasource(source)
    .query({ query: `label_values(${metric}, ${name})`, refId: name })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.*');
}

function panelOf(panel: PanelSpec, id: number) {
  const builder = builderOf(panel.kind);
  builder.id(id).title(bilingual(panel.title)).datasource(source);
  if (panel.unit) builder.unit(panel.unit);
  if (panel.thresholds) builder.thresholds(thresholdsOf(panel.thresholds));
  if (panel.kind === 'state') builder.mappings([yesAndNo]);
  for (const [index, { expr, legend }] of panel.queries.entries()) {
    const query = new DataqueryBuilder()
      .expr(expr)
      .refId(String.fromCharCode(65 + index))
      .datasource(source);
    if (legend) query.legendFormat(legend);
    if (panel.kind === 'curve') query.range();
    else query.instant();
    if (panel.kind === 'table') query.format(PromQueryFormat.Table);
    builder.withTarget(query);
  }
  return builder;
}

function builderOf(kind: PanelSpec['kind']): TimeseriesBuilder | StatBuilder | TableBuilder {
  switch (kind) {
    case 'curve':
      return new TimeseriesBuilder();
    case 'number':
    case 'state':
      return new StatBuilder();
    case 'table':
      return new TableBuilder();
    default:
      return kind satisfies never;
  }
}

const yesAndNo: ValueMap = {
  type: MappingType.ValueToText,
  options: { '0': { text: '否 no', index: 0 }, '1': { text: '是 yes', index: 1 } },
};

/** Grafana colours from a value upwards: what alarms below a value begins red. */
function thresholdsOf({ warn, alarm, falling }: Thresholds): ThresholdsConfigBuilder {
  const steps: Threshold[] = falling
    ? [
        { value: null, color: 'red' },
        ...(warn === undefined ? [] : [{ value: alarm, color: 'orange' }]),
        { value: warn ?? alarm, color: 'green' },
      ]
    : [
        { value: null, color: 'green' },
        ...(warn === undefined ? [] : [{ value: warn, color: 'orange' }]),
        { value: alarm, color: 'red' },
      ];
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps);
}
