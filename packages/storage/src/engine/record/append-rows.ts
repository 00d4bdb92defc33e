import { assertNever, must } from '@stormpetrel/base';
import type { BytesColumn, RecordColumnData, RecordRows } from '../../api/index.ts';
import { noEntity } from '../../api/index.ts';
import type { ColumnBuilder, RecordBlockBuilder } from './block-builder.ts';
import { PayloadWriter } from './payload-writer.ts';
import type { RecordBlock } from './record-block.ts';
import { isPayload } from './record-specs.ts';
import { wellFormed } from './well-formed.ts';

/** Appends rows of a batch, those whose numbers stand in `chosen[from, to)`. */
export function appendRows(
  builder: RecordBlockBuilder,
  rows: RecordRows,
  chosen: Uint32Array,
  target: {
    /** Handle → key, for all handles that the rows name. */
    readonly keys: Uint32Array;
    readonly storeChunk: (frame: Uint8Array) => number;
  },
): void {
  builder.reserve(builder.rows + chosen.length);
  const ids = rows.columns.flatMap((column) => (column.type === 'id' ? [column] : []));
  builder.columns.forEach((column, index) => {
    const data = must(rows.columns[index], 'a batch has the columns of its schema');
    if (data.type === 'bytes') appendPayload(builder, column, data, { ids, chosen, ...target });
    // Ids stay in content, where they are searched for.
    else if (data.type === 'content')
      appendPayload(builder, column, wellFormed(data, chosen), { ids: [], chosen, ...target });
    else appendColumn(builder.rows, column, data, { rows, chosen, keys: target.keys });
  });
  builder.rows += chosen.length;
}

function appendPayload(
  builder: RecordBlockBuilder,
  column: ColumnBuilder,
  data: BytesColumn,
  from: {
    readonly ids: readonly BytesColumn[];
    readonly chosen: Uint32Array;
    readonly storeChunk: (frame: Uint8Array) => number;
  },
): void {
  const payload = new PayloadWriter(column, from.ids, from.storeChunk);
  let row = builder.rows;
  for (const source of from.chosen) payload.add(data, source, row++);
  payload.flush();
}

function appendColumn(
  firstRow: number,
  column: ColumnBuilder,
  data: RecordColumnData,
  from: { readonly rows: RecordRows; readonly chosen: Uint32Array; readonly keys: Uint32Array },
): void {
  const { chosen, keys, rows } = from;
  let row = firstRow;
  switch (data.type) {
    case 'time':
    case 'int':
    case 'bool':
      for (const source of chosen) column.values[row++] = data.values[source] as number;
      return;
    case 'entity':
      for (const source of chosen) {
        const handle = data.values[source] as number;
        column.values[row++] = handle === noEntity ? noEntity : (keys[handle] as number);
      }
      return;
    case 'text': {
      const words = wordMap(column, rows);
      for (const source of chosen) column.values[row++] = words(data.values[source] as number);
      return;
    }
    case 'terms': {
      const words = wordMap(column, rows);
      for (const source of chosen) {
        const end = data.offsets[source + 1] as number;
        const start = data.offsets[source] as number;
        for (let i = start; i < end; i++) column.addItem(words(data.values[i] as number));
        column.values[row++] = end - start;
      }
      return;
    }
    case 'id':
      appendIds(firstRow, column, data, chosen);
      return;
    case 'bytes':
    case 'content':
      throw new TypeError('payload is laid into chunks');
    default:
      assertNever(data);
  }
}

/** Rows that follow one another, as nearly all do, are copied in one go. */
function appendIds(
  firstRow: number,
  column: ColumnBuilder,
  data: BytesColumn,
  chosen: Uint32Array,
): void {
  const { offsets } = data;
  let row = firstRow;
  for (let i = 0; i < chosen.length;) {
    const first = chosen[i] as number;
    let source = first;
    do {
      const start = offsets[source++] as number;
      column.values[row++] = (offsets[source] as number) - start;
    } while (++i < chosen.length && chosen[i] === source);
    column.bytes.writeBytes(data.bytes.subarray(offsets[first], offsets[source]));
  }
}

/** Index of a text of the batch → index of the word in the block. */
function wordMap(column: ColumnBuilder, rows: RecordRows): (text: number) => number {
  const known = new Map<number, number>();
  return (text) => {
    let word = known.get(text);
    if (word === undefined) known.set(text, (word = column.wordIndex(rows.texts[text] ?? '')));
    return word;
  };
}

/**
 * Appends all rows of a block that has the same columns. Chunks of payload keep their ids until they are moved. Throws
 * `BlockCorrupt` before anything was appended.
 */
export function appendBlock(builder: RecordBlockBuilder, block: RecordBlock): void {
  decodeAll(block);
  builder.reserve(builder.rows + block.rows);
  builder.columns.forEach((column, index) => {
    appendBlockColumn(builder.rows, column, block, index);
    if (!isPayload(column.spec)) return;
    const payload = block.payload(index);
    payload.chunkIds.forEach((id, i) => {
      column.chunkIds.push(id);
      const start = payload.chunkRows[i] as number;
      column.chunkRows.push((payload.chunkRows[i + 1] as number) - start);
    });
  });
  builder.rows += block.rows;
}

/** Touches every section, so that damage shows before the block is taken apart. */
function decodeAll(block: RecordBlock): void {
  block.specs.forEach((spec, index) => {
    const { type } = spec;
    if (type === 'time' || type === 'int' || type === 'bool') block.numbers(index);
    else if (type === 'entity') block.dictionary(index);
    else if (type === 'terms') block.terms(index);
    else if (type === 'id') block.ids(index);
    else if (isPayload(spec)) block.payload(index);
    if (type === 'text' || type === 'terms') block.words(index);
    if (type === 'text' || type === 'entity') block.indexes(index);
  });
}

function appendBlockColumn(
  firstRow: number,
  column: ColumnBuilder,
  block: RecordBlock,
  index: number,
): void {
  const { type } = column.spec;
  if (type === 'time' || type === 'int' || type === 'bool') {
    column.values.set(block.numbers(index), firstRow);
    return;
  }
  const indexes = block.indexes(index);
  if (type === 'entity') {
    const dictionary = block.dictionary(index);
    for (let row = 0; row < block.rows; row++)
      column.values[firstRow + row] = dictionary[indexes[row] as number] ?? noEntity;
    return;
  }
  if (type === 'text') {
    const words = Uint32Array.from(block.words(index), (word) => column.wordIndex(word));
    for (let row = 0; row < block.rows; row++)
      column.values[firstRow + row] = words[indexes[row] as number] ?? 0;
    return;
  }
  column.values.set(indexes, firstRow);
  if (type === 'terms') {
    const words = Uint32Array.from(block.words(index), (word) => column.wordIndex(word));
    for (const item of block.terms(index)) column.addItem(words[item] ?? 0);
  } else if (type === 'id') {
    const { bytes, offsets } = block.ids(index);
    column.bytes.writeBytes(bytes.subarray(0, offsets[block.rows]));
  } else if (type === 'bytes')
    block.payload(index).cuts.forEach((cut, i) => {
      column.cuts[i] ??= new Uint32Array(column.values.length);
      column.cuts[i].set(cut, firstRow);
    });
}
