import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { RecordColumn } from '@stormpetrel/model';
import * as fc from 'fast-check';
import { foldText } from '../../api/index.ts';
import { type PlainRecord, batchOf } from '../../contract/index.ts';
import { BlockCorrupt } from '../encoding/block-corrupt.ts';
import { decodeFrame, encodeFrame } from '../encoding/frame.ts';
import { PackReader } from '../encoding/pack.ts';
import { Database } from '../file/database.ts';
import { gramSchema } from '../file/partition-file.ts';
import { temporaryDir } from '../testing/test-engine.ts';
import { appendRows } from './append-rows.ts';
import { RecordBlockBuilder } from './block-builder.ts';
import { Needle } from './content-search.ts';
import {
  GramGatherer,
  beginGramMerge,
  blocksWithText,
  deleteGramPart,
  mergeGramBuckets,
  readGramPart,
} from './gram-index.ts';
import { RecordBlock } from './record-block.ts';

const time = { name: 'time', type: 'time' } as const;
const content = { name: 'content', type: 'content' } as const;
const other = { name: 'other', type: 'content' } as const;
const columns: readonly RecordColumn[] = [time, content, other];

interface Sample {
  readonly block: RecordBlock;
  readonly chunks: readonly Uint8Array[];
}

function sampleOf(texts: readonly string[], of: readonly RecordColumn[] = columns): Sample {
  const chunks: Uint8Array[] = [];
  const rows = texts.map((text): PlainRecord => ({ time: 1, content: text, other: `~${text}` }));
  const [data] = batchOf({
    records: [{ schema: { name: 's', retention: 'record', columns: of }, rows }],
  }).records;
  assert.ok(data !== undefined);
  const builder = new RecordBlockBuilder(of);
  appendRows(builder, data, Uint32Array.from(texts.keys()), {
    keys: new Uint32Array(0),
    storeChunk: (frame) => chunks.push(frame.slice()) - 1,
  });
  const pack = builder.encode(true).finish().slice();
  return { block: new RecordBlock(new PackReader(pack), { merged: true }), chunks };
}

function withDatabase(work: (db: Database) => void): void {
  const dir = temporaryDir();
  const db = new Database(join(dir, 'grams.db'), { readOnly: false });
  try {
    db.exec(gramSchema);
    work(db);
  } finally {
    db.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

function writePart(db: Database, id: number, samples: readonly Sample[]): void {
  const gatherer = new GramGatherer(columns);
  for (const { block, chunks } of samples)
    gatherer.add(block, (chunk) => decodeFrame(chunks[chunk] ?? new Uint8Array(0)));
  gatherer.write(db, id);
}

function mergeParts(
  db: Database,
  sources: readonly { readonly id: number; readonly blocks: number }[],
  merged: number,
): void {
  beginGramMerge(db, sources, merged, columns);
  for (const [from, to] of [
    [0, 100],
    [100, 256],
  ] as const)
    mergeGramBuckets(db, sources, merged, { from, to });
}

function blocksWith(
  db: Database,
  id: number,
  blocks: number,
  text: string,
  column: RecordColumn = content,
): readonly number[] | undefined {
  const part = readGramPart(db, id, blocks);
  if (part === undefined) return undefined;
  const held = blocksWithText(db, id, part, { column, needle: new Needle(text) });
  return held === undefined ? undefined : [...held];
}

const line = fc
  .array(
    fc.oneof(
      fc.constantFrom('OutOfMemory', 'order ', '48213377', 'Größe', '漢字', 'ΣΑΣ ', '17', '-'),
      fc.string({ unit: 'binary', maxLength: 4 }),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join('').toWellFormed());
const part = fc.array(fc.array(line, { maxLength: 5 }), { minLength: 1, maxLength: 4 });

test('never rules out a block that has the text, and rules out the others mostly', () => {
  let ruledOut = 0;
  let without = 0;
  withDatabase((db) => {
    let id = 0;
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 3 }), line, (parts, text) => {
        const ids = parts.map((blocks) => {
          writePart(
            db,
            ++id,
            blocks.map((texts) => sampleOf(texts)),
          );
          return { id, blocks: blocks.length };
        });
        mergeParts(db, ids, ++id);
        const blocks = parts.flat();
        const all = blocksWith(db, id, blocks.length, text);
        assert.deepEqual(
          ids.map((it) => blocksWith(db, it.id, it.blocks, text)).flat(),
          all ?? ids.map(() => undefined),
        );
        blocks.forEach((texts, i) => {
          if (texts.some((it) => foldText(it).includes(foldText(text))))
            assert.notEqual(all?.[i], 0);
          else if (all !== undefined) {
            without++;
            if (all[i] === 0) ruledOut++;
          }
        });
        const beyond = blocksWith(db, id, blocks.length, `~${text}`, other);
        blocks.forEach((texts, i) => {
          if (texts.some((it) => foldText(it).startsWith(foldText(text))))
            assert.notEqual(beyond?.[i], 0);
        });
      }),
      { numRuns: 30 },
    );
  });
  assert.ok(ruledOut > 0.9 * without, `${ruledOut} of ${without}`);
});

test('tells nothing of a text that is too short, or of another column', () => {
  withDatabase((db) => {
    writePart(db, 1, [sampleOf(['abc'])]);
    assert.deepEqual(blocksWith(db, 1, 1, 'abc'), [1]);
    assert.deepEqual(blocksWith(db, 1, 1, 'abd'), [0]);
    assert.equal(blocksWith(db, 1, 1, 'ab'), undefined);
    assert.equal(blocksWith(db, 1, 1, 'abc', { ...content, name: 'third' }), undefined);
    assert.equal(blocksWith(db, 2, 1, 'abc'), undefined);
  });
});

test('lets a block seem to hold everything when its content is damaged', () => {
  withDatabase((db) => {
    const sound = sampleOf(['abc']);
    const damaged = sampleOf(['abc', 'def']);
    damaged.chunks[0]?.fill(7, 20);
    const lost = { ...sampleOf(['abc']), chunks: [] };
    writePart(db, 1, [sound, damaged, lost, sampleOf(['abc'], [time, content])]);
    assert.deepEqual(blocksWith(db, 1, 4, 'xyz 123456'), [0, 1, 1, 0]);
    assert.deepEqual(blocksWith(db, 1, 4, '~abc', other), [1, 1, 1, 0]);
  });
});

test('lays parts together also where one of them has no index of content', () => {
  withDatabase((db) => {
    writePart(db, 1, [sampleOf(['abc']), sampleOf([])]);
    writePart(db, 3, [sampleOf(['xyz 1234567'])]);
    const sources = [
      { id: 1, blocks: 2 },
      { id: 2, blocks: 2 },
      { id: 3, blocks: 1 },
    ];
    mergeParts(db, sources, 4);
    assert.deepEqual(blocksWith(db, 4, 5, 'abc'), [1, 0, 1, 1, 0]);
    assert.deepEqual(blocksWith(db, 4, 5, '234567'), [0, 0, 1, 1, 1]);
    deleteGramPart(db, 4);
    assert.equal(blocksWith(db, 4, 5, 'abc'), undefined);
    assert.deepEqual(blocksWith(db, 3, 1, 'xyz'), [1]);
    assert.equal(db.get('SELECT count(*) AS n FROM gram_bucket WHERE id >= 16384')?.['n'], 0);
  });
});

test('tells damage of the index', () => {
  withDatabase((db) => {
    writePart(db, 1, [sampleOf(['abc def 123456'])]);
    assert.throws(() => blocksWith(db, 1, 2, 'abc'), BlockCorrupt);
    db.run('UPDATE gram_bucket SET data = ?', encodeFrame(new Uint8Array(3), 'raw'));
    assert.throws(() => blocksWith(db, 1, 1, 'abc def'), BlockCorrupt);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        db.run('UPDATE gram_part SET sizes = ?', encodeFrame(bytes, 'raw'));
        assert.throws(() => blocksWith(db, 1, 1, 'abc'), BlockCorrupt);
      }),
    );
  });
});
