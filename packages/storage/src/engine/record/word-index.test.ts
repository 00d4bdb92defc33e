import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { RecordSchema } from '@stormpetrel/model';
import * as fc from 'fast-check';
import { noEntity } from '../../api/index.ts';
import { storageLimits } from '../../limits.ts';
import { BlockCorrupt } from '../encoding/block-corrupt.ts';
import { PackReader } from '../encoding/pack.ts';
import { Database } from '../file/database.ts';
import { wordBounds } from '../read/word-bounds.ts';
import { temporaryDir } from '../testing/test-engine.ts';
import { RecordBlockBuilder, hashText } from './block-builder.ts';
import { RecordBlock } from './record-block.ts';
import type { RowFilter } from './row-filter.ts';
import { WordColumns, WordGatherer } from './word-entries.ts';
import {
  type WordSource,
  beginWordMerge,
  decodeWordBucket,
  mergeWordBuckets,
  readWordColumns,
  writeWordPart,
} from './word-index.ts';

const time = { name: 'time', type: 'time' } as const;
const service = { name: 'service', type: 'entity' } as const;
const tags = { name: 'tags', type: 'terms' } as const;
const latency = { name: 'latency', type: 'int' } as const;
const size = { name: 'size', type: 'int' } as const;
const failed = { name: 'failed', type: 'bool' } as const;
const schema: RecordSchema = {
  name: 'sample',
  retention: 'record',
  columns: [time, service, tags, latency, size, failed],
};

interface Row {
  readonly service: number;
  readonly tags: readonly string[];
  readonly latency: number;
  readonly size: number;
  readonly failed: boolean;
}

function blockOf(rows: readonly Row[]): RecordBlock {
  const builder = new RecordBlockBuilder(schema.columns);
  builder.reserve(rows.length);
  builder.rows = rows.length;
  const [, services, terms, latencies, sizes, failures] = builder.columns;
  rows.forEach((row, i) => {
    if (services !== undefined) services.values[i] = row.service;
    if (latencies !== undefined) latencies.values[i] = row.latency;
    if (sizes !== undefined) sizes.values[i] = row.size;
    if (failures !== undefined) failures.values[i] = row.failed ? 1 : 0;
    if (terms === undefined) return;
    terms.values[i] = row.tags.length;
    for (const tag of row.tags) terms.addItem(terms.wordIndex(tag));
  });
  return new RecordBlock(new PackReader(builder.encode(true).finish()), { merged: true });
}

function withDatabase(work: (db: Database) => void): void {
  const dir = temporaryDir();
  const db = new Database(join(dir, 'words.db'), { readOnly: false });
  try {
    db.exec('CREATE TABLE word_part(id INTEGER PRIMARY KEY, columns TEXT NOT NULL)');
    db.exec('CREATE TABLE word_bucket(id INTEGER PRIMARY KEY, data BLOB NOT NULL)');
    work(db);
  } finally {
    db.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

function writePart(db: Database, id: number, blocks: readonly (readonly Row[])[]): void {
  const gatherer = new WordGatherer(WordColumns.ofSchema(schema));
  for (const rows of blocks) gatherer.add(blockOf(rows));
  writeWordPart(db, id, gatherer.columns, gatherer.entries());
}

function bounds(
  db: Database,
  id: number,
  blocks: number,
  filters: readonly RowFilter[],
): readonly number[] | undefined {
  const columns = readWordColumns(db, id);
  if (columns === undefined) return undefined;
  const part = { id, blocks: new Float64Array(blocks), columns };
  const found = wordBounds(db, part, filters, latency);
  return found === undefined ? undefined : [...found];
}

// Few of the keys share a bucket with another, and few are large.
const key = fc.constantFrom(0, 1, 2, 256, 257, 65_536 + 1, 0x7fff_ff01, noEntity);
const tag = fc.constantFrom('a=1', 'a=2', 'ü');
const row: fc.Arbitrary<Row> = fc.record({
  service: key,
  tags: fc.uniqueArray(tag, { maxLength: 3 }),
  latency: fc.oneof(fc.integer({ min: -3, max: 9 }), fc.constantFrom(-1e12, 1e12, 0.5)),
  size: fc.integer({ min: 0, max: 5 }),
  failed: fc.boolean(),
});
const part = fc.array(fc.array(row, { minLength: 1, maxLength: 12 }), {
  minLength: 1,
  maxLength: 4,
});
const asked = fc.record({
  service: fc.option(
    fc.array(
      key.filter((it) => it !== noEntity),
      { maxLength: 2 },
    ),
    {
      nil: undefined,
    },
  ),
  tag: fc.option(fc.array(tag, { maxLength: 2 }), { nil: undefined }),
  failed: fc.option(fc.boolean(), { nil: undefined }),
  sizeMin: fc.option(fc.integer({ min: 0, max: 6 }), { nil: undefined }),
});

/** The bound of one filter on words, from the rows themselves. */
function boundByRows(
  rows: readonly Row[],
  has: (row: Row) => boolean,
  { failed: mustFail, sizeMin = -Infinity }: { failed: boolean | undefined; sizeMin?: number },
): number {
  const all = rows.filter(has);
  const passing = mustFail === true ? all.filter((it) => it.failed) : all;
  if (passing.every((it) => it.size < sizeMin)) return -Infinity;
  return Math.max(...passing.map((it) => it.latency));
}

function mergeWordParts(db: Database, parts: readonly WordSource[], merged: number): void {
  beginWordMerge(db, parts, merged);
  for (const [from, to] of [
    [0, 100],
    [100, 256],
  ] as const)
    mergeWordBuckets(db, parts, merged, { from, to });
}

test('bounds each block by the greatest value of the rows that may pass', () => {
  withDatabase((db) => {
    let id = 0;
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 3 }), asked, (parts, query) => {
        const ids = parts.map((blocks) => {
          writePart(db, ++id, blocks);
          return { id, blocks: blocks.length };
        });
        mergeWordParts(db, ids, ++id);
        const filters: RowFilter[] = [];
        if (query.service !== undefined)
          filters.push({ op: 'entity', column: service, keys: query.service });
        if (query.tag !== undefined)
          filters.push({
            op: 'term',
            column: tags,
            terms: query.tag.map((term) => ({ term, hash: hashText(term) })),
          });
        if (query.failed !== undefined)
          filters.push({ op: 'bool', column: failed, value: query.failed ? 1 : 0 });
        if (query.sizeMin !== undefined)
          filters.push({ op: 'range', column: size, min: query.sizeMin, max: Infinity });
        const expected = parts.flat().map((rows) => {
          const demand = {
            failed: query.failed,
            ...(query.sizeMin === undefined ? {} : { sizeMin: query.sizeMin }),
          };
          // Of several words the best one counts.
          const best = <W>(words: readonly W[] | undefined, has: (it: Row, word: W) => boolean) =>
            words === undefined
              ? Infinity
              : Math.max(
                  -Infinity,
                  ...words.map((word) => boundByRows(rows, (it) => has(it, word), demand)),
                );
          return Math.min(
            best(query.service, (it, word) => it.service === word),
            best(query.tag, (it, word) => it.tags.includes(word)),
          );
        });
        const isOfWords = query.service !== undefined || query.tag !== undefined;
        assert.deepEqual(
          bounds(db, id, expected.length, filters),
          isOfWords ? expected : undefined,
        );
        let from = 0;
        for (const it of ids) {
          const own = expected.slice(from, (from += it.blocks));
          assert.deepEqual(bounds(db, it.id, it.blocks, filters), isOfWords ? own : undefined);
        }
      }),
      { numRuns: 200 },
    );
  });
});

test('leaves a column with too many words out, and keeps the others', () => {
  const many = Array.from({ length: storageLimits.indexedWordsMax + 1 }, (_, n) => `n=${n}`);
  const plain: Row = { service: 7, tags: ['a=1'], latency: 3, size: 1, failed: false };
  withDatabase((db) => {
    writePart(db, 1, [[plain], [{ ...plain, tags: many }], [plain]]);
    assert.deepEqual(readWordColumns(db, 1)?.words, [service]);
    assert.deepEqual(bounds(db, 1, 3, [{ op: 'entity', column: service, keys: [7] }]), [3, 3, 3]);
    writePart(db, 2, [[plain]]);
    mergeWordParts(
      db,
      [
        { id: 1, blocks: 3 },
        { id: 2, blocks: 1 },
      ],
      3,
    );
    assert.deepEqual(readWordColumns(db, 3)?.words, [service]);
    assert.deepEqual(
      bounds(db, 3, 4, [{ op: 'entity', column: service, keys: [7] }]),
      [3, 3, 3, 3],
    );
  });
});

test('tells damage of a bucket from words', () => {
  const columns = WordColumns.ofSchema(schema);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        decodeWordBucket(bytes, 0, columns);
      } catch (thrown) {
        assert.ok(thrown instanceof BlockCorrupt);
      }
    }),
  );
});
