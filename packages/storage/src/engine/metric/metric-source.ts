import { BlockCorrupt } from '../encoding/block-corrupt.ts';
import { NumberRoom } from '../encoding/numbers.ts';
import { type Database, type Row, numberOf } from '../file/database.ts';
import { storedSections } from '../file/stored-sections.ts';
import type { ColumnSpec } from './column-spec.ts';
import { type MetricChunk, type NearChunks, StoredMetricChunk } from './metric-chunk.ts';
import type { MetricSource, RowSelection } from './row-cursor.ts';

/** A part of a metric partition, as its row says. */
export interface PartRow {
  readonly id: number;
  readonly name: string;
  readonly groupMs: number;
  readonly seqLo: number;
  readonly seqHi: number;
  readonly level: number;
  readonly rows: number;
  readonly madeMs: number;
}

export interface BlockRow {
  readonly id: number;
  readonly firstEntity: number;
  readonly lastEntity: number;
  readonly firstMinute: number;
  readonly lastMinute: number;
  readonly rows: number;
  /** 0: one pack; otherwise the sections are numbered below this. */
  readonly sections: number;
}

export function partRow(row: Row): PartRow {
  return {
    id: numberOf(row['id']),
    name: String(row['name']),
    groupMs: numberOf(row['group_ms']),
    seqLo: numberOf(row['seq_lo']),
    seqHi: numberOf(row['seq_hi']),
    level: numberOf(row['level']),
    rows: numberOf(row['rows']),
    madeMs: numberOf(row['made_ms']),
  };
}

export function readBlocks(db: Database, part: number): readonly BlockRow[] {
  return db.all('SELECT * FROM block WHERE part = ? ORDER BY id', part).map((row) => ({
    id: numberOf(row['id']),
    firstEntity: numberOf(row['first_entity']),
    lastEntity: numberOf(row['last_entity']),
    firstMinute: numberOf(row['first_minute']),
    lastMinute: numberOf(row['last_minute']),
    rows: numberOf(row['rows']),
    sections: numberOf(row['sections']),
  }));
}

/** How a source reads: with a cache or without, and where it says that a block is damaged. */
export interface ChunkReading {
  chunk(block: BlockRow, near?: NearChunks): MetricChunk;
  onCorrupt(block: BlockRow, thrown: unknown): void;
}

export function plainReading(
  db: Database,
  stamped: boolean,
  onCorrupt: (block: BlockRow, thrown: unknown) => void,
): ChunkReading {
  return {
    chunk: (block, near) => {
      const sections = storedSections(db, block.id, block.sections === 0, near?.room);
      return new StoredMetricChunk(sections, stamped, undefined, near);
    },
    onCorrupt,
  };
}

/** The rows of a part that the selection asks for, block by block. Damaged blocks are reported and left out. */
export class PartSource implements MetricSource {
  readonly rank: number;
  readonly sorted = true;
  readonly selection: RowSelection;
  readonly #blocks: readonly BlockRow[];
  readonly #wanted: readonly ColumnSpec[];
  readonly #reading: ChunkReading;
  readonly #minutes: boolean;
  readonly #near: { specs?: readonly ColumnSpec[]; readonly room?: NumberRoom };
  #at = 0;
  #within = false;

  constructor(
    blocks: readonly BlockRow[],
    options: {
      readonly rank: number;
      readonly wanted: readonly ColumnSpec[];
      readonly selection: RowSelection;
      readonly reading: ChunkReading;
      /** False: the minutes are only asked for where the chunk is not within the selection. */
      readonly minutes?: boolean;
      /** A chunk is done with when the next one is asked for: all are then read into the same memory. */
      readonly passing?: boolean;
    },
  ) {
    this.rank = options.rank;
    this.selection = options.selection;
    this.#blocks = blocks;
    this.#wanted = options.wanted;
    this.#reading = options.reading;
    this.#minutes = options.minutes ?? true;
    this.#near = options.passing === true ? { room: new NumberRoom() } : {};
  }

  get within(): boolean {
    return this.#within;
  }

  next(): MetricChunk | undefined {
    while (this.#at < this.#blocks.length) {
      const block = this.#blocks[this.#at++] as BlockRow;
      if (!mayHold(block, this.selection)) continue;
      try {
        const chunk = this.#reading.chunk(block, this.#near);
        this.#near.specs = chunk.specs;
        if (this.selection.keys !== undefined && !holdsAny(chunk, this.selection.keys, true))
          continue;
        const { fromMinute, toMinute } = this.selection;
        this.#within = block.firstMinute >= fromMinute && block.lastMinute < toMinute;
        touchColumns(chunk, this.#wanted, this.#minutes || !this.#within);
        return chunk;
      } catch (thrown) {
        if (!(thrown instanceof BlockCorrupt)) throw thrown;
        this.#reading.onCorrupt(block, thrown);
      }
    }
    return undefined;
  }
}

/** One chunk that is already read: a delta. */
export class ChunkSource implements MetricSource {
  readonly rank: number;
  readonly sorted = false;
  readonly within = false;
  readonly selection: RowSelection;
  #chunk: MetricChunk | undefined;

  constructor(chunk: MetricChunk, rank: number, selection: RowSelection) {
    this.#chunk = chunk;
    this.rank = rank;
    this.selection = selection;
  }

  next(): MetricChunk | undefined {
    const chunk = this.#chunk;
    this.#chunk = undefined;
    return chunk;
  }
}

/** Decodes what will be asked for, so that damage shows here and not in the middle of a merge. */
export function touchColumns(
  chunk: MetricChunk,
  wanted: readonly ColumnSpec[],
  minutes = true,
): void {
  let texts = false;
  if (minutes && chunk.minute.length < chunk.count) throw new BlockCorrupt('column is cut');
  for (const { name, kind } of wanted) {
    const index = chunk.specs.findIndex((it) => it.name === name && it.kind === kind);
    if (index < 0) continue;
    chunk.column(index);
    if (kind === 'text' || kind === 'textMap') texts = true;
  }
  if (texts) chunk.texts();
}

function mayHold(block: BlockRow, selection: RowSelection): boolean {
  const { keys, fromMinute, toMinute, fromEntity } = selection;
  if (block.firstMinute >= toMinute || block.lastMinute < fromMinute) return false;
  if (fromEntity !== undefined && block.lastEntity < fromEntity) return false;
  if (keys === undefined) return true;
  const at = lowerBound(keys, block.firstEntity);
  return at < keys.length && (keys[at] as number) <= block.lastEntity;
}

/** Whether the chunk may have rows of one of the keys. */
export function holdsAny(chunk: MetricChunk, keys: Uint32Array, sorted: boolean): boolean {
  if (keys.length > 64) return true;
  if (sorted) return keys.some((key) => chunk.entity[lowerBound(chunk.entity, key)] === key);
  return keys.some((key) => chunk.entity.includes(key));
}

/** First index whose value is not below. */
export function lowerBound(sorted: Uint32Array | Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
