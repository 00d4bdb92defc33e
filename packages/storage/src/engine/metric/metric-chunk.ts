import { BlockCorrupt } from '../encoding/block-corrupt.ts';
import { type NumberRoom, NumbersReader, writeNumbers } from '../encoding/numbers.ts';
import { PackWriter, type SectionSource } from '../encoding/pack.ts';
import { readTexts, writeTexts } from '../encoding/texts.ts';
import { type ColumnSpec, formatSpecs, isStamped, parseSpecs } from './column-spec.ts';

/**
 * A chunk of metric rows: keys, and columns that are decoded when they are asked for. docs/formats/metric-chunk.md.
 *
 *     section 0          distinct entity keys; how many rows each run of them has
 *     section 1          minute at which the bucket starts, since the epoch
 *     section 2          texts, of text columns and of keys of text maps
 *     section 3          columns: JSON list of [name, kind]
 *     section 8 + 4c     numbers: values; for maps the pairs of each row; for text the index
 *     section 9 + 4c     keys of map pairs
 *     section 10 + 4c    values of map pairs
 *     section 11 + 4c    minutes that the values of `latest` and `text` were seen in, of hour and day rows only
 */
export const MetricSection = { entities: 0, minutes: 1, texts: 2, specs: 3, columns: 8 } as const;

/** One shape for all kinds: numbers in `values`, maps in `offsets`, `keys` and `values`, texts in `indexes`. */
export interface ChunkColumn {
  readonly values: Float64Array;
  readonly offsets: Uint32Array;
  readonly keys: Int32Array;
  readonly indexes: Uint32Array;
  /** undefined: the minute of the row itself. */
  readonly stamps: Uint32Array | undefined;
}

export interface MetricChunk {
  readonly count: number;
  readonly specs: readonly ColumnSpec[];
  readonly entity: Uint32Array;
  readonly minute: Uint32Array;
  column(index: number): ChunkColumn;
  texts(): readonly string[];
}

/** Rows held in memory, ready to be encoded. Arrays may be longer than the rows. */
export interface ChunkRows {
  readonly count: number;
  readonly specs: readonly ColumnSpec[];
  readonly entity: Uint32Array;
  readonly minute: Uint32Array;
  readonly columns: readonly ChunkColumn[];
  readonly texts: readonly string[];
}

/** Far more than any chunk has: damaged runs must not ask for more memory than there is. */
const rowsMax = 0x0fff_ffff;

const noNumbers = new Float64Array(0);
const noIndexes = new Uint32Array(0);
const noKeys = new Int32Array(0);

export const noColumn: ChunkColumn = {
  values: noNumbers,
  offsets: noIndexes,
  keys: noKeys,
  indexes: noIndexes,
  stamps: undefined,
};

/** `stamped`: whether to keep the minutes of `latest` and `text`, as rows of hours and days must. */
export function encodeMetricChunk(rows: ChunkRows, stamped: boolean): PackWriter {
  const pack = new PackWriter(1 << 14);
  writeEntities(pack, rows);
  writeNumbers(pack.begin(MetricSection.minutes), rows.minute, rows.count);
  writeTexts(pack.begin(MetricSection.texts), rows.texts);
  pack.begin(MetricSection.specs).writeBytes(Buffer.from(formatSpecs(rows.specs)));
  rows.specs.forEach((spec, index) => {
    writeColumn(pack, rows, index, stamped && isStamped(spec.kind));
  });
  return pack;
}

function writeEntities(pack: PackWriter, rows: ChunkRows): void {
  const { entity, count } = rows;
  const distinct = new Uint32Array(count);
  const runs = new Uint32Array(count);
  let last = -1;
  for (let i = 0; i < count; i++) {
    const key = entity[i] as number;
    if (last < 0 || distinct[last] !== key) distinct[++last] = key;
    runs[last] = (runs[last] as number) + 1;
  }
  const out = pack.begin(MetricSection.entities);
  writeNumbers(out, distinct, last + 1);
  writeNumbers(out, runs, last + 1);
}

function writeColumn(pack: PackWriter, rows: ChunkRows, index: number, stamped: boolean): void {
  const { count } = rows;
  const column = rows.columns[index] ?? noColumn;
  const kind = rows.specs[index]?.kind;
  const base = MetricSection.columns + 4 * index;
  if (kind === 'text') writeNumbers(pack.begin(base), column.indexes, count);
  else if (kind === 'intMap' || kind === 'textMap') {
    const first = column.offsets[0] as number;
    const end = column.offsets[count] as number;
    const sizes = new Uint32Array(count);
    for (let i = 0; i < count; i++)
      sizes[i] = (column.offsets[i + 1] as number) - (column.offsets[i] as number);
    writeNumbers(pack.begin(base), sizes, count);
    writeNumbers(pack.begin(base + 1), column.keys.subarray(first, end), end - first);
    writeNumbers(pack.begin(base + 2), column.values.subarray(first, end), end - first);
  } else writeNumbers(pack.begin(base), column.values, count);
  if (stamped) writeNumbers(pack.begin(base + 3), column.stamps ?? rows.minute, count);
}

/** What chunks of one part that are read one after another share. */
export interface NearChunks {
  /** The columns, which all chunks of a part have alike. */
  readonly specs?: readonly ColumnSpec[];
  /** Memory for all that is decoded, but for texts: it is then good until the next chunk is read. */
  readonly room?: NumberRoom;
}

/** Beside the sections, which are their own slots of a room: the rows' entities, and the offsets of a map. */
const roomSlot = { runs: 4, entity: 5, offsets: 3 } as const;

/** Reads a chunk from its sections. All reading may throw `BlockCorrupt`. */
export class StoredMetricChunk implements MetricChunk {
  readonly count: number;
  readonly specs: readonly ColumnSpec[];
  readonly entity: Uint32Array;
  readonly #source: SectionSource;
  readonly #stamped: boolean;
  readonly #onDecoded: (bytes: number) => void;
  readonly #room: NumberRoom | undefined;
  readonly #columns: (ChunkColumn | undefined)[] = [];
  #minute: Uint32Array | undefined;
  #texts: readonly string[] | undefined;

  /** `onDecoded` is told the bytes of what the chunk keeps from now on. */
  constructor(
    source: SectionSource,
    stamped: boolean,
    onDecoded: (bytes: number) => void = () => undefined,
    near: NearChunks = {},
  ) {
    this.#source = source;
    this.#stamped = stamped;
    this.#onDecoded = onDecoded;
    this.#room = near.room;
    this.specs =
      near.specs ?? parseSpecs(Buffer.from(source.section(MetricSection.specs)).toString());
    const reader = new NumbersReader(source.section(MetricSection.entities));
    const distinct = reader.readUint32(near.room, MetricSection.entities);
    const runs = reader.readUint32(near.room, roomSlot.runs);
    this.entity = expandRuns(distinct, runs, near.room);
    this.count = this.entity.length;
  }

  /** Those who add up all that a block has do without. */
  get minute(): Uint32Array {
    return (this.#minute ??= this.#checked(this.#numbers(MetricSection.minutes).uint32()));
  }

  column(index: number): ChunkColumn {
    let column = this.#columns[index];
    if (column === undefined) {
      column = this.#readColumn(index);
      this.#columns[index] = column;
      const { values, offsets, keys, indexes } = column;
      this.#onDecoded(
        values.byteLength + offsets.byteLength + keys.byteLength + indexes.byteLength,
      );
    }
    return column;
  }

  texts(): readonly string[] {
    return (this.#texts ??= readTexts(this.#source.section(MetricSection.texts)));
  }

  #readColumn(index: number): ChunkColumn {
    const kind = this.specs[index]?.kind;
    if (kind === undefined) return noColumn;
    const base = MetricSection.columns + 4 * index;
    const stamps =
      this.#stamped && isStamped(kind)
        ? this.#checked(this.#numbers(base + 3).uint32())
        : undefined;
    if (kind === 'text')
      return { ...noColumn, indexes: this.#checked(this.#numbers(base).uint32()), stamps };
    if (kind !== 'intMap' && kind !== 'textMap')
      return { ...noColumn, values: this.#checked(this.#numbers(base).float64()), stamps };
    const sizes = this.#checked(this.#numbers(base).uint32());
    const offsets = offsetsOf(sizes, this.#room?.uint32(base + roomSlot.offsets, this.count + 1));
    const keys = this.#numbers(base + 1).int32();
    const values = this.#numbers(base + 2).float64();
    const pairs = offsets[this.count] as number;
    if (keys.length !== pairs || values.length !== pairs) throw new BlockCorrupt('pairs are cut');
    return { ...noColumn, offsets, keys, values };
  }

  /** The one array of a section. */
  #numbers(section: number): {
    float64(): Float64Array;
    uint32(): Uint32Array;
    int32(): Int32Array;
  } {
    const reader = new NumbersReader(this.#source.section(section));
    const room = this.#room;
    return {
      float64: () => reader.readFloat64(room, section),
      uint32: () => reader.readUint32(room, section),
      int32: () => reader.readInt32(room, section),
    };
  }

  #checked<T extends Float64Array | Uint32Array>(array: T): T {
    if (array.length !== this.count) throw new BlockCorrupt('column is cut');
    return array;
  }
}

function expandRuns(
  distinct: Uint32Array,
  runs: Uint32Array,
  room: NumberRoom | undefined,
): Uint32Array {
  if (runs.length !== distinct.length) throw new BlockCorrupt('runs of entities do not add up');
  let count = 0;
  for (let i = 0; i < runs.length; i++) count += runs[i] as number;
  if (count > rowsMax) throw new BlockCorrupt('runs of entities do not add up');
  const entity = room?.uint32(roomSlot.entity, count) ?? new Uint32Array(count);
  let at = 0;
  for (let i = 0; i < distinct.length; i++) {
    const key = distinct[i] as number;
    const end = at + (runs[i] as number);
    // Runs are an hour at most, mostly: the call of `fill` would cost more than it saves.
    while (at < end) entity[at++] = key;
  }
  return entity;
}

/** n sizes → n + 1 offsets, laid into the target where there is one. */
export function offsetsOf(
  sizes: Uint32Array,
  offsets: Uint32Array = new Uint32Array(sizes.length + 1),
): Uint32Array {
  offsets[0] = 0;
  let end = 0;
  for (let i = 0; i < sizes.length; i++) {
    end += sizes[i] as number;
    offsets[i + 1] = end;
  }
  return offsets;
}
