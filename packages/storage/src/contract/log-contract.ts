import assert from 'node:assert/strict';
import { dayMs, logRecord, memberId, minuteMs } from '@stormpetrel/model';
import {
  type RecordCountQuery,
  type RecordFilter,
  type RecordQuery,
  type StoreReader,
  type StoredRecord,
  countBucketsMax,
  countGroupsMax,
} from '../api/index.ts';
import { type PlainRecord, batchOf } from './batch.ts';
import { cart, noonMs, shop } from './samples.ts';
import type { ContractRun, ContractTest } from './contract-test.ts';

/** A line of a log; `n` is its span. */
function line(n: number, parts: Partial<Record<string, PlainRecord[string]>> = {}): PlainRecord {
  return {
    time: noonMs + n * 1000,
    traceId: `trace-${n}`,
    service: shop,
    instance: memberId(shop, 'i'),
    endpoint: undefined,
    segmentId: `segment-${n}`,
    spanId: n,
    contentType: n % 4,
    tags: [`level=${n % 3 === 0 ? 'ERROR' : 'INFO'}`],
    content: `line ${n}`,
    allTags: Uint8Array.of(n & 255),
    ...parts,
  };
}

function write({ writer }: ContractRun, rows: readonly PlainRecord[]): Promise<void> {
  return writer.write(batchOf({ records: [{ schema: logRecord, rows }] }));
}

async function read(
  reader: StoreReader,
  asked: Partial<RecordQuery> = {},
): Promise<readonly StoredRecord[]> {
  return reader.readRecords({
    schema: logRecord,
    filters: [],
    order: { column: 'time', descending: false },
    offset: 0,
    limit: 20_000,
    columns: ['spanId'],
    ...asked,
  });
}

async function numbers(
  reader: StoreReader,
  filters: readonly RecordFilter[],
): Promise<readonly number[]> {
  const found = await read(reader, { filters });
  return found.map((record) => Number(record['spanId']));
}

export function logContract(test: ContractTest): void {
  contentTests(test);
  listTests(test);
  countTests(test);
}

const contents = [
  'OutOfMemoryError: Java heap space',
  '{"orderId":48213377,"state":"PAID"}',
  'café ÉCOLE Größe',
  'ΟΔΟΣ привет 漢字',
  '',
  'İstanbul K\u212a',
  '😀 done',
  'tail of one',
  'one tail',
  'a\0b',
];

function contentTests(test: ContractTest): void {
  test('hands content back as it was written', async (run) => {
    const rows = [...contents, 'x'.repeat(700_000), `${'é'.repeat(99_999)}!`].map((content, n) =>
      line(n, { content }),
    );
    await write(run, rows);
    const columns = logRecord.columns.map(({ name }) => name);
    await run.always(async () => assert.deepEqual(await read(run.reader, { columns }), rows));
  });

  test('puts a replacement where content is no UTF-8, row by row', async (run) => {
    const rows = [
      [0x61, 0xff, 0x62],
      // Each half of a character is an end of a row of its own.
      [0x63, 0xc3],
      [0xa9, 0x64],
      [0xed, 0xa0, 0x80],
      [0xe6, 0xbc, 0xa2],
    ].map((bytes, n) => line(n, { content: Uint8Array.from(bytes) }));
    await write(run, rows);
    await run.always(async () => {
      const found = await read(run.reader, { columns: ['content'] });
      assert.deepEqual(
        found.map((record) => record['content']),
        ['a\ufffdb', 'c\ufffd', '\ufffdd', '\ufffd\ufffd\ufffd', '漢'],
      );
      const filters = [{ column: 'content', op: 'contains', text: '\ufffd' }] as const;
      assert.deepEqual(await numbers(run.reader, filters), [0, 1, 2, 3]);
      const none = [{ column: 'content', op: 'contains', text: 'é' }] as const;
      assert.deepEqual(await numbers(run.reader, none), []);
    });
  });

  test('tells rows apart that together make a character', async (run) => {
    const rows = [
      [0x63, 0xc3],
      [0xa9, 0x64],
    ].map((bytes, n) => line(n, { content: Uint8Array.from(bytes) }));
    await write(run, rows);
    await run.always(async () => {
      const found = await read(run.reader, { columns: ['content'] });
      assert.deepEqual(found, [{ content: 'c\ufffd' }, { content: '\ufffdd' }]);
      for (const [text, expected] of [
        ['\ufffd', [0, 1]],
        ['é', []],
      ] as const)
        assert.deepEqual(
          await numbers(run.reader, [{ column: 'content', op: 'contains', text }]),
          expected,
        );
    });
  });

  const all = contents.map((_, n) => n);
  const cases: readonly [text: string, expected: readonly number[]][] = [
    ['', all],
    ['memoryERROR', [0]],
    ['48213377', [1]],
    ['8213', [1]],
    ['"state":"paid"', [1]],
    ['École', [2]],
    ['ecole', []],
    ['GRÖSSE', []],
    ['grÖße', [2]],
    ['οδοσ', [3]],
    ['ПРИ', [3]],
    ['字', [3]],
    ['istanbul', []],
    ['İSTAN', [5]],
    ['bul k\u212a', [5]],
    ['kk', [5]],
    ['😀', [6]],
    ['\ud83d', []],
    ['e', [0, 1, 2, 6, 7, 8]],
    ['tail', [7, 8]],
    ['oneone', []],
    ['\0', [9]],
    ['heap space{', []],
    ['no such thing', []],
  ];
  for (const [text, expected] of cases)
    test(`finds ${JSON.stringify(text)} in content, and what is without it`, async (run) => {
      await write(
        run,
        contents.map((content, n) => line(n, { content })),
      );
      await run.always(async () => {
        const filter = { column: 'content', op: 'contains', text } as const;
        assert.deepEqual(await numbers(run.reader, [filter]), expected);
        assert.deepEqual(
          await numbers(run.reader, [{ ...filter, negate: true }]),
          all.filter((n) => !expected.includes(n)),
        );
        const asked = { ...filter, text: text.toWellFormed() };
        assert.deepEqual(
          await numbers(run.reader, [{ column: 'spanId', op: 'range', min: 5 }, asked]),
          (text === '\ud83d' ? [] : expected).filter((n) => n >= 5),
        );
      });
    });

  test('finds one line among many, newest first', async (run) => {
    const many = Array.from({ length: 9000 }, (_, n) =>
      line(n, { content: `order ${n * 7919} took ${n % 97} ms`, tags: [`order=${n}`] }),
    );
    await write(run, many.slice(0, 3000));
    await write(run, many.slice(3000));
    await run.always(async () => {
      const find = async (text: string, limit = 5): Promise<readonly unknown[]> => {
        const found = await read(run.reader, {
          filters: [{ column: 'content', op: 'contains', text }],
          order: { column: 'time', descending: true },
          limit,
        });
        return found.map((record) => record['spanId']);
      };
      assert.deepEqual(await find(`ORDER ${4711 * 7919} `), [4711]);
      assert.deepEqual(await find(`${8999 * 7919}`), [8999]);
      assert.deepEqual(await find('took 96 ms'), [8923, 8826, 8729, 8632, 8535]);
      assert.deepEqual(await find('took 97 ms'), []);
      assert.deepEqual(await find('zzz'), []);
    });
  });
}

function listTests(test: ContractTest): void {
  const rows = [
    line(0, { tags: ['level=ERROR', 'a=1'] }),
    line(1, { service: cart, tags: ['level=WARN'] }),
    line(2, { service: undefined, tags: [] }),
    line(3, { tags: ['level=INFO', 'a=1'], traceId: '' }),
    line(4, { service: cart, segmentId: 'segment-3', tags: ['a=1'] }),
  ];
  const cases: readonly [
    name: string,
    filters: readonly RecordFilter[],
    expected: readonly number[],
  ][] = [
    [
      'one service of several',
      [{ column: 'service', op: 'in', values: [shop, cart] }],
      [0, 1, 3, 4],
    ],
    ['one service of one', [{ column: 'service', op: 'in', values: [cart] }], [1, 4]],
    ['a service of unknown ones', [{ column: 'service', op: 'in', values: ['x', 'y'] }], []],
    ['a service of none', [{ column: 'service', op: 'in', values: [] }], []],
    ['trace ids', [{ column: 'traceId', op: 'in', values: ['trace-4', 'trace-1', 'x'] }], [1, 4]],
    ['no trace id', [{ column: 'traceId', op: 'equals', value: '' }], [3]],
    ['segment', [{ column: 'segmentId', op: 'equals', value: 'segment-3' }], [3, 4]],
    ['segments', [{ column: 'segmentId', op: 'in', values: ['segment-0', 'segment-2'] }], [0, 2]],
    ['unknown segment', [{ column: 'segmentId', op: 'equals', value: 'segment' }], []],
    ['numbers', [{ column: 'spanId', op: 'in', values: [4, 2, 17] }], [2, 4]],
    ['other numbers', [{ column: 'spanId', op: 'in', values: [17] }], []],
    [
      'any of the terms',
      [{ column: 'tags', op: 'hasAny', terms: ['level=WARN', 'level=ERROR', 'b=2'] }],
      [0, 1],
    ],
    ['any of no terms', [{ column: 'tags', op: 'hasAny', terms: [] }], []],
    [
      'service, terms, trace and text',
      [
        { column: 'service', op: 'in', values: [cart, shop] },
        { column: 'tags', op: 'hasAny', terms: ['a=1'] },
        { column: 'traceId', op: 'in', values: ['trace-0', 'trace-4'] },
        { column: 'content', op: 'contains', text: 'LINE' },
        { column: 'content', op: 'contains', text: '4', negate: true },
      ],
      [0],
    ],
  ];
  for (const [name, filters, expected] of cases)
    test(`finds records by ${name}`, async (run) => {
      await write(run, rows.slice(0, 3));
      await write(run, rows.slice(3));
      await run.always(async () => assert.deepEqual(await numbers(run.reader, filters), expected));
    });
}

/** What was counted, plainly: the total, then each group with its counts, `other` at last. */
async function count(
  reader: StoreReader,
  asked: Partial<RecordCountQuery> = {},
): Promise<readonly (readonly unknown[])[]> {
  const { total, groups, other } = await reader.countRecords({
    schema: logRecord,
    fromMs: noonMs,
    toMs: noonMs + 6000,
    filters: [],
    bucketMs: 2000,
    ...asked,
  });
  return [
    [...total],
    ...groups.map(({ value, counts }) => [value, ...counts]),
    ...(other === undefined ? [] : [['other', ...other]]),
  ];
}

function countTests(test: ContractTest): void {
  const six = [0, 1, 2, 3, 4, 5].map((n) =>
    line(n, {
      service: [shop, cart, undefined][n % 3],
      tags: [['level=INFO', 'level=ERROR'], ['x=1', 'level=ERROR'], []][n % 3],
    }),
  );

  test('counts records by bucket and by value', async (run) => {
    await write(run, [...six, line(7)]);
    const byService = { by: { column: 'service' } };
    const byLevel = { by: { column: 'tags', prefix: 'level=' } };
    const errors = [{ column: 'tags', op: 'has', term: 'level=ERROR' }] as const;
    const words = [{ column: 'content', op: 'contains', text: 'LINE 4' }] as const;
    await run.always(async () => {
      const { reader } = run;
      assert.deepEqual(await count(reader), [[2, 2, 2]]);
      assert.deepEqual(await count(reader, { bucketMs: 60_000 }), [[6]]);
      assert.deepEqual(await count(reader, { bucketMs: 60_000, ...byLevel }), [
        [6],
        ['', 2],
        ['level=ERROR', 2],
        ['level=INFO', 2],
      ]);
      assert.deepEqual(await count(reader, byService), [
        [2, 2, 2],
        ['', 0, 1, 1],
        [cart, 1, 0, 1],
        [shop, 1, 1, 0],
      ]);
      assert.deepEqual(await count(reader, { by: { column: 'tags' } }), [
        [2, 2, 2],
        ['', 0, 1, 1],
        ['level=INFO', 1, 1, 0],
        ['x=1', 1, 0, 1],
      ]);
      assert.deepEqual(await count(reader, { filters: errors, ...byService }), [
        [2, 1, 1],
        [cart, 1, 0, 1],
        [shop, 1, 1, 0],
      ]);
      assert.deepEqual(await count(reader, { filters: words }), [[0, 0, 1]]);
    });
  });

  test('counts rows with one term each, of the prefix or not', async (run) => {
    const terms = ['level=INFO', 'x=1', 'level=INFO', 'y=level=', 'level=', 'LEVEL=WARN'];
    await write(
      run,
      terms.map((term, n) => line(n, { tags: [term] })),
    );
    const by = { column: 'tags', prefix: 'level=' };
    await run.always(async () => {
      assert.deepEqual(await count(run.reader, { by, bucketMs: 60_000 }), [
        [6],
        ['', 3],
        ['level=INFO', 2],
        ['level=', 1],
      ]);
      assert.deepEqual(await count(run.reader, { by, bucketMs: 3000 }), [
        [3, 3],
        ['', 1, 2],
        ['level=INFO', 2, 0],
        ['level=', 0, 1],
      ]);
    });
  });

  test('counts from inclusive to exclusive, in buckets from where it begins', async (run) => {
    await write(run, six);
    await run.always(async () => {
      const { reader } = run;
      const [fromMs, toMs] = [noonMs + 1000, noonMs + 5000];
      assert.deepEqual(await count(reader, { fromMs, toMs, bucketMs: 3000 }), [[3, 1]]);
      assert.deepEqual(await count(reader, { fromMs: toMs, toMs: fromMs }), [[]]);
      const before = { fromMs: noonMs - 400 * dayMs, toMs: noonMs + dayMs, bucketMs: 401 * dayMs };
      assert.deepEqual(await count(reader, before), [[6]]);
    });
  });

  test('counts nothing of what is no longer kept', async (run) => {
    await write(run, six);
    run.clock.advance(3 * dayMs);
    await run.always(async () => assert.deepEqual(await count(run.reader), [[2, 2, 2]]));
    run.clock.advance(dayMs);
    await run.always(async () => assert.deepEqual(await count(run.reader), [[0, 0, 0]]));
  });

  test('sums up what is more groups than there may be', async (run) => {
    const many = Array.from({ length: countGroupsMax + 9 }, (_, n) =>
      line(0, { tags: [`n=${n}`] }),
    );
    await write(run, many);
    await run.always(async () => {
      const by = { column: 'tags', prefix: 'n=' };
      const counted = await count(run.reader, { by, bucketMs: 6000 });
      assert.equal(counted.length, 1 + countGroupsMax + 1);
      assert.deepEqual(counted[0], [countGroupsMax + 9]);
      assert.deepEqual(counted.at(-1), ['other', 9]);
      assert.deepEqual(new Set(counted.slice(1, -1).map((group) => group[1])), new Set([1]));
    });
  });

  test('counts many records as they were written', async (run) => {
    const many = Array.from({ length: 9000 }, (_, n) => line(n));
    await write(run, many.slice(0, 100));
    await write(run, many.slice(100));
    const asked = { toMs: noonMs + 9_000_000, bucketMs: 4_500_000 };
    await run.always(async () => {
      assert.deepEqual(await count(run.reader, asked), [[4500, 4500]]);
      assert.deepEqual(
        await count(run.reader, { ...asked, by: { column: 'tags', prefix: 'level=' } }),
        [
          [4500, 4500],
          ['level=INFO', 3000, 3000],
          ['level=ERROR', 1500, 1500],
        ],
      );
    });
  });

  test('refuses buckets that are none or too many, and groups of what has none', async (run) => {
    const { reader } = run;
    for (const bucketMs of [0, -1, Number.NaN, 6000 / (countBucketsMax + 1)])
      await assert.rejects(count(reader, { bucketMs }), RangeError);
    await assert.doesNotReject(count(reader, { bucketMs: 6000 / countBucketsMax }));
    await assert.rejects(count(reader, { by: { column: 'spanId' } }), TypeError);
    await assert.rejects(count(reader, { by: { column: 'nothing' } }), TypeError);
  });

  test('ends a reading that nobody waits for any more', async (run) => {
    await write(run, six);
    const signal = AbortSignal.abort(new Error('gone'));
    await assert.rejects(count(run.reader, { signal }), /gone/u);
    await assert.rejects(read(run.reader, { signal }), /gone/u);
    const { signal: open } = new AbortController();
    assert.deepEqual(await count(run.reader, { signal: open, bucketMs: minuteMs }), [[6]]);
  });
}
