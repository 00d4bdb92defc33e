import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RecordSchema } from '@stormpetrel/model';
import { type EntityDictionary, type StoredRecord } from '@stormpetrel/storage/api';
import { openMemoryStore } from '@stormpetrel/storage/memory';
import { FakeClock } from '@stormpetrel/testkit';
import * as fc from 'fast-check';
import { TextTable } from '../aggregate/text-table.ts';
import { type RecordInput, RecordBuilder } from './record-builder.ts';

const nowMs = Date.UTC(2026, 0, 20);

const schema: RecordSchema = {
  name: 'all_types',
  retention: 'record',
  columns: [
    { name: 'at', type: 'time' },
    { name: 'who', type: 'entity' },
    { name: 'key', type: 'id' },
    { name: 'amount', type: 'int' },
    { name: 'flag', type: 'bool' },
    { name: 'note', type: 'text' },
    { name: 'tags', type: 'terms' },
    { name: 'body', type: 'bytes' },
  ],
};

const entities: EntityDictionary = { generation: 1, size: 3, id: (handle) => `entity-${handle}` };

/** What a store gives back of what the builder lent it. */
async function stored(builder: RecordBuilder): Promise<readonly StoredRecord[]> {
  const days = 3;
  const { reader, writer } = openMemoryStore({
    schema: { tables: [], records: [schema] },
    retention: {
      recordDays: days,
      traceDays: days,
      metadataDays: days,
      minuteDays: days,
      hourDays: days,
      dayDays: days,
    },
    clock: new FakeClock(nowMs),
  });
  await writer.write({ entities, metrics: [], records: [builder.toRows()], metadata: [] });
  return reader.readRecords({
    schema,
    filters: [],
    order: { column: 'at', descending: false },
    offset: 0,
    limit: 1_000,
    columns: schema.columns.map(({ name }) => name),
  });
}

const text = fc.string({ unit: 'grapheme', maxLength: 6 });
const records = fc.array(
  fc.record(
    {
      who: fc.nat({ max: 2 }),
      key: text,
      amount: fc.nat(),
      flag: fc.boolean(),
      note: text,
      tags: fc.array(text, { maxLength: 4 }),
      body: fc.uint8Array({ maxLength: 6 }),
    },
    { requiredKeys: [] },
  ),
  { maxLength: 60 },
);

function expected(record: Readonly<Record<string, RecordInput>>, at: number): StoredRecord {
  const { who, key = '', amount = 0, flag = false, note = '', tags = [], body } = record;
  return {
    at,
    who: who === undefined ? undefined : `entity-${Number(who)}`,
    key,
    amount,
    flag,
    note,
    tags,
    body: body instanceof Uint8Array ? body : new Uint8Array(0),
  };
}

test('gives the store records of every column type as they were appended, flush after flush', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(records, { minLength: 1, maxLength: 3 }), async (flushes) => {
      const texts = new TextTable();
      const builder = new RecordBuilder(schema, texts);
      for (const list of flushes) {
        for (const [i, record] of list.entries()) builder.append({ at: nowMs + i, ...record });
        assert.equal(builder.count, list.length);
        assert.deepEqual(
          await stored(builder),
          list.map((record, i) => expected(record, nowMs + i)),
        );
        builder.reset();
        texts.reset();
      }
    }),
    { numRuns: 60 },
  );
});

test('counts the characters of what it holds', () => {
  const builder = new RecordBuilder(schema, new TextTable());
  builder.append({ at: nowMs, key: 'abc', note: 'de', tags: ['f', 'gh'], amount: 7 });
  assert.equal(builder.characters, 8);
  builder.reset();
  assert.equal(builder.characters, 0);
});
