import { retentionStartMs } from '../../retention.ts';
import { storageLimits } from '../../limits.ts';
import { BlockCorrupt } from '../encoding/block-corrupt.ts';
import { decodeFrame, encodeFrame } from '../encoding/frame.ts';
import { PackReader, PackWriter } from '../encoding/pack.ts';
import { bytesOf, numberOf } from '../file/database.ts';
import { readProgress, writeBlock, writeProgress } from '../file/partition-file.ts';
import { type PartitionName, partitionAt } from '../file/partition-name.ts';
import { FreshKind } from '../file/store-file.ts';
import { appendBlock } from '../record/append-rows.ts';
import { RecordBlockBuilder } from '../record/block-builder.ts';
import { ChunkMover } from '../record/chunk-mover.ts';
import { RecordBlock } from '../record/record-block.ts';
import { isPayload } from '../record/record-specs.ts';
import type { KeeperFiles, PartitionWrite } from './keeper-files.ts';

interface Fresh {
  readonly id: number;
  readonly name: string;
  readonly dayMs: number;
  readonly writtenMs: number;
  readonly rows: number;
}

/** Fresh blocks of a schema and day past this number are taken even when they are few rows. */
const freshBlocksMax = 64;

/**
 * Moves fresh record blocks into the file of their day, laid together to larger ones. The file notes the last sequence
 * that it holds in the same transaction; only then are they deleted from `store.db`.
 *
 * Returns the partition that was written, undefined when nothing was due.
 */
export function absorbRecords(files: KeeperFiles): PartitionName | undefined {
  const due = dueBlocks(files);
  const [first] = due;
  const last = due.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const schema = files.context.options.schema.records.find((it) => it.name === first.name);
  const name = partitionAt(schema?.retention ?? 'record', first.dayMs);
  const days = files.context.options.retention;
  const kept = name.kind === 'trace' ? days.traceDays : days.recordDays;
  const isKept = first.dayMs >= retentionStartMs(files.context.clock.nowMs(), kept);
  const chunks: number[] = [];
  if (isKept)
    files.write(name, (write) => {
      takeBlocks(files, write, due, chunks);
    });
  files.store.write(() => {
    for (const { id } of due) files.store.run('DELETE FROM fresh WHERE id = ?', id);
    for (const id of chunks) files.store.run('DELETE FROM fresh_payload WHERE id = ?', id);
  });
  return name;
}

/** The oldest blocks of one schema and day, where enough rows or time have come together. */
function dueBlocks({ store, context }: KeeperFiles): readonly Fresh[] {
  const rows = store.all(
    'SELECT id, name, day_ms, written_ms, rows FROM fresh WHERE kind = ? ORDER BY id LIMIT ?',
    FreshKind.record,
    4 * storageLimits.keeperRecordBlocksMax,
  );
  const nowMs = context.clock.nowMs();
  const blocks = rows.map((row) => ({
    id: numberOf(row['id']),
    name: String(row['name']),
    dayMs: numberOf(row['day_ms']),
    writtenMs: numberOf(row['written_ms']),
    rows: numberOf(row['rows']),
  }));
  for (const group of Map.groupBy(blocks, (it) => `${it.name} ${it.dayMs}`).values()) {
    const sum = group.reduce((rows, it) => rows + it.rows, 0);
    const ageMs = Math.abs(nowMs - (group[0]?.writtenMs ?? nowMs));
    const full = sum >= storageLimits.recordBlockRowsMax || group.length >= freshBlocksMax;
    if (full || ageMs >= context.tuning.freshMsMax) return wholeBlocks(group);
  }
  return [];
}

/** As many as make whole large blocks; all of them where there is not enough for one. */
function wholeBlocks(group: readonly Fresh[]): readonly Fresh[] {
  const list = group.slice(0, storageLimits.keeperRecordBlocksMax);
  let rows = 0;
  let end = 0;
  let sum = 0;
  list.forEach((it, i) => {
    sum += it.rows;
    if (rows + sum < storageLimits.recordBlockRowsMax) return;
    rows += sum;
    sum = 0;
    end = i + 1;
  });
  return end === 0 ? list : list.slice(0, end);
}

function takeBlocks(
  files: KeeperFiles,
  write: PartitionWrite,
  due: readonly Fresh[],
  chunks: number[],
): void {
  const { store, context } = files;
  const name = due[0]?.name ?? '';
  const held = readProgress(write.db, name, 0);
  const writer = new BlockJoiner(write, name, {
    readChunk: (id) => {
      chunks.push(id);
      return bytesOf(store.get('SELECT data FROM fresh_payload WHERE id = ?', id)?.['data']);
    },
    storeChunk: (frame) => write.db.run('INSERT INTO payload(data) VALUES (?)', frame),
  });
  for (const { id } of due) {
    try {
      const row = store.get('SELECT data FROM fresh WHERE id = ?', id);
      const block = new RecordBlock(new PackReader(decodeFrame(bytesOf(row?.['data']))), {
        merged: false,
      });
      if (id > held) writer.add(block, id, id);
      else chunks.push(...chunkIdsOf(block));
    } catch (thrown) {
      if (!(thrown instanceof BlockCorrupt)) throw thrown;
      context.reportCorrupt(`store.db block ${id}`, thrown);
    }
  }
  writer.flush();
  writeProgress(write.db, name, 0, Math.max(held, due.at(-1)?.id ?? 0));
}

function chunkIdsOf(block: RecordBlock): readonly number[] {
  return block.specs.flatMap((spec, index) =>
    isPayload(spec) ? [...block.payload(index).chunkIds] : [],
  );
}

/** Lays blocks together and writes them, as large as they may be. */
export class BlockJoiner {
  readonly #write: PartitionWrite;
  readonly #name: string;
  readonly #mover: ChunkMover;
  #builder: RecordBlockBuilder | undefined;
  #specs = '';
  #seqLo = 0;
  #seqHi = 0;

  constructor(
    write: PartitionWrite,
    name: string,
    chunks: {
      readonly readChunk: (id: number) => Uint8Array;
      readonly storeChunk: (frame: Uint8Array) => number;
    },
  ) {
    this.#write = write;
    this.#name = name;
    this.#mover = new ChunkMover(chunks.readChunk, chunks.storeChunk);
  }

  /** Throws `BlockCorrupt` when the block is damaged; nothing of it is added then. */
  add(block: RecordBlock, seqLo: number, seqHi: number): void {
    const specs = JSON.stringify(block.specs);
    const rows = this.#builder?.rows ?? 0;
    if (specs !== this.#specs || rows + block.rows > storageLimits.recordBlockRowsMax) this.flush();
    if (specs !== this.#specs || this.#builder === undefined)
      this.#builder = new RecordBlockBuilder(block.specs);
    if (this.#builder.rows === 0) this.#seqLo = seqLo;
    appendBlock(this.#builder, block);
    this.#specs = specs;
    this.#seqHi = seqHi;
  }

  flush(): void {
    const builder = this.#builder;
    if (builder === undefined || builder.rows === 0) return;
    for (const column of builder.columns) if (isPayload(column.spec)) this.#mover.move(column);
    const { db } = this.#write;
    const header = new PackWriter();
    builder.writeHeader(header);
    const { min, max } = builder.zone(0);
    writeBlock(db, builder.encode(true), builder.rows, (sections) =>
      db.run(
        `INSERT INTO block(name, seq_lo, seq_hi, rows, first_ms, last_ms, indexed, sections, header)
         VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?)`,
        this.#name,
        this.#seqLo,
        this.#seqHi,
        builder.rows,
        min,
        max,
        sections,
        encodeFrame(header.finish(), 'raw'),
      ),
    );
    for (const { spec, keys } of builder.columns)
      if (spec.type === 'entity') this.#write.adoptKeys(keys);
    builder.clear();
  }
}
