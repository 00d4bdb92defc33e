import type { MetricRowView, MetricValue } from '@stormpetrel/language/oal';
import type { AttributeCondition, MqeLabel, MqeSeries } from '@stormpetrel/language/mqe';
import {
  type MetricDefinition,
  type MetricTable,
  type Step,
  nextBucketMs,
} from '@stormpetrel/model';
import {
  type EntityDictionary,
  type EntityFilter,
  type MetricBlock,
  noText,
} from '@stormpetrel/storage/api';
import { queryLimits } from '../../limits.ts';
import { ReadingGate } from '../reading-gate.ts';
import { BestEntries } from './best-entries.ts';
import { MetricRowCursor, columnsOf } from './metric-row-cursor.ts';
import { type ScalarValues, scalarValues } from './metric-row-values.ts';
import type { BucketRange, EntityRows, MetricRowLoader } from './metric-row-loader.ts';
import type { MetricOrigin } from './metric-catalog.ts';

type TableMetric = Extract<MetricOrigin, { kind: 'table' }>;

export type ReadMetricValue = (definition: MetricDefinition, row: MetricRowView) => MetricValue;

/** An entity's place in a ranking: the mean of its values over the buckets that have one, whole as those are. */
export interface RankedEntity {
  readonly entityId: string;
  readonly value: number;
}

export interface RankingQuery {
  readonly metric: TableMetric;
  readonly range: BucketRange;
  readonly entities: EntityFilter;
  readonly attributes: readonly AttributeCondition[];
  readonly countMax: number;
  readonly order: 'asc' | 'des';
}

/** Reads values of metrics out of the rows that they share. One instance serves one request. */
export class MetricReader {
  readonly #loader: MetricRowLoader;
  readonly #readValue: ReadMetricValue;
  readonly #rankings: ReadingGate;
  /** Those that are on their way. */
  readonly #means = new Map<string, Promise<Means>>();

  constructor(
    loader: MetricRowLoader,
    readValue: ReadMetricValue,
    rankings = new ReadingGate(queryLimits.readingsAtOnceMax),
  ) {
    this.#loader = loader;
    this.#readValue = readValue;
    this.#rankings = rankings;
  }

  /**
   * The metric of one entity over buckets that follow each other: one series for each set of labels that has data, and
   * at most one for a metric without labels.
   */
  async readSeries(
    metric: TableMetric,
    entityId: string,
    step: Step,
    buckets: readonly number[],
  ): Promise<readonly MqeSeries[]> {
    const range = rangeOf(step, buckets);
    const columns = columnsOf(metric.definition);
    const read = await this.#loader.loadEntity(metric.table, range, entityId, columns);
    return this.#seriesOf(metric, read, step, buckets);
  }

  async rank(query: RankingQuery): Promise<readonly RankedEntity[]> {
    const { metric } = query;
    const attributeColumns = query.attributes
      .map(({ name }) => name)
      .filter(isColumnOf(metric.table));
    const columns = [...new Set([...columnsOf(metric.definition), ...attributeColumns])];
    const means = await this.#readMeans(query, columns);
    const best = new BestEntries(query.countMax, query.order);
    means.forEach((mean, idOf) => best.offer(mean, idOf));
    return best.list().map(({ key, value }) => ({ entityId: key, value: Math.trunc(value) }));
  }

  /**
   * Means of all entities. The same asked for again meanwhile, in another order say, is not read again. They take as much as the
   * dictionary is long, so nobody keeps them.
   */
  #readMeans(query: RankingQuery, columns: readonly string[]): Promise<Means> {
    const { metric, range, entities, attributes } = query;
    const key = JSON.stringify([metric.table.name, metric.definition, range, entities, attributes]);
    const known = this.#means.get(key);
    if (known !== undefined) return known;
    const read = async (): Promise<Means> => {
      const means = new Means();
      await this.#loader.scan(metric.table, range, entities, columns, (block) => {
        this.#addMeans(block, columns, query, means);
      });
      return means;
    };
    const means = this.#rankings.run(read).finally(() => this.#means.delete(key));
    this.#means.set(key, means);
    return means;
  }

  #seriesOf(
    metric: TableMetric,
    read: EntityRows,
    step: Step,
    buckets: readonly number[],
  ): readonly MqeSeries[] {
    const { definition } = metric;
    const indexOfBucket = new Map(buckets.map((bucketMs, i) => [bucketMs, i]));
    const lines = new Map<string, { labels: MqeLabel[]; values: (number | undefined)[] }>();
    const cursors = new Map<MetricBlock, MetricRowCursor>();
    const put = (key: string, labels: readonly string[], index: number, value: number): void => {
      let line = lines.get(key);
      if (line === undefined) {
        const values = buckets.map((): number | undefined => undefined);
        lines.set(key, (line = { labels: labelsOf(definition, labels), values }));
      }
      line.values[index] = value;
    };
    for (const { block, row } of read.rows) {
      const index = indexOfBucket.get(block.rows.bucketMs[row] as number);
      if (index === undefined) continue;
      const cursor = cursors.get(block) ?? this.#cursor(metric, block, read.columns, step);
      cursors.set(block, cursor);
      cursor.row = row;
      if (!cursor.isPresent) continue;
      const value = this.#readValue(definition, cursor);
      if (typeof value === 'number') put('', [], index, value);
      else
        for (const line of value) put(JSON.stringify(line.labels), line.labels, index, line.value);
    }
    return [...lines.values()];
  }

  #cursor(
    metric: TableMetric,
    block: MetricBlock,
    columns: readonly string[],
    step: Step,
  ): MetricRowCursor {
    const { definition, table } = metric;
    return new MetricRowCursor({
      block,
      definition,
      columns,
      step,
      stringKeys: stringKeysOf(table),
    });
  }

  #addMeans(
    block: MetricBlock,
    columns: readonly string[],
    query: RankingQuery,
    means: Means,
  ): void {
    const { definition } = query.metric;
    const cursor = this.#cursor(query.metric, block, columns, query.range.step);
    const passes = attributeTest(block, columns, query.attributes);
    const { count, entity } = block.rows;
    const sums = means.of(block.entities);
    const scalars = scalarValues(block, definition, columns, query.range.step);
    if (scalars !== undefined && query.attributes.length === 0) {
      sums.addRuns(entity, count, scalars);
      return;
    }
    for (let row = 0; row < count; row++) {
      cursor.row = row;
      if (!cursor.isPresent || !passes(row)) continue;
      const value = this.#readValue(definition, cursor);
      // Lines of a labelled metric have no order among entities.
      if (typeof value === 'number') sums.add(entity[row] as number, value);
    }
  }
}

function rangeOf(step: Step, buckets: readonly number[]): BucketRange {
  const lastMs = buckets.at(-1) ?? 0;
  return { step, fromMs: buckets[0] ?? 0, toMs: nextBucketMs(lastMs, step) };
}

function isColumnOf(table: MetricTable): (name: string) => boolean {
  return (name) => table.columns.some((column) => column.name === name && column.kind === 'text');
}

function stringKeysOf(table: MetricTable): ReadonlySet<string> {
  const maps = table.columns.filter((column) => column.kind === 'map' && column.keys === 'string');
  return new Set(maps.map((column) => column.name));
}

function labelsOf(definition: MetricDefinition, values: readonly string[]): MqeLabel[] {
  return definition.labels.map((key, i) => ({ key, value: values[i] ?? '' }));
}

/** Whether a row has the attributes asked for. A row without an attribute has the empty one. */
function attributeTest(
  block: MetricBlock,
  columns: readonly string[],
  attributes: readonly AttributeCondition[],
): (row: number) => boolean {
  const tests = attributes.map(({ name, value, equals }) => {
    const column = block.rows.columns[columns.indexOf(name)];
    return (row: number): boolean => {
      const index = column?.kind === 'text' ? (column.values[row] as number) : noText;
      const text = index === noText ? '' : (block.rows.texts[index] ?? '');
      return (text === value) === equals;
    };
  });
  return (row) => tests.every((test) => test(row));
}

/** Sums and counts by handle, for as many dictionaries as the blocks have. */
class Means {
  readonly #sums = new Map<EntityDictionary, HandleSums>();

  of(entities: EntityDictionary): HandleSums {
    let sums = this.#sums.get(entities);
    if (sums === undefined) this.#sums.set(entities, (sums = new HandleSums(entities.size)));
    return sums;
  }

  forEach(visit: (mean: number, idOf: () => string) => void): void {
    if (this.#sums.size > 1) {
      this.#forEachMerged(visit);
      return;
    }
    for (const [entities, { sums, counts }] of this.#sums) {
      for (let handle = 0; handle < sums.length; handle++) {
        const count = counts[handle] as number;
        if (count > 0) visit((sums[handle] as number) / count, () => entities.id(handle));
      }
    }
  }

  /** One entity can stand in several dictionaries. */
  #forEachMerged(visit: (mean: number, idOf: () => string) => void): void {
    const merged = new Map<string, { sum: number; count: number }>();
    for (const [entities, { sums, counts }] of this.#sums) {
      for (let handle = 0; handle < sums.length; handle++) {
        const count = counts[handle] as number;
        if (count === 0) continue;
        const id = entities.id(handle);
        const known = merged.get(id);
        if (known === undefined) merged.set(id, { sum: sums[handle] as number, count });
        else {
          known.sum += sums[handle] as number;
          known.count += count;
        }
      }
    }
    for (const [id, { sum, count }] of merged) visit(sum / count, () => id);
  }
}

class HandleSums {
  readonly sums: Float64Array;
  readonly counts: Uint32Array;
  #values = new Float64Array(0);

  constructor(size: number) {
    this.sums = new Float64Array(size);
    this.counts = new Uint32Array(size);
  }

  /** The same as `add` row by row, with one look at the sums for all rows of an entity that follow each other. */
  addRuns(entity: Uint32Array, rows: number, { presence, readInto }: ScalarValues): void {
    if (this.#values.length < rows) this.#values = new Float64Array(rows);
    const values = this.#values;
    readInto(values, rows);
    for (let row = 0; row < rows;) {
      const handle = entity[row] as number;
      let sum = this.sums[handle] as number;
      let count = 0;
      for (; row < rows && entity[row] === handle; row++) {
        if (!((presence[row] as number) > 0)) continue;
        sum += values[row] as number;
        count++;
      }
      this.sums[handle] = sum;
      this.counts[handle] = (this.counts[handle] as number) + count;
    }
  }

  add(handle: number, value: number): void {
    this.sums[handle] = (this.sums[handle] as number) + value;
    this.counts[handle] = (this.counts[handle] as number) + 1;
  }
}
