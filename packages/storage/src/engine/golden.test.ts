import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { noEntity } from '../api/index.ts';
import { type RecordSchema, logRecord, segmentRecord } from '@stormpetrel/model';
import { batchOf } from '../contract/index.ts';
import { sampleTable, shop } from '../contract/samples.ts';
import { ByteWriter } from './encoding/byte-writer.ts';
import { decodeFrame, encodeFrame } from './encoding/frame.ts';
import { writeNumbers } from './encoding/numbers.ts';
import { PackReader } from './encoding/pack.ts';
import { deltaRows } from './metric/delta.ts';
import { StoredMetricChunk, encodeMetricChunk } from './metric/metric-chunk.ts';
import { appendRows } from './record/append-rows.ts';
import { RecordBlockBuilder } from './record/block-builder.ts';
import { GramKind, GramSet } from './record/grams.ts';
import { readPayload } from './record/payload-reader.ts';
import { Needle, contentRows } from './record/content-search.ts';
import { RecordBlock } from './record/record-block.ts';
import { WordColumns, type WordEntries } from './record/word-entries.ts';
import { decodeWordBucket, encodeWordBucket } from './record/word-index.ts';

/**
 * Blobs as each version of the format wrote them. What is stored must be read for as long as it is kept, so these files
 * never change; a new version adds its own. `UPDATE=1` writes those that are missing.
 */
const dir = join(import.meta.dirname, 'testdata');

function golden(name: string, make: () => Uint8Array): Uint8Array {
  const path = join(dir, name);
  if (!existsSync(path) && process.env['UPDATE'] === '1') writeFileSync(path, make());
  return new Uint8Array(readFileSync(path));
}

/** 2026-11-21 12:00 UTC, whatever the zone of the process. */
const goldenMs = 1_795_262_400_000;

const metricBatch = batchOf({
  metrics: [
    {
      table: sampleTable,
      rows: [
        {
          entity: shop,
          bucketMs: goldenMs,
          count: 300,
          least: 0.5,
          greatest: 70_000,
          last: 4,
          histogram: { 10: 1, [-20]: 3 },
          labels: { 'a=1': 2 },
          note: 'ü',
        },
        { entity: shop, bucketMs: goldenMs + 60_000, count: 2 },
      ],
    },
  ],
});

test('decodes a metric chunk of version 1', () => {
  const frame = golden('metric-chunk.v1.bin', () => {
    const [rows] = metricBatch.metrics;
    assert.ok(rows !== undefined);
    const chunk = deltaRows(sampleTable, rows, Uint32Array.of(42), undefined);
    return encodeFrame(encodeMetricChunk(chunk, true).finish(), 'zstd');
  });
  const chunk = new StoredMetricChunk(new PackReader(decodeFrame(frame)), true);
  const column = (name: string): ReturnType<typeof chunk.column> =>
    chunk.column(chunk.specs.findIndex((spec) => spec.name === name));
  assert.deepEqual([...chunk.entity], [42, 42]);
  assert.deepEqual([...chunk.minute], [29_921_040, 29_921_041]);
  assert.deepEqual([...column('count').values], [300, 2]);
  assert.deepEqual([...column('least').values], [0.5, Infinity]);
  assert.deepEqual([...column('greatest').values], [70_000, -Infinity]);
  assert.deepEqual([...column('last').values], [4, Number.NaN]);
  assert.deepEqual([...(column('last').stamps ?? [])], [...chunk.minute]);
  assert.deepEqual([...column('histogram').offsets], [0, 2, 2]);
  assert.deepEqual([...column('histogram').keys], [10, -20]);
  assert.deepEqual([...column('histogram').values], [1, 3]);
  assert.equal(chunk.texts()[column('labels').keys[0] ?? -1], 'a=1');
  assert.equal(chunk.texts()[column('note').indexes[0] ?? -1], 'ü');
  assert.deepEqual([...column('note').indexes].slice(1), [noEntity]);
});

test('decodes a record block of version 1, fresh and merged', () => {
  const body = new Uint8Array(Buffer.from('\ntrace-0001\u0012segment-0001 and the rest'));
  const rows = [1, 2].map((n) => ({
    startTime: 1_795_262_400_000 + n,
    traceId: 'trace-0001',
    segmentId: `segment-000${n}`,
    service: n === 1 ? shop : undefined,
    instance: undefined,
    endpoint: shop,
    latency: 7 * n,
    isError: n === 2,
    tags: n === 1 ? ['a=1', 'b=ü'] : [],
    body: n === 1 ? body : new Uint8Array(0),
  }));
  const chunk = golden('payload-chunk.v1.bin', () => made(rows, false).chunk);
  for (const merged of [false, true]) {
    const name = merged ? 'record-block.merged.v1.bin' : 'record-block.fresh.v1.bin';
    const frame = golden(name, () => made(rows, merged).block);
    const block = new RecordBlock(new PackReader(decodeFrame(frame)), { merged });
    const at = (column: string): number => block.specs.findIndex((spec) => spec.name === column);
    assert.equal(block.rows, 2);
    assert.deepEqual(block.zone(at('startTime')), {
      min: 1_795_262_400_001,
      max: 1_795_262_400_002,
    });
    assert.deepEqual([...block.numbers(at('latency'))], [7, 14]);
    assert.deepEqual([...block.numbers(at('isError'))], [0, 1]);
    assert.deepEqual([...block.dictionary(at('service'))], [42, noEntity]);
    assert.deepEqual([...block.indexes(at('service'))], [0, 1]);
    assert.deepEqual(
      [...block.terms(at('tags'))].map((word) => block.words(at('tags'))[word]),
      ['a=1', 'b=ü'],
    );
    assert.deepEqual([...block.termOffsets(at('tags'))], [0, 2, 2]);
    const { bytes, offsets } = block.ids(at('segmentId'));
    assert.equal(Buffer.from(bytes.subarray(offsets[1], offsets[2])).toString(), 'segment-0002');
    assert.deepEqual(
      readPayload(block, at('body'), 0, () => decodeFrame(chunk)),
      body,
    );
    assert.deepEqual(
      readPayload(block, at('body'), 1, () => decodeFrame(chunk)),
      new Uint8Array(0),
    );
    if (merged) {
      const zones = block.wordZones(at('service'), at('latency'));
      assert.deepEqual([zones?.max.at(0), zones?.max.at(1), zones?.max.at(2)], [7, 14, undefined]);
      assert.equal(block.idHashes(at('traceId')).length, 2);
    }
  }
});

function made(
  rows: readonly Readonly<
    Record<string, string | number | boolean | string[] | Uint8Array | undefined>
  >[],
  merged: boolean,
  schema: RecordSchema = segmentRecord,
): { readonly block: Uint8Array; readonly chunk: Uint8Array } {
  const batch = batchOf({ records: [{ schema, rows }] });
  const [data] = batch.records;
  assert.ok(data !== undefined);
  let chunk = new Uint8Array(0);
  const builder = new RecordBlockBuilder(schema.columns);
  appendRows(builder, data, Uint32Array.of(0, 1), {
    keys: Uint32Array.of(42),
    storeChunk: (frame) => {
      chunk = new Uint8Array(frame);
      return 9;
    },
  });
  return { block: encodeFrame(builder.encode(merged).finish(), 'zstd'), chunk };
}

test('decodes a record block with content of version 3', () => {
  const rows = ['first line', 'zweite Größe 漢'].map((content, n) => ({
    time: goldenMs + n,
    traceId: 'trace-0001',
    segmentId: '',
    spanId: 0,
    contentType: 1,
    tags: [],
    content,
    allTags: new Uint8Array(0),
  }));
  // Only the last payload column's chunk is handed out by `made`.
  const schema = { ...logRecord, columns: logRecord.columns.slice(0, -1) };
  const frame = golden('record-block.content.v3.bin', () => made(rows, true, schema).block);
  const chunk = golden('content-chunk.v3.bin', () => made(rows, true, schema).chunk);
  const block = new RecordBlock(new PackReader(decodeFrame(frame)), { merged: true });
  const content = block.specs.findIndex(({ type }) => type === 'content');
  assert.deepEqual(
    [0, 1].map((row) =>
      Buffer.from(readPayload(block, content, row, () => decodeFrame(chunk))).toString(),
    ),
    ['first line', 'zweite Größe 漢'],
  );
  const found = contentRows(block, content, {
    needle: new Needle('GRÖßE'),
    negate: false,
    rows: undefined,
    readChunk: () => decodeFrame(chunk),
  });
  assert.deepEqual([...found], [1]);
});

test('writes the maps of an index of content as version 3 did', () => {
  const set = new GramSet();
  for (const text of ['OutOfMemoryError', 'order 48213377 of 9f81d4fae', 'Größe 漢字'])
    set.add(Buffer.from(text));
  const maps = Buffer.concat([set.map(GramKind.short), set.map(GramKind.long)]);
  assert.deepEqual(
    new Uint8Array(maps),
    golden('gram-maps.v3.bin', () => maps),
  );
});

test('writes numbers as version 1 did', () => {
  const out = new ByteWriter();
  for (const values of [[5, 5], [3, 1, 2], [1, 70_000, 140_001], [0.5]])
    writeNumbers(out, Float64Array.from(values), values.length);
  assert.deepEqual(
    out.written().slice(),
    golden('numbers.v1.bin', () => out.written()),
  );
});

test('decodes a bucket of the index of words of version 2', () => {
  const columns = WordColumns.ofSchema(segmentRecord);
  const ofService: WordEntries = {
    count: 3,
    words: Uint32Array.of(7, 7, 263),
    positions: Uint32Array.of(0, 2, 1),
    greatest: [Float64Array.of(120, 45, 9)],
    where: [{ any: Uint8Array.of(1, 0, 1), greatest: [Float64Array.of(100, 0, 9)] }],
  };
  const none: WordEntries = {
    count: 0,
    words: new Uint32Array(0),
    positions: new Uint32Array(0),
    greatest: [new Float64Array(0)],
    where: [{ any: new Uint8Array(0), greatest: [new Float64Array(0)] }],
  };
  const frame = golden('word-bucket.v2.bin', () =>
    encodeWordBucket([
      { entries: ofService, rows: Uint32Array.of(0, 1, 2) },
      ...columns.words.slice(1).map(() => ({ entries: none, rows: new Uint32Array(0) })),
    ]),
  );
  assert.deepEqual(decodeWordBucket(decodeFrame(frame), 7, columns), [ofService, none, none, none]);
});
