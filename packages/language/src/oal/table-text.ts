/*
 * Tables and metrics of generated rules are kept as JSON and read when somebody asks for them: there are hundreds of
 * metrics for sources that most servers never see, and V8 reads JSON many times as fast as the same objects as code.
 * Tables stand as they are, one a line. Metrics stand below the name of their table, one a line, columns by their place:
 *
 *     ["service_sla","percent",0,{"total":0,"match":3}]              name, function, presence, columns by role
 *     ["service_percentile","percentile2",0,{"buckets":6},[10],"LABELED_VALUE",["p"]]
 *                                                                    and arguments, type and labels, where it has any
 */
import { must } from '@stormpetrel/base';
import type { MetricDefinition, MetricTable, MetricValueType } from '@stormpetrel/model';

type MetricLine = readonly [
  name: string,
  called: string,
  presence: number,
  columns: Readonly<Record<string, number>>,
  args?: readonly number[],
  valueType?: MetricValueType,
  labels?: readonly string[],
];

export function encodeTables(tables: readonly MetricTable[]): string {
  return `[\n${tables.map((table) => JSON.stringify(table)).join(',\n')}\n]`;
}

export function decodeTables(text: string): readonly MetricTable[] {
  return JSON.parse(text) as readonly MetricTable[];
}

/** Every metric MUST be one of a table given. */
export function encodeMetrics(
  tables: readonly MetricTable[],
  metrics: Iterable<MetricDefinition>,
): string {
  const byTable = Map.groupBy(metrics, (metric) => metric.table);
  const groups = tables.map((table) => {
    const lines = (byTable.get(table.name) ?? []).map((metric) => encodeMetric(table, metric));
    return `"${table.name}":[\n${lines.join(',\n')}\n]`;
  });
  return `{\n${groups.join(',\n')}\n}`;
}

function encodeMetric(table: MetricTable, metric: MetricDefinition): string {
  const place = (name: string): number => table.columns.findIndex((column) => column.name === name);
  const { args, valueType, labels } = metric;
  const columns = Object.entries(metric.columns).map(([role, name]) => [role, place(name)]);
  const line: unknown[] = [metric.name, metric.function, place(metric.presence)];
  line.push(Object.fromEntries(columns));
  if (args.length > 0 || valueType !== 'REGULAR_VALUE') line.push(args);
  if (valueType !== 'REGULAR_VALUE') line.push(valueType, labels);
  return JSON.stringify(line);
}

export function decodeMetrics(
  tables: readonly MetricTable[],
  text: string,
): readonly MetricDefinition[] {
  const lines = JSON.parse(text) as Readonly<Record<string, readonly MetricLine[]>>;
  return tables.flatMap((table) =>
    (lines[table.name] ?? []).map((line) => decodeMetric(table, line)),
  );
}

function decodeMetric(table: MetricTable, line: MetricLine): MetricDefinition {
  const [name, called, presence, places, args = [], valueType = 'REGULAR_VALUE', labels = []] =
    line;
  const columns: Record<string, string> = {};
  for (const role of Object.keys(places)) columns[role] = columnAt(table, places[role] as number);
  return {
    name,
    table: table.name,
    scope: table.scope,
    valueType,
    function: called,
    args,
    columns,
    presence: columnAt(table, presence),
    labels,
  };
}

function columnAt(table: MetricTable, place: number): string {
  return must(table.columns[place], `no column ${place} in ${table.name}`).name;
}
