import type { Clock } from '@stormpetrel/base';
import type { RecordSchema } from '@stormpetrel/model';
import {
  type RecordColumnData,
  type RecordCountQuery,
  type RecordCounts,
  type RecordFilter,
  type RecordQuery,
  type RecordRows,
  type RecordValue,
  type StoreOptions,
  type StoredRecord,
  type WriteBatch,
  foldText,
  noEntity,
} from '../api/index.ts';
import { RecordTally } from '../record-tally.ts';
import { futureEndMs, recordRetentionDays, retentionStartMs } from '../retention.ts';

export class RecordList {
  readonly #options: StoreOptions;
  readonly #clock: Clock;
  readonly #records = new Map<string, StoredRecord[]>();

  constructor(options: StoreOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
  }

  write({ entities, records }: WriteBatch): void {
    const nowMs = this.#clock.nowMs();
    for (const rows of records) {
      const { schema } = rows;
      const list = this.#records.get(schema.name) ?? [];
      this.#records.set(schema.name, list);
      for (let row = 0; row < rows.count; row++) {
        const record: StoredRecord = Object.fromEntries(
          schema.columns.map(({ name }, c) => [
            name,
            valueAt(rows.columns[c], row, rows, (handle) => entities.id(handle)),
          ]),
        );
        const at = timeOf(schema, record);
        if (at >= this.#keptMs(schema) && at < futureEndMs(nowMs)) list.push(record);
      }
    }
  }

  read(query: RecordQuery): readonly StoredRecord[] {
    const { schema, order, offset, limit } = query;
    query.signal?.throwIfAborted();
    const value = (record: StoredRecord): number => Number(record[order.column]);
    const found = this.#find(query).sort(
      (a, b) => value(a) - value(b) || timeOf(schema, a) - timeOf(schema, b),
    );
    if (order.descending) found.reverse();
    return found
      .slice(offset, offset + limit)
      .map((record) =>
        Object.fromEntries(
          schema.columns
            .filter(({ name }) => query.columns.includes(name))
            .map(({ name }) => [name, record[name]]),
        ),
      );
  }

  count(query: RecordCountQuery): RecordCounts {
    query.signal?.throwIfAborted();
    const { schema, by } = query;
    const tally = new RecordTally(query);
    for (const record of this.#find(query)) {
      const value = by === undefined ? undefined : record[by.column];
      const terms = Array.isArray(value) ? (value as readonly string[]) : [];
      const term = terms.find((it) => it.startsWith(by?.prefix ?? ''));
      const group = (tally.by?.type === 'terms' ? term : value) ?? '';
      tally.add(timeOf(schema, record), String(group));
    }
    return tally.counts();
  }

  /** In the order of writing. */
  #find(query: Pick<RecordQuery, 'schema' | 'fromMs' | 'toMs' | 'filters'>): StoredRecord[] {
    const { schema, toMs = Infinity } = query;
    const fromMs = Math.max(query.fromMs ?? -Infinity, this.#keptMs(schema));
    return (this.#records.get(schema.name) ?? [])
      .filter((record) => timeOf(schema, record) >= fromMs && timeOf(schema, record) < toMs)
      .filter((record) => query.filters.every((filter) => passes(filter, record)));
  }

  drop(): void {
    for (const schema of this.#options.schema.records) {
      const kept = (this.#records.get(schema.name) ?? []).filter(
        (record) => timeOf(schema, record) >= this.#keptMs(schema),
      );
      this.#records.set(schema.name, kept);
    }
  }

  #keptMs(schema: RecordSchema): number {
    return retentionStartMs(
      this.#clock.nowMs(),
      recordRetentionDays(this.#options.retention, schema),
    );
  }
}

function timeOf(schema: RecordSchema, record: StoredRecord): number {
  return Number(record[schema.columns[0]?.name ?? '']);
}

function valueAt(
  data: RecordColumnData | undefined,
  row: number,
  { texts }: RecordRows,
  entityId: (handle: number) => string,
): RecordValue {
  if (data === undefined) return undefined;
  switch (data.type) {
    case 'time':
    case 'int':
      return data.values[row];
    case 'bool':
      return data.values[row] === 1;
    case 'entity': {
      const handle = data.values[row] ?? noEntity;
      return handle === noEntity ? undefined : entityId(handle);
    }
    case 'text':
      return texts[data.values[row] ?? 0];
    case 'terms':
      return Array.from(
        data.values.subarray(data.offsets[row], data.offsets[row + 1]),
        (index) => texts[index] ?? '',
      );
    case 'id':
    case 'content':
      return Buffer.from(data.bytes.subarray(data.offsets[row], data.offsets[row + 1])).toString();
    case 'bytes':
      return data.bytes.slice(data.offsets[row], data.offsets[row + 1]);
  }
}

function passes(filter: RecordFilter, record: StoredRecord): boolean {
  const value = record[filter.column];
  switch (filter.op) {
    case 'equals':
      return value === filter.value;
    case 'in':
      return filter.values.some((it) => it === value);
    case 'hasAny':
      return Array.isArray(value) && filter.terms.some((term) => value.includes(term));
    case 'contains':
      return foldText(String(value)).includes(foldText(filter.text)) === (filter.negate !== true);
    case 'has':
      return Array.isArray(value) && value.includes(filter.term);
    case 'range': {
      const number = Number(value);
      return number >= (filter.min ?? -Infinity) && number <= (filter.max ?? Infinity);
    }
  }
}
