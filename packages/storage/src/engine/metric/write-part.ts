import { storageLimits } from '../../limits.ts';
import type { PartitionWrite } from '../keep/keeper-files.ts';
import type { EngineContext } from '../context.ts';
import { BlockCorrupt } from '../encoding/block-corrupt.ts';
import { numberOf } from '../file/database.ts';
import { deleteBlock, writeBlock } from '../file/partition-file.ts';
import { type ColumnSpec, unitedSpecs } from './column-spec.ts';
import { encodeMetricChunk } from './metric-chunk.ts';
import { mergeRows } from './merge-rows.ts';
import {
  type BlockRow,
  PartSource,
  type PartRow,
  plainReading,
  readBlocks,
} from './metric-source.ts';
import { RowBuilder } from './row-builder.ts';
import type { MetricSource } from './row-cursor.ts';

export type NewPart = Omit<PartRow, 'id' | 'rows'>;

interface PartRows {
  readonly sources: readonly MetricSource[];
  readonly specs: readonly ColumnSpec[];
  readonly stamped: boolean;
  readonly bucketOf?: (minute: number) => number;
}

/** Merges the sources into a new part; returns its rows. Within a transaction of the partition. */
export function writePart(write: PartitionWrite, part: NewPart, from: PartRows): number {
  const id = insertPart(write, part);
  appendRows(write, id, from, Infinity);
  return closePart(write, id);
}

/** A part without rows; returns its id. */
export function insertPart({ db }: PartitionWrite, part: NewPart): number {
  return db.run(
    `INSERT INTO part(name, group_ms, seq_lo, seq_hi, level, rows, made_ms) VALUES (?, ?, ?, ?, ?, 0, ?)`,
    part.name,
    part.groupMs,
    part.seqLo,
    part.seqHi,
    part.level,
    part.madeMs,
  );
}

/**
 * Merges the sources into blocks of the part, and stops between two entities once it has taken `partialsMax` rows of
 * them. Returns whether it came to the end.
 */
export function appendRows(
  write: PartitionWrite,
  part: number,
  { sources, specs, stamped, bucketOf }: PartRows,
  partialsMax: number,
): boolean {
  const builder = new RowBuilder(specs);
  const flush = (): void => {
    if (builder.count === 0) return;
    writeRows(write, part, builder, stamped);
    builder.clear();
  };
  const isDone = mergeRows(sources, builder, {
    ...(bucketOf === undefined ? {} : { bucketOf }),
    onRow: () => {
      if (
        builder.count >= storageLimits.metricBlockRowsMax ||
        builder.pairs >= storageLimits.metricBlockPairsMax
      )
        flush();
    },
    stopsAt: (partials) => partials >= partialsMax,
  });
  flush();
  return isDone;
}

/** Counts the rows of the part, and drops it where it has none. */
export function closePart({ db }: PartitionWrite, id: number): number {
  const rows = numberOf(
    db.get('SELECT sum(rows) AS rows FROM block WHERE part = ?', id)?.['rows'] ?? 0,
  );
  if (rows > 0) db.run('UPDATE part SET rows = ? WHERE id = ?', rows, id);
  else db.run('DELETE FROM part WHERE id = ?', id);
  return rows;
}

function writeRows(
  write: PartitionWrite,
  part: number,
  builder: RowBuilder,
  stamped: boolean,
): void {
  const rows = builder.rows();
  const { count, entity, minute } = rows;
  let first = Infinity;
  let last = -Infinity;
  for (let i = 0; i < count; i++) {
    const at = minute[i] as number;
    if (at < first) first = at;
    if (at > last) last = at;
  }
  writeBlock(write.db, encodeMetricChunk(rows, stamped), count, (sections) =>
    write.db.run(
      `INSERT INTO block(part, first_entity, last_entity, first_minute, last_minute, rows, sections)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      part,
      entity[0] as number,
      entity[count - 1] as number,
      first,
      last,
      count,
      sections,
    ),
  );
  write.adoptKeys(entity.subarray(0, count));
}

/** Parts of a partition as sources of all their columns. Damaged blocks are reported and left out. */
export function partSources(
  context: EngineContext,
  from: Pick<PartitionWrite, 'db' | 'name'>,
  parts: readonly PartRow[],
  options: { readonly stamped: boolean; readonly fromEntity?: number },
): { readonly sources: readonly MetricSource[]; readonly specs: readonly ColumnSpec[] } {
  const onCorrupt = (block: BlockRow, thrown: unknown): void => {
    context.reportCorrupt(`${from.name.file} block ${block.id}`, thrown);
  };
  const reading = plainReading(from.db, options.stamped, onCorrupt);
  const lists = parts.map((part) => ({ part, blocks: readBlocks(from.db, part.id) }));
  const specs = unitedSpecs(
    lists.map(({ blocks }) => {
      for (const block of blocks) {
        try {
          return reading.chunk(block).specs;
        } catch (thrown) {
          if (!(thrown instanceof BlockCorrupt)) throw thrown;
        }
      }
      return [];
    }),
  );
  const sources = lists.map(
    ({ part, blocks }) =>
      new PartSource(blocks, {
        rank: part.seqHi,
        wanted: specs,
        selection: { fromMinute: 0, toMinute: Infinity, fromEntity: options.fromEntity ?? 0 },
        reading,
        passing: true,
      }),
  );
  return { sources, specs };
}

/** Deletes so many blocks of the part and, when it has no more, the part. Returns the number deleted. */
export function deleteSome({ db }: PartitionWrite, part: number, blocksMax: number): number {
  const blocks = readBlocks(db, part);
  for (const block of blocks.slice(0, blocksMax)) deleteBlock(db, block.id, block.sections);
  if (blocks.length <= blocksMax) db.run('DELETE FROM part WHERE id = ?', part);
  return Math.min(blocks.length, blocksMax);
}
