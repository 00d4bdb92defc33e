import type { MetricTable, Step } from '@stormpetrel/model';
import type { EntityFilter, MetricBlock, StoreReader } from '@stormpetrel/storage/api';
import { TickBatch } from './tick-batch.ts';

/** From inclusive to exclusive, at the starts of buckets of the step. */
export interface BucketRange {
  readonly step: Step;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Where a row stands. */
export interface RowPlace {
  readonly block: MetricBlock;
  readonly row: number;
}

/** What was read: the columns of the blocks in their order, and the rows of each entity. */
export interface EntityRows {
  readonly columns: readonly string[];
  readonly rows: readonly RowPlace[];
}

interface RowRequest {
  readonly table: MetricTable;
  readonly range: BucketRange;
  readonly entityId: string;
  readonly columns: readonly string[];
  readonly resolve: (rows: EntityRows) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Reads metric rows for one request. Rows of single entities that are asked for within one turn of the event loop, of
 * the same table and range, are read as one, with all columns that any of them needs.
 */
export class MetricRowLoader {
  readonly #reader: StoreReader;
  readonly #batch: TickBatch<RowRequest>;

  constructor(reader: StoreReader) {
    this.#reader = reader;
    this.#batch = new TickBatch((requests) => this.#flush(requests));
  }

  loadEntity(
    table: MetricTable,
    range: BucketRange,
    entityId: string,
    columns: readonly string[],
  ): Promise<EntityRows> {
    return new Promise((resolve, reject) => {
      this.#batch.add({ table, range, entityId, columns, resolve, reject });
    });
  }

  /** Hands over all rows that pass the filter. What `visit` gets is good until it returns. */
  async scan(
    table: MetricTable,
    range: BucketRange,
    entities: EntityFilter,
    columns: readonly string[],
    visit: (block: MetricBlock) => void,
  ): Promise<void> {
    const query = { table, columns, ...range, entities };
    if (this.#reader.scanMetrics !== undefined) await this.#reader.scanMetrics(query, visit);
    else for (const block of await this.#reader.readMetrics(query)) visit(block);
  }

  #flush(requests: readonly RowRequest[]): void {
    const groups = Map.groupBy(
      requests,
      ({ table, range }) => `${table.name} ${range.step} ${range.fromMs} ${range.toMs}`,
    );
    for (const group of groups.values()) {
      const [first] = group;
      if (first !== undefined) void this.#readGroup(first.table, first.range, group);
    }
  }

  async #readGroup(
    table: MetricTable,
    range: BucketRange,
    group: readonly RowRequest[],
  ): Promise<void> {
    const columns = [...new Set(group.flatMap((request) => request.columns))];
    const ids = [...new Set(group.map((request) => request.entityId))];
    try {
      const blocks = await this.#reader.readMetrics({
        table,
        columns,
        ...range,
        entities: { kind: 'ids', ids },
      });
      const rowsOf = groupByEntity(blocks);
      for (const request of group) {
        request.resolve({ columns, rows: rowsOf.get(request.entityId) ?? [] });
      }
    } catch (error) {
      for (const request of group) request.reject(error);
    }
  }
}

function groupByEntity(blocks: readonly MetricBlock[]): ReadonlyMap<string, readonly RowPlace[]> {
  const rowsOf = new Map<string, RowPlace[]>();
  for (const block of blocks) {
    const { count, entity } = block.rows;
    // Rows of an entity mostly follow each other: the id is looked up when the handle changes.
    let handle = -1;
    let rows: RowPlace[] = [];
    for (let row = 0; row < count; row++) {
      if (entity[row] !== handle) {
        handle = entity[row] as number;
        const id = block.entities.id(handle);
        const known = rowsOf.get(id);
        if (known === undefined) rowsOf.set(id, (rows = []));
        else rows = known;
      }
      rows.push({ block, row });
    }
  }
  return rowsOf;
}
