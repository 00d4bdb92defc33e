/**
 * What does it cost to analyse the dumps of a request that waited for two minutes: 12,000 of 60 frames, as GraphQL asks for them and
 * as the page does?
 *
 *     node bench/dumps.ts [dumps]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Telemetry, silentLogger, systemClock } from '@stormpetrel/base';
import { SnapshotLanguage, recordSchemas, threadSnapshotRecord } from '@stormpetrel/model';
import { ThreadStack } from '@stormpetrel/protocol';
import { inlineDumpWork } from '@stormpetrel/query/dumps';
import { type StoredRecord, rowWriter } from '@stormpetrel/storage/api';
import { openEngineReader, openEngineWriter } from '@stormpetrel/storage/engine';
import { SeededRandom } from '@stormpetrel/testkit';
import { printTable } from './support/table.ts';

const dumps = Number(process.argv[2] ?? 12_000);
const taskId = '17_c2hvcA==.1';
const segmentId = 'segment';
const periodMs = 10;
const rowsPerWrite = 50;
const distinctStacks = 300;
const startMs = Date.now() - dumps * periodMs - 60_000;

const folder = mkdtempSync(join(tmpdir(), 'dumps-bench-'));
try {
  await fill();
  await measure();
} finally {
  rmSync(folder, { recursive: true });
}

function options() {
  const days = 3;
  return {
    schema: { tables: [], records: recordSchemas },
    retention: {
      recordDays: days,
      traceDays: days,
      metadataDays: days,
      minuteDays: days,
      hourDays: days,
      dayDays: days,
    },
    clock: systemClock,
    logger: silentLogger,
    telemetry: new Telemetry(),
  };
}

/** As agents send them: some stacks often, most hardly ever. */
async function fill(): Promise<void> {
  const random = new SeededRandom(3);
  const outer = Array.from({ length: 40 }, (_, i) => `org.example.web.Handler${i}.handle:${i * 7}`);
  const stacks = Array.from({ length: distinctStacks }, (_, stack) => {
    const inner = Array.from(
      { length: 20 },
      (__, i) => `org.example.part${(stack * i) % 50}.Class${(stack + i) % 90}.call${i}:${stack}`,
    );
    return ThreadStack.encode({ codeSignatures: [...outer, ...inner] }).finish();
  });
  const rowOf = (sequence: number): StoredRecord => ({
    dumpTime: startMs + sequence * periodMs,
    taskId,
    segmentId,
    sequence,
    language: SnapshotLanguage.java,
    stack: stacks[Math.floor(distinctStacks * random.next() ** 3)],
  });
  const writer = openEngineWriter(folder, options());
  const store = rowWriter(writer);
  for (let at = 0; at < dumps; at += rowsPerWrite) {
    const rows = Array.from({ length: rowsPerWrite }, (_, i) => rowOf(at + i));
    await store.writeRows({ records: [{ schema: threadSnapshotRecord, rows }] });
  }
  await writer.close();
}

async function measure(): Promise<void> {
  const reader = openEngineReader(folder, options());
  const work = inlineDumpWork(reader);
  const ranges = [{ segmentId, startMs, endMs: startMs + dumps * periodMs }];
  const all = { segmentIds: [], fromMs: undefined, toMs: undefined };
  const rows = [
    { what: 'analysis of the segment', ...(await bestOf(() => work.analyzeSegments(ranges))) },
    { what: 'profile of the task', ...(await bestOf(() => work.readTraceProfile(taskId, all))) },
  ];
  await reader.close();
  printTable(`${dumps} dumps of 60 frames, ${distinctStacks} distinct`, rows);
}

async function bestOf(run: () => Promise<unknown>): Promise<{ ms: number; 'CPU ms': number }> {
  let best = { ms: Infinity, 'CPU ms': Infinity };
  for (let round = 0; round < 5; round++) {
    const cpu = process.cpuUsage();
    const before = performance.now();
    await run();
    const { user, system } = process.cpuUsage(cpu);
    const took = { ms: performance.now() - before, 'CPU ms': (user + system) / 1_000 };
    if (took.ms < best.ms) best = took;
  }
  return best;
}
