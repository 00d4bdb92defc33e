import type { MetricTable } from '@stormpetrel/model';
import type { WriteBatch } from '@stormpetrel/storage/api';
import { exportedEntityName } from './entity-name.ts';
import { MetricPartial } from './metric-partial.ts';
import type { TableSubscription } from './subscription.ts';

/** What came of one entity in one minute since the last export. */
export interface CollectedRow {
  readonly entityId: string;
  readonly entityName: string;
  readonly bucketMs: number;
  readonly partial: MetricPartial;
}

/** Rows of tables that are subscribed to, merged by entity and minute until they are taken out. Bounded in number. */
export class MetricCollector {
  readonly #rowsMax: number;
  #rows = new Map<MetricTable, Map<string, CollectedRow>>();
  #count = 0;

  constructor(rowsMax: number) {
    this.#rowsMax = rowsMax;
  }

  get count(): number {
    return this.#count;
  }

  /** Gives back how many rows found no room. */
  take(batch: WriteBatch, subscriptions: ReadonlyMap<string, TableSubscription>): number {
    let dropped = 0;
    for (const rows of batch.metrics) {
      const table = subscriptions.get(rows.table)?.table;
      if (table === undefined) continue;
      const columns = table.columns.map((_, i) => i);
      for (let i = 0; i < rows.count; i++) {
        const entityId = batch.entities.id(rows.entity[i] as number);
        const row = this.#find(table, entityId, rows.bucketMs[i] as number);
        if (row === undefined) dropped++;
        else if (row !== 'not exported') row.partial.add(rows, i, columns);
      }
    }
    return dropped;
  }

  /** Everything collected, and starts anew. */
  takeOut(): ReadonlyMap<MetricTable, readonly CollectedRow[]> {
    const collected = new Map([...this.#rows].map(([table, rows]) => [table, [...rows.values()]]));
    this.#rows = new Map();
    this.#count = 0;
    return collected;
  }

  #find(
    table: MetricTable,
    entityId: string,
    bucketMs: number,
  ): CollectedRow | 'not exported' | undefined {
    const ofTable = this.#rows.get(table) ?? new Map<string, CollectedRow>();
    const key = `${bucketMs} ${entityId}`;
    const known = ofTable.get(key);
    if (known !== undefined) return known;
    const entityName = exportedEntityName(table.scope, entityId);
    if (entityName === undefined) return 'not exported';
    if (this.#count >= this.#rowsMax) return undefined;
    const row: CollectedRow = { entityId, entityName, bucketMs, partial: new MetricPartial(table) };
    ofTable.set(key, row);
    this.#rows.set(table, ofTable);
    this.#count++;
    return row;
  }
}
