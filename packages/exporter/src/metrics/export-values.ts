import type { MetricRowView, MetricValueReader } from '@stormpetrel/language/oal';
import {
  type MetricDefinition,
  type MetricTable,
  bucketDigits,
  minuteMs,
} from '@stormpetrel/model';
import { ExportEventType, type ExportMetricValue } from '@stormpetrel/protocol';
import type { StoreReader } from '@stormpetrel/storage/api';
import type { CollectedRow } from './metric-collector.ts';
import { MetricPartial } from './metric-partial.ts';
import type { TableSubscription } from './subscription.ts';

/** The increments of what was collected. */
export function* incrementValues(
  rows: readonly CollectedRow[],
  { increments }: TableSubscription,
  readValue: MetricValueReader,
): Generator<ExportMetricValue> {
  for (const row of rows)
    for (const definition of increments) {
      const view = row.partial.view(definition);
      if (view === undefined) continue;
      yield message(row, definition, view, readValue, ExportEventType.INCREMENT);
    }
}

/** The totals of the same entities and minutes, from the store: it has all that was collected, and what was there before. */
export async function* totalValues(
  reader: StoreReader,
  rows: readonly CollectedRow[],
  { table, totals }: TableSubscription,
  readValue: MetricValueReader,
): AsyncGenerator<ExportMetricValue> {
  if (totals.length === 0 || rows.length === 0) return;
  const wanted = new Map(rows.map((row) => [`${row.bucketMs} ${row.entityId}`, row]));
  const indexes = neededColumns(table, totals);
  const buckets = rows.map((row) => row.bucketMs);
  const blocks = await reader.readMetrics({
    table,
    columns: indexes.map((i) => table.columns[i]?.name ?? ''),
    step: 'minute',
    fromMs: buckets.reduce((a, b) => Math.min(a, b)),
    toMs: buckets.reduce((a, b) => Math.max(a, b)) + minuteMs,
    entities: { kind: 'ids', ids: [...new Set(rows.map((row) => row.entityId))] },
  });
  for (const { rows: stored, entities } of blocks)
    for (let i = 0; i < stored.count; i++) {
      const key = `${stored.bucketMs[i]} ${entities.id(stored.entity[i] as number)}`;
      const row = wanted.get(key);
      if (row === undefined) continue;
      const whole = new MetricPartial(table);
      whole.add(stored, i, indexes);
      for (const definition of totals) {
        const view = whole.view(definition);
        if (view === undefined) continue;
        yield message(row, definition, view, readValue, ExportEventType.TOTAL);
      }
    }
}

function neededColumns(
  table: MetricTable,
  definitions: readonly MetricDefinition[],
): readonly number[] {
  const names = new Set(
    definitions.flatMap((each) => [...Object.values(each.columns), each.presence]),
  );
  return table.columns.flatMap(({ name }, i) => (names.has(name) ? [i] : []));
}

function message(
  row: CollectedRow,
  definition: MetricDefinition,
  view: MetricRowView,
  readValue: MetricValueReader,
  eventType: ExportEventType,
): ExportMetricValue {
  const value = readValue(definition, view);
  const metricValues =
    typeof value === 'number'
      ? [{ labels: [], longValue: Math.trunc(value) }]
      : value.map((each) => ({
          labels: each.labels.map((text, i) => ({ key: definition.labels[i] ?? '', value: text })),
          longValue: Math.trunc(each.value),
        }));
  return {
    metricName: definition.name,
    entityName: row.entityName,
    entityId: row.entityId,
    timeBucket: Number(bucketDigits(row.bucketMs, 'minute')),
    eventType,
    metricValues,
  };
}
