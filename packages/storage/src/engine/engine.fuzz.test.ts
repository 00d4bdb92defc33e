import assert from 'node:assert/strict';
import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  bucketStartMs,
  dayMs,
  hourMs,
  logRecord,
  minuteMs,
  segmentRecord,
  serviceId,
} from '@stormpetrel/model';
import * as fc from 'fast-check';
import type {
  EntityFilter,
  RecordFilter,
  StoreKeeper,
  StoreReader,
  StoreWriter,
} from '../api/index.ts';
import { FakeClock, plainRows, scannedRows, settle } from '../contract/index.ts';
import {
  contractSchema,
  noonMs,
  relationTable,
  sampleColumns,
  sampleTable,
} from '../contract/samples.ts';
import { openMemoryStore } from '../memory/index.ts';
import { openEngineKeeper, openEngineReader, openEngineWriter } from './index.ts';
import {
  type BatchPlan,
  batchPlan,
  daysBack,
  entityIds,
  plannedBatch,
} from './testing/random-batches.ts';
import { temporaryDir, testOptions } from './testing/test-engine.ts';

/**
 * The engine against the memory twin: random batches, steps of the keeper, time passing, and crashes, after which both
 * must answer alike. A crash in the middle of a step is staged by putting files back as they were before the step: the
 * keeper writes one file after another, `store.db` last, so any of them may be left old as long as `store.db` is.
 */
type Action =
  | { readonly kind: 'write'; readonly plan: BatchPlan }
  | { readonly kind: 'keep'; readonly steps: number }
  | { readonly kind: 'wait'; readonly minutes: number }
  | { readonly kind: 'crash'; readonly keepNew: number };

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('write' as const), plan: batchPlan }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('keep' as const),
      steps: fc.integer({ min: 1, max: 6 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      minutes: fc.constantFrom(1, 7, 45, 130, 1500),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('crash' as const),
      keepNew: fc.integer({ min: 0, max: 255 }),
    }),
  },
);

const retention = {
  recordDays: 3,
  traceDays: 2,
  metadataDays: 3,
  minuteDays: 3,
  hourDays: 6,
  dayDays: 40,
};

interface Sides {
  readonly writer: StoreWriter;
  readonly reader: StoreReader;
  readonly keeper: StoreKeeper;
}

class EngineUnderTest {
  readonly #clock: FakeClock;
  dir = temporaryDir();
  #sides: Sides;

  constructor(clock: FakeClock) {
    this.#clock = clock;
    this.#sides = this.#open();
  }

  get writer(): StoreWriter {
    return this.#sides.writer;
  }

  get reader(): StoreReader {
    return this.#sides.reader;
  }

  get keeper(): StoreKeeper {
    return this.#sides.keeper;
  }

  #open(): Sides {
    const options = testOptions(
      { schema: contractSchema, retention, clock: this.#clock },
      // Merges of metrics stop after every few rows.
      { mergeParts: 3, closeAfterMs: 0, indexFanOut: 2, rowsPerStep: 3 },
    );
    return {
      writer: openEngineWriter(this.dir, options),
      reader: openEngineReader(this.dir, options),
      keeper: openEngineKeeper(this.dir, options),
    };
  }

  async close(): Promise<void> {
    await Promise.all([this.writer.close(), this.reader.close(), this.keeper.close()]);
    rmSync(this.dir, { recursive: true, force: true });
  }

  /** Goes on from a copy of the files, as they are on the disk in the middle of a step of the keeper. */
  async crash(keepNew: number): Promise<void> {
    const [before, after] = [temporaryDir(), temporaryDir()];
    cpSync(this.dir, before, { recursive: true });
    await this.keeper.step();
    cpSync(this.dir, after, { recursive: true });
    await this.close();
    const partitions = readdirSync(after).filter((file) => /^[a-z]+-2.*\.db$/.test(file));
    const old = ['store.db', ...partitions.filter((_, i) => ((keepNew >> (i % 8)) & 1) === 0)];
    for (const file of old)
      for (const suffix of ['', '-wal', '-shm']) {
        rmSync(join(after, file + suffix), { force: true });
        if (existsSync(join(before, file + suffix)))
          cpSync(join(before, file + suffix), join(after, file + suffix));
      }
    rmSync(before, { recursive: true, force: true });
    this.dir = after;
    this.#sides = this.#open();
  }
}

const entityFilters: readonly EntityFilter[] = [
  { kind: 'all' },
  { kind: 'ids', ids: entityIds.slice(2, 5) },
  { kind: 'prefix', prefix: `${entityIds[0]}` },
  { kind: 'touching', ids: [serviceId('b', true)] },
];

const recordFilters: readonly (readonly RecordFilter[])[] = [
  [],
  [{ column: 'traceId', op: 'equals', value: 'trace-id-1' }],
  [
    { column: 'service', op: 'equals', value: serviceId('a', true) },
    { column: 'latency', op: 'range', min: 3, max: 15 },
  ],
  [
    { column: 'tags', op: 'has', term: 't=1' },
    { column: 'isError', op: 'equals', value: true },
  ],
  [
    { column: 'service', op: 'equals', value: serviceId('b', true) },
    { column: 'isError', op: 'equals', value: true },
    { column: 'latency', op: 'range', min: 7, max: 19 },
  ],
  [
    { column: 'service', op: 'equals', value: serviceId('b', true) },
    { column: 'tags', op: 'has', term: 't=2' },
  ],
];

async function answers(reader: StoreReader, nowMs: number): Promise<unknown> {
  const metrics: unknown[] = [];
  for (const table of [sampleTable, relationTable])
    for (const step of ['minute', 'hour', 'day'] as const)
      for (const entities of entityFilters)
        for (const fromMs of [nowMs - daysBack, nowMs - 50 * minuteMs]) {
          const columns = table === sampleTable ? sampleColumns : ['calls'];
          const range = { fromMs: bucketStartMs(fromMs, step), toMs: nowMs + hourMs };
          const query = { table, columns, step, entities, ...range };
          metrics.push(plainRows(await reader.readMetrics(query), columns, ['labels']));
          metrics.push(await scannedRows(reader, query, ['labels']));
        }
  const records: unknown[] = [];
  for (const filters of recordFilters)
    for (const column of ['startTime', 'latency'])
      for (const descending of [true, false])
        for (const fromMs of [undefined, nowMs - dayMs])
          records.push(
            await reader.readRecords({
              schema: segmentRecord,
              filters,
              order: { column, descending },
              offset: 1,
              limit: 6,
              columns: segmentRecord.columns.map(({ name }) => name),
              ...(fromMs === undefined ? {} : { fromMs, toMs: nowMs - minuteMs }),
            }),
          );
  const metadata = await reader.readMetadata({ kind: 'service', limit: 10 });
  return { metrics, records, metadata, logs: await answersOfLogs(reader, nowMs) };
}

const logFilters: readonly (readonly RecordFilter[])[] = [
  [],
  [{ column: 'content', op: 'contains', text: 'err' }],
  [{ column: 'content', op: 'contains', text: 'RORER' }],
  [{ column: 'content', op: 'contains', text: '8213377gRÖ' }],
  [{ column: 'content', op: 'contains', text: '\ufffd' }],
  [{ column: 'content', op: 'contains', text: 'not there' }],
  [
    { column: 'content', op: 'contains', text: '漢' },
    { column: 'content', op: 'contains', text: 'error', negate: true },
  ],
  [
    { column: 'service', op: 'in', values: [serviceId('a', true), serviceId('c', true), 'x'] },
    { column: 'tags', op: 'hasAny', terms: ['level=ERROR', 'x=1'] },
    { column: 'content', op: 'contains', text: 'order' },
  ],
  [
    { column: 'traceId', op: 'in', values: ['trace-id-2', ''] },
    { column: 'segmentId', op: 'equals', value: 's1' },
    { column: 'spanId', op: 'in', values: [1, 2] },
  ],
];

async function answersOfLogs(reader: StoreReader, nowMs: number): Promise<unknown> {
  const answers: Promise<unknown>[] = [];
  const windows = [
    { fromMs: nowMs - daysBack, toMs: nowMs + hourMs },
    { fromMs: nowMs - dayMs, toMs: nowMs - minuteMs },
  ];
  for (const filters of logFilters)
    for (const window of windows) {
      const asked = { schema: logRecord, filters, ...window };
      answers.push(
        reader.readRecords({
          ...asked,
          order: { column: 'time', descending: true },
          offset: 0,
          limit: 5,
          columns: logRecord.columns.map(({ name }) => name),
        }),
        reader.countRecords({ ...asked, bucketMs: hourMs, by: { column: 'service' } }),
        reader.countRecords({
          ...asked,
          bucketMs: 7 * minuteMs,
          by: { column: 'tags', prefix: 'level=' },
        }),
      );
    }
  // More at a time than are let in, and each stops after each piece of work.
  return Promise.all(answers);
}

async function check(actions: readonly Action[]): Promise<void> {
  const clock = new FakeClock(noonMs);
  const twin = openMemoryStore({ schema: contractSchema, retention, clock });
  const engine = new EngineUnderTest(clock);
  const compare = async (): Promise<void> => {
    assert.deepEqual(
      await answers(engine.reader, clock.nowMs()),
      await answers(twin.reader, clock.nowMs()),
    );
  };
  try {
    for (const it of actions) {
      if (it.kind === 'write') {
        const batch = plannedBatch(it.plan, clock.nowMs());
        await twin.writer.write(batch);
        await engine.writer.write(batch);
      } else if (it.kind === 'keep') for (let n = 0; n < it.steps; n++) await engine.keeper.step();
      else if (it.kind === 'wait') clock.advance(it.minutes * minuteMs);
      else await engine.crash(it.keepNew);
    }
    await compare();
    await settle(engine.keeper);
    await compare();
  } finally {
    await engine.close();
  }
}

test('answers as the memory twin does, whatever happens', { timeout: 600_000 }, async () => {
  const runs = Number(process.env['STORE_FUZZ_RUNS'] ?? 12);
  await fc.assert(fc.asyncProperty(fc.array(action, { minLength: 1, maxLength: 25 }), check), {
    numRuns: runs,
  });
});
