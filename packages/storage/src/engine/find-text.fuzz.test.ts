import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayMs, logRecord } from '@stormpetrel/model';
import * as fc from 'fast-check';
import type { RecordFilter, StoreReader } from '../api/index.ts';
import { FakeClock, batchOf, settle } from '../contract/index.ts';
import { contractSchema, noonMs, shop } from '../contract/samples.ts';
import { openMemoryStore } from '../memory/index.ts';
import { crashRetention, openTestEngine } from './testing/test-engine.ts';

/** What breaks a search for pieces of bytes: digits in a row, letters that fold oddly, characters of several bytes and their halves. */
const piece = fc.oneof(
  fc.constantFrom(
    'a',
    'B',
    'k',
    '\u212a',
    'İ',
    'ı',
    'ß',
    'ẞ',
    'Σ',
    'ς',
    'Å',
    '\u212b',
    'é',
    'e\u0301',
  ),
  fc.constantFrom('漢', '字', '😀', '😁', '\ud83d', '\ufffd', '\0', ' ', '=', '-', '\n'),
  fc.stringMatching(/^[0-9]{1,7}$/),
  fc.stringMatching(/^[0-9a-fA-F]{1,6}$/),
  fc.string({ unit: 'binary', maxLength: 3 }),
);
const line = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
const bytes = fc.uint8Array({ maxLength: 12 });
const content = fc.oneof(
  { weight: 6, arbitrary: line.map((text) => Buffer.from(text)) },
  { weight: 1, arbitrary: bytes },
);

interface Asked {
  readonly line: number;
  readonly from: number;
  readonly length: number;
  readonly turned: 'as it is' | 'upper' | 'lower';
}

const asked: fc.Arbitrary<Asked> = fc.record({
  line: fc.nat(),
  from: fc.nat(),
  length: fc.integer({ min: 1, max: 9 }),
  turned: fc.constantFrom('as it is', 'upper', 'lower'),
});

/** Some units of a line: what stands in it, or with its case turned maybe does not. */
function textOf({ from, length, turned, line: n }: Asked, lines: readonly string[]): string {
  const whole = lines[n % lines.length] ?? '';
  const at = from % (whole.length + 1);
  const text = whole.slice(at, at + length);
  return turned === 'upper' ? text.toUpperCase() : turned === 'lower' ? text.toLowerCase() : text;
}

async function numbers(
  reader: StoreReader,
  filters: readonly RecordFilter[],
): Promise<readonly unknown[]> {
  const found = await reader.readRecords({
    schema: logRecord,
    filters,
    order: { column: 'time', descending: false },
    offset: 0,
    limit: 1000,
    columns: ['spanId'],
  });
  return found.map((record) => record['spanId']);
}

async function total(reader: StoreReader, filters: readonly RecordFilter[]): Promise<unknown> {
  const counts = await reader.countRecords({
    schema: logRecord,
    fromMs: noonMs,
    toMs: noonMs + 1000,
    filters,
    bucketMs: 1000,
  });
  return counts.total[0];
}

test('finds in indexed blocks what the memory twin finds, and counts as many', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(content, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 7 }),
      fc.array(asked, { minLength: 1, maxLength: 20 }),
      async (blocks, questions) => {
        const clock = new FakeClock(noonMs);
        const options = { schema: contractSchema, retention: crashRetention, clock };
        const memory = openMemoryStore(options);
        const engine = openTestEngine(options, { closeAfterMs: 0, indexFanOut: 2 });
        try {
          let n = 0;
          for (const rows of blocks) {
            const batch = batchOf({
              records: [
                {
                  schema: logRecord,
                  rows: rows.map((each) => ({
                    time: noonMs + n,
                    spanId: n++,
                    traceId: '',
                    service: shop,
                    tags: [],
                    content: Uint8Array.from(each),
                  })),
                },
              ],
            });
            await memory.writer.write(batch);
            await engine.writer.write(batch);
          }
          const lines = blocks.flat().map((each) => Buffer.from(each).toString());
          const texts = [...new Set(questions.map((question) => textOf(question, lines)))];
          const compare = async (): Promise<void> => {
            for (const text of texts)
              for (const negate of [false, true]) {
                const filters = [{ column: 'content', op: 'contains', text, negate }] as const;
                const expected = await numbers(memory.reader, filters);
                const name = JSON.stringify(text);
                assert.deepEqual(await numbers(engine.reader, filters), expected, name);
                assert.equal(await total(engine.reader, filters), expected.length, name);
              }
          };
          await compare();
          clock.advance(1.5 * dayMs);
          await settle(engine.keeper);
          await compare();
        } finally {
          await Promise.all([engine.close(), memory.reader.close()]);
        }
      },
    ),
    { numRuns: 30 },
  );
});
