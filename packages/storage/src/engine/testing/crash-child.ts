/**
 * The process that crash tests kill: `node crash-child.ts <dir> <first number> <keep|nokeep>`. Writes batches, each with
 * the next number, and prints the number when the batch is acknowledged; a second thread runs the keeper.
 */
import { writeSync } from 'node:fs';
import { Worker, isMainThread, workerData } from 'node:worker_threads';
import { setImmediate } from 'node:timers/promises';
import { must, systemClock } from '@stormpetrel/base';
import { minuteMs, segmentRecord } from '@stormpetrel/model';
import { batchOf } from '../../contract/index.ts';
import { contractSchema, sampleTable, shop } from '../../contract/samples.ts';
import { openEngineKeeper, openEngineWriter } from '../index.ts';
import { crashRetention, testOptions } from './test-engine.ts';

function options(): ReturnType<typeof testOptions> {
  return testOptions(
    { schema: contractSchema, retention: crashRetention, clock: systemClock },
    { mergeParts: 3, rowsPerStep: 2 },
  );
}

async function writeForever(dir: string, first: number, withKeeper: boolean): Promise<void> {
  const writer = openEngineWriter(dir, options());
  const keeper = withKeeper ? new Worker(new URL(import.meta.url), { workerData: dir }) : undefined;
  keeper?.on('error', (error) => {
    throw error;
  });
  for (let n = first; ; n++) {
    const nowMs = Date.now();
    const bucketMs = Math.floor(nowMs / minuteMs) * minuteMs;
    const id = `trace-${String(n).padStart(8, '0')}`;
    await writer.write(
      batchOf({
        metrics: [{ table: sampleTable, rows: [{ entity: shop, bucketMs, count: 1 }] }],
        records: [
          {
            schema: segmentRecord,
            rows: [
              {
                startTime: nowMs,
                traceId: id,
                segmentId: id,
                service: shop,
                latency: n,
                tags: [],
                body: new Uint8Array(Buffer.from(`body of ${id}`)),
              },
            ],
          },
        ],
      }),
    );
    writeSync(1, `${n}\n`);
    await setImmediate();
  }
}

async function keepForever(dir: string): Promise<void> {
  const keeper = openEngineKeeper(dir, options());
  for (;;) {
    await keeper.step();
    await setImmediate();
  }
}

if (isMainThread) {
  const [, , dir, first, keep] = process.argv;
  await writeForever(must(dir, 'a directory is given'), Number(first), keep === 'keep');
} else await keepForever(String(workerData));
