import assert from 'node:assert/strict';
import { dayMs } from '@stormpetrel/model';
import { type StoredRecord, rowWriter } from '../api/index.ts';
import { allTypesSchema, noonMs } from './samples.ts';
import { settle } from './settle.ts';
import type { ContractTest } from './contract-test.ts';

const row: StoredRecord = {
  at: noonMs,
  who: 'c2hvcA==.1',
  key: 'k1',
  amount: 7,
  flag: true,
  note: 'as written',
  tags: ['a=1', 'b=2'],
  body: Uint8Array.of(0, 255, 3),
  line: 'Größe: 漢字 \0 😀',
};

export function rowContract(test: ContractTest): void {
  test('gives rows of every column type back as they were written', async (run) => {
    const other = { at: noonMs + 1, key: 'k2', tags: [] };
    await rowWriter(run.writer).writeRows({
      records: [{ schema: allTypesSchema, rows: [row, other] }],
    });
    await run.always(async () => {
      const found = await run.reader.readRecords({
        schema: allTypesSchema,
        filters: [],
        order: { column: 'at', descending: false },
        offset: 0,
        limit: 10,
        columns: allTypesSchema.columns.map((column) => column.name),
      });
      assert.deepEqual(found, [
        row,
        {
          ...other,
          who: undefined,
          amount: 0,
          flag: false,
          note: '',
          body: new Uint8Array(),
          line: '',
        },
      ]);
    });
  });

  test('keeps documents for ever, the row written last winning', async (run) => {
    const document = (body: string, seenMs: number) => ({
      kind: 'document' as const,
      id: 'template/home',
      owner: 'template',
      fields: { body },
      seenMs,
    });
    const writer = rowWriter(run.writer);
    await writer.writeRows({ metadata: [document('old', noonMs)] });
    await writer.writeRows({ metadata: [document('new', noonMs - 5)] });
    run.clock.advance(400 * dayMs);
    await settle(run.keeper);
    const found = await run.reader.readMetadata({ kind: 'document', owner: 'template', limit: 9 });
    assert.deepEqual(
      found.map(({ id, fields, lastSeenMs }) => ({ id, fields, lastSeenMs })),
      [{ id: 'template/home', fields: { body: 'new' }, lastSeenMs: noonMs - 5 }],
    );
  });
}
