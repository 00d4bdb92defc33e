import assert from 'node:assert/strict';
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { systemClock } from '@stormpetrel/base';
import { dayMs, hourMs, segmentRecord } from '@stormpetrel/model';
import { plainRows, settle } from '../contract/index.ts';
import { contractSchema, sampleTable } from '../contract/samples.ts';
import { openEngineKeeper, openEngineReader, openEngineWriter } from './index.ts';
import { crashRetention, temporaryDir, testOptions } from './testing/test-engine.ts';

const rounds = Number(process.env['STORE_CRASH_ROUNDS'] ?? 3);
const child = fileURLToPath(new URL('./testing/crash-child.ts', import.meta.url));

/** Lets a child write from number `first` on, kills it, and returns the last number that it saw acknowledged. */
async function crashOnce(dir: string, first: number, keep: boolean): Promise<number> {
  const killed: ChildProcessByStdio<null, Readable, null> = spawn(
    process.execPath,
    [child, dir, String(first), keep ? 'keep' : 'nokeep'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let printed = '';
  killed.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const closed = once(killed, 'close');
  await once(killed.stdout, 'data');
  await setTimeout(30 + Math.random() * 200);
  killed.kill('SIGKILL');
  await closed;
  // The last line may be cut.
  const lines = printed.split('\n').slice(0, -1);
  return Number(lines.at(-1) ?? first - 1);
}

/** The numbers that are stored, after looking that records and counts agree, before and after the keeper's work. */
async function storedNumbers(dir: string): Promise<readonly number[]> {
  const options = testOptions({
    schema: contractSchema,
    retention: crashRetention,
    clock: systemClock,
  });
  const start = performance.now();
  const writer = openEngineWriter(dir, options);
  const reader = openEngineReader(dir, options);
  const keeper = openEngineKeeper(dir, options);
  try {
    const read = async (): Promise<readonly number[]> => {
      const records = await reader.readRecords({
        schema: segmentRecord,
        filters: [],
        order: { column: 'latency', descending: false },
        offset: 0,
        limit: 1_000_000,
        columns: ['latency', 'traceId', 'body'],
      });
      const numbers = records.map((record) => Number(record['latency']));
      for (const step of ['minute', 'hour', 'day'] as const) {
        const blocks = await reader.readMetrics({
          table: sampleTable,
          columns: ['count'],
          step,
          fromMs: Math.floor(Date.now() / dayMs - 2) * dayMs,
          toMs: Date.now() + hourMs * 24,
          entities: { kind: 'all' },
        });
        const sum = plainRows(blocks, ['count']).reduce(
          (total, row) => total + Number(row['count']),
          0,
        );
        assert.equal(sum, numbers.length, `counts by ${step}`);
      }
      const last = records.at(-1);
      if (last !== undefined)
        assert.equal(
          Buffer.from(last['body'] as Uint8Array).toString(),
          `body of ${String(last['traceId'])}`,
        );
      return numbers;
    };
    const numbers = await read();
    assert.ok(performance.now() - start < 20_000, 'opens again');
    await settle(keeper);
    assert.deepEqual(await read(), numbers);
    return numbers;
  } finally {
    await Promise.all([writer.close(), reader.close(), keeper.close()]);
  }
}

for (const keep of [false, true])
  test(`loses nothing and counts nothing twice when killed ${keep ? 'with the keeper at work' : 'writing'}`, async () => {
    const dir = temporaryDir();
    try {
      let next = 0;
      for (let round = 0; round < rounds; round++) {
        const acknowledged = await crashOnce(dir, next, keep);
        const stored = await storedNumbers(dir);
        assert.deepEqual(
          stored,
          Array.from({ length: stored.length }, (_, n) => n),
        );
        // One more may be there: written, and killed before it could say so.
        assert.ok(
          [acknowledged + 1, acknowledged + 2].includes(stored.length),
          `${acknowledged}, ${stored.length}`,
        );
        next = stored.length;
      }
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
