import { bucketStartMs, minuteMs, nextBucketMs } from '@stormpetrel/model';
import type { MetricBlock, MetricQuery, MetricRows } from '../../api/index.ts';
import { retentionStartMs, stepRetentionDays } from '../../retention.ts';
import { decodeFrame } from '../encoding/frame.ts';
import { PackReader } from '../encoding/pack.ts';
import { bytesOf, numberOf } from '../file/database.ts';
import { readProgress } from '../file/partition-file.ts';
import { FreshKind } from '../file/store-file.ts';
import { type ColumnSpec, columnSpec } from '../metric/column-spec.ts';
import { type MetricChunk, StoredMetricChunk } from '../metric/metric-chunk.ts';
import { mergeRows } from '../metric/merge-rows.ts';
import {
  type BlockRow,
  type ChunkReading,
  ChunkSource,
  PartSource,
  type PartRow,
  holdsAny,
  partRow,
  plainReading,
  readBlocks,
  touchColumns,
} from '../metric/metric-source.ts';
import { bucketing } from '../metric/bucketing.ts';
import { RowBuilder } from '../metric/row-builder.ts';
import { storedSections } from '../file/stored-sections.ts';
import { emitRows } from './emit-rows.ts';
import { type RowRun, mergeUse } from './run-groups.ts';
import type { EntityLookup } from './entity-lookup.ts';
import { metricRows } from './metric-rows.ts';
import type { OpenPartition, ReadSession, ReaderFiles } from './reader-files.ts';

/**
 * Reads metric rows.
 *
 * Data moves one way, fresh → minutes → hours and days, and each level remembers the last sequence of the level before
 * that it holds. So the levels are read in this same order: what moves on while we read is then met twice at most,
 * never missed, and the higher level's sequence tells what of the lower one to leave out.
 */
export function readMetricBlocks(
  files: ReaderFiles,
  entities: EntityLookup,
  query: MetricQuery,
): readonly MetricBlock[] {
  const blocks: MetricBlock[] = [];
  visitBlocks(files, entities, query, { times: true, visit: (block) => blocks.push(block) });
  return blocks;
}

/** Hands the rows out block by block, each as soon as it is read, without the starts of buckets. */
export function scanMetricBlocks(
  files: ReaderFiles,
  entities: EntityLookup,
  query: MetricQuery,
  visit: (block: MetricBlock) => void,
): void {
  visitBlocks(files, entities, query, { times: false, visit });
}

function visitBlocks(
  files: ReaderFiles,
  entities: EntityLookup,
  query: MetricQuery,
  { times, visit }: { readonly times: boolean; readonly visit: (block: MetricBlock) => void },
): void {
  const wanted = query.columns.map((name) => {
    const column = query.table.columns.find((it) => it.name === name);
    if (column === undefined) throw new TypeError(`${query.table.name} has no column ${name}`);
    return columnSpec(column);
  });
  const days = stepRetentionDays(files.context.options.retention, query.step);
  const keptMs = retentionStartMs(files.context.clock.nowMs(), days);
  // Whole buckets: one that starts before `from` is not asked for, of the last one all minutes are.
  const fromMs = Math.max(bucketCeilMs(query.fromMs, query), keptMs);
  const toMs = bucketCeilMs(query.toMs, query);
  files.session((session) => {
    const keys = entities.keys(query.entities);
    if (keys?.length === 0 || fromMs >= toMs) return;
    const plan = { query, wanted, keys, fromMs, toMs, times };
    const found = collect(session, plan);
    const dictionary = entities.dictionary();
    mergeAll(found, plan, dictionary.size, (rows) => {
      if (rows.count > 0) visit({ rows, entities: dictionary });
    });
  });
}

function bucketCeilMs(timeMs: number, { step }: MetricQuery): number {
  const start = bucketStartMs(timeMs, step);
  return start === timeMs ? start : nextBucketMs(start, step);
}

interface Plan {
  readonly query: MetricQuery;
  readonly wanted: readonly ColumnSpec[];
  readonly keys: Uint32Array | undefined;
  readonly fromMs: number;
  readonly toMs: number;
  /** Whether the starts of buckets are wanted. */
  readonly times: boolean;
}

function collect(session: ReadSession, plan: Plan): RowRun[] {
  const { step } = plan.query;
  const deltas = readDeltas(session, plan);
  const range = { fromMs: plan.fromMs, toMs: plan.toMs };
  const minutes = session.partitions({ kind: 'minute', ...range });
  // What the partitions hold of what is fresh, and the roll-ups of the minutes.
  const held = new Map<number, number>();
  const rolledUp = new Map<number, number>();
  for (const partition of minutes)
    held.set(partition.name.startMs, guardedProgress(session, partition));
  const runs: RowRun[] = [];
  if (step !== 'minute')
    for (const partition of session.partitions({ kind: step, ...range })) {
      readRolledUp(session, partition, plan, rolledUp);
      for (const part of listParts(session, partition, plan))
        addPart(runs, { session, partition, part, plan, stamped: true });
    }
  for (const partition of minutes)
    for (const part of listParts(session, partition, plan)) {
      if (part.seqLo < (rolledUp.get(part.groupMs) ?? 0)) continue;
      addPart(runs, { session, partition, part, plan, stamped: false });
    }
  for (const delta of deltas) addDelta(runs, delta, plan, { held, rolledUp });
  return runs;
}

function guardedProgress(session: ReadSession, { db, name }: OpenPartition): number {
  return (
    session.guard(
      () => name.file,
      () => readProgress(db, '', 0),
    ) ?? 0
  );
}

function listParts(
  session: ReadSession,
  { db, name }: OpenPartition,
  { query, fromMs, toMs }: Plan,
): readonly PartRow[] {
  const parts = session.guard(
    () => name.file,
    () =>
      db.all('SELECT * FROM part WHERE name = ? ORDER BY seq_hi', query.table.name).map(partRow),
  );
  if (name.kind !== 'minute') return parts ?? [];
  return (parts ?? []).filter(
    ({ groupMs }) => groupMs < toMs && nextBucketMs(groupMs, 'hour') > fromMs,
  );
}

function readRolledUp(
  session: ReadSession,
  { db, name }: OpenPartition,
  { query }: Plan,
  rolledUp: Map<number, number>,
): void {
  session.guard(
    () => name.file,
    () => {
      for (const row of db.all(
        'SELECT group_ms, seq FROM progress WHERE name = ?',
        query.table.name,
      ))
        rolledUp.set(numberOf(row['group_ms']), numberOf(row['seq']));
    },
  );
}

/** Larger than any sequence. */
const rolledUpFirst = 2 ** 50;

function addPart(
  runs: RowRun[],
  from: {
    readonly session: ReadSession;
    readonly partition: OpenPartition;
    readonly part: PartRow;
    readonly plan: Plan;
    readonly stamped: boolean;
  },
): void {
  const { session, partition, part, plan, stamped } = from;
  const blocks = session.guard(
    () => partition.name.file,
    () => readBlocks(partition.db, part.id),
  );
  if (blocks === undefined || blocks.length === 0) return;
  const reading = blockReading(session, partition, { stamped, cached: plan.keys !== undefined });
  const { wanted, keys } = plan;
  runs.push({
    firstMinute: Math.min(...blocks.map((block) => block.firstMinute)),
    lastMinute: Math.max(...blocks.map((block) => block.lastMinute)),
    rows: part.rows,
    whole: stamped || plan.query.step === 'minute',
    source: (fromMinute, toMinute, use) =>
      new PartSource(blocks, {
        // What is rolled up is older than what is not.
        rank: stamped ? part.seqHi - rolledUpFirst : part.seqHi,
        wanted,
        selection: { fromMinute, toMinute, ...(keys === undefined ? {} : { keys }) },
        reading,
        ...use,
      }),
  });
}

/** What the objects of a chunk weigh beside its columns, measured: many are but a few rows. */
const chunkOverheadBytes = 8 << 10;

function blockReading(
  session: ReadSession,
  { db, name, serial }: OpenPartition,
  options: { readonly stamped: boolean; readonly cached: boolean },
): ChunkReading {
  const { cache } = session.files;
  const onCorrupt = (block: BlockRow, thrown: unknown): void => {
    session.context.reportCorrupt(`${name.file} block ${block.id}`, thrown);
  };
  const plain = plainReading(db, options.stamped, onCorrupt);
  // A scan over everything would wash the cache out, and hardly ever comes twice.
  if (!options.cached) return plain;
  return {
    onCorrupt,
    chunk: (block) => {
      const key = `m${serial}.${block.id}`;
      const known = cache.find(key);
      if (known instanceof StoredMetricChunk) return known;
      const sections = storedSections(db, block.id, block.sections === 0);
      const chunk = new StoredMetricChunk(sections, options.stamped, (bytes) => {
        cache.grow(key, bytes);
      });
      cache.put(key, chunk, 8 * block.rows + chunkOverheadBytes);
      return chunk;
    },
  };
}

interface Delta {
  readonly id: number;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly chunk: MetricChunk;
}

function readDeltas(
  session: ReadSession,
  { query, fromMs, toMs, wanted, keys }: Plan,
): readonly Delta[] {
  const { store, cache } = session.files;
  const rows = store.all(
    'SELECT id, first_ms, last_ms FROM fresh WHERE kind = ? AND name = ? AND last_ms >= ? AND first_ms < ? ORDER BY id',
    FreshKind.metric,
    query.table.name,
    fromMs,
    toMs,
  );
  const deltas: Delta[] = [];
  for (const row of rows) {
    const id = numberOf(row['id']);
    const chunk = session.guard(
      () => `store.db delta ${id}`,
      () => {
        const key = `d${id}`;
        let known = cache.find(key);
        if (!(known instanceof StoredMetricChunk)) {
          const data = bytesOf(store.get('SELECT data FROM fresh WHERE id = ?', id)?.['data']);
          known = new StoredMetricChunk(new PackReader(decodeFrame(data)), false);
          cache.put(key, known, 4 * data.length + chunkOverheadBytes);
        }
        const chunk = known as StoredMetricChunk;
        if (keys !== undefined && !holdsAny(chunk, keys, false)) return undefined;
        touchColumns(chunk, wanted);
        return chunk;
      },
    );
    if (chunk === undefined) continue;
    deltas.push({
      id,
      firstMs: numberOf(row['first_ms']),
      lastMs: numberOf(row['last_ms']),
      chunk,
    });
  }
  return deltas;
}

/** A delta gives a run for each hour that it has rows of, since hours differ in what already holds it. */
function addDelta(
  runs: RowRun[],
  delta: Delta,
  { query, keys, fromMs, toMs }: Plan,
  known: {
    readonly held: ReadonlyMap<number, number>;
    readonly rolledUp: ReadonlyMap<number, number>;
  },
): void {
  const lastMs = Math.min(delta.lastMs, toMs - 1);
  let hourMs = bucketStartMs(Math.max(delta.firstMs, fromMs), 'hour');
  for (; hourMs <= lastMs; hourMs = nextBucketMs(hourMs, 'hour')) {
    const held = known.held.get(bucketStartMs(hourMs, 'day')) ?? 0;
    if (delta.id <= held || delta.id <= (known.rolledUp.get(hourMs) ?? 0)) continue;
    const first = hourMs / minuteMs;
    const end = nextBucketMs(hourMs, 'hour') / minuteMs;
    runs.push({
      firstMinute: Math.max(first, Math.floor(delta.firstMs / minuteMs)),
      lastMinute: Math.min(end - 1, Math.floor(delta.lastMs / minuteMs)),
      rows: delta.chunk.count,
      whole: query.step === 'minute',
      source: (fromMinute, toMinute) =>
        new ChunkSource(delta.chunk, delta.id, {
          fromMinute: Math.max(first, fromMinute),
          toMinute: Math.min(end, toMinute),
          ...(keys === undefined ? {} : { keys }),
        }),
    });
  }
}

function mergeAll(
  runs: readonly RowRun[],
  plan: Plan,
  keysMax: number,
  emit: (rows: MetricRows) => void,
): void {
  const { query, wanted, keys, times } = plan;
  const from = Math.ceil(plan.fromMs / minuteMs);
  const to = Math.ceil(plan.toMs / minuteMs);
  const { step } = query;
  const table = query.table.name;
  if (keys === undefined) {
    emitRows(runs, { table, step, wanted, from, to, times, keysMax }, emit);
    return;
  }
  const builder = new RowBuilder(wanted);
  mergeRows(
    runs.map((run) => run.source(from, to, mergeUse)),
    builder,
    step === 'minute' ? {} : { bucketOf: bucketing(step) },
  );
  emit(metricRows(table, builder.rows(), wanted));
}
