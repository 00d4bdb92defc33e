/* eslint-disable no-console -- a bench prints its table. */
/**
 * What does it cost to keep logs, and how quick are they found and counted?
 *
 *     node bench/logs.ts [count=200000] [folder] [batch=1000]
 *
 * The lines are spread over a day and go through the embedded engine in batches, while its keeper works. With a folder the
 * store stays, and is only written where it is not there yet. Each question is asked first with nothing in memory, then
 * thirty times.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Telemetry, jsonLogger } from '@stormpetrel/base';
import { dayMs, hourMs, logRecord } from '@stormpetrel/model';
import type { RecordCountQuery, RecordFilter, StoreKeeper } from '@stormpetrel/storage/api';
import {
  type EngineOptions,
  openEngineKeeper,
  openEngineReader,
  openEngineWriter,
} from '@stormpetrel/storage/engine';
import { LogLines, rareWord } from './log-lines.ts';

const count = Number(process.argv[2] ?? 200_000);
const folder = process.argv[3];
const batchSize = Number(process.argv[4] ?? 1_000);
const services = 200;
const startMs = new Date(2026, 10, 21, 0, 0, 1).getTime();
const stepMs = (dayMs - 60_000) / count;

class BenchClock {
  ms = startMs;
  nowMs(): number {
    return this.ms;
  }
  monotonicMs(): number {
    return performance.now();
  }
}

const clock = new BenchClock();
const options: EngineOptions = {
  schema: { tables: [], records: [logRecord] },
  retention: {
    recordDays: 3,
    traceDays: 3,
    metadataDays: 7,
    minuteDays: 3,
    hourDays: 7,
    dayDays: 45,
  },
  clock,
  logger: jsonLogger({ write: (line) => console.log(line), clock, level: 'warn' }),
  telemetry: new Telemetry(),
};
// The rare word stands in some twenty lines, however many there are.
const lines = new LogLines(services, Math.max(100, Math.floor(count / 20)));

function print(what: string, value: string): void {
  console.log(`${what.padEnd(64)} ${value.padStart(14)}`);
}

/** CPU time of this process so far, all threads. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The longest of its steps, in CPU time: how long the keeper may not answer. */
async function keepAll(keeper: StoreKeeper): Promise<number> {
  let worstMs = 0;
  for (let worked = true; worked;) {
    const start = cpuMs();
    worked = await keeper.step();
    worstMs = Math.max(worstMs, cpuMs() - start);
  }
  return worstMs;
}

async function write(dir: string): Promise<void> {
  const writer = openEngineWriter(dir, options);
  const keeper = openEngineKeeper(dir, options);
  const spent = { made: 0, written: 0, kept: 0 };
  let worst = 0;
  for (let n = 0; n < count; n += batchSize) {
    const start = cpuMs();
    const batch = lines.batch(Math.min(batchSize, count - n), clock.ms, stepMs);
    const made = cpuMs();
    await writer.write(batch);
    const written = cpuMs();
    clock.ms += batchSize * stepMs;
    // As often as it would find enough to do if the lines came in by the thousand a second.
    if (n % (5 * batchSize) === 0) worst = Math.max(worst, await keepAll(keeper));
    spent.made += made - start;
    spent.written += written - made;
    spent.kept += cpuMs() - written;
  }
  const start = cpuMs();
  worst = Math.max(worst, await keepAll(keeper));
  spent.kept += cpuMs() - start;
  await writer.close();
  await keeper.close();
  const each = (ms: number): string => `${((ms * 1000) / count).toFixed(2)} µs`;
  print(`lines of ${(lines.contentBytes / count).toFixed(0)} bytes`, String(count));
  print('write, CPU a line', each(spent.written));
  print('keep, CPU a line', each(spent.kept));
  print('keep: longest step, CPU', `${worst.toFixed(0)} ms`);
}

function printSizes(dir: string): void {
  const bytes = readdirSync(dir)
    .filter((file) => !file.endsWith('lock.db'))
    .reduce((sum, file) => sum + statSync(join(dir, file)).size, 0);
  print('bytes on disk a line', (bytes / count).toFixed(1));
}

type Ask = (run: number) => Promise<number>;

/** The first time, with nothing in memory; then p50, p95 and the worst; and what the last one found. */
async function ask(dir: string, what: string, question: (reader: Reader) => Ask): Promise<void> {
  const reader = openEngineReader(dir, options);
  const work = question(reader);
  const times: number[] = [];
  const cpuTimes: number[] = [];
  let found = 0;
  const timed = async (run: number): Promise<number> => {
    const start = performance.now();
    const cpuStart = cpuMs();
    found = await work(run);
    cpuTimes.push(cpuMs() - cpuStart);
    return performance.now() - start;
  };
  const first = await timed(0);
  for (let run = 1; run <= 30; run++) times.push(await timed(run));
  times.sort((a, b) => a - b);
  const at = (share: number): string => (times[Math.floor(share * 29)] ?? 0).toFixed(1);
  await reader.close();
  const cpu = (cpuTimes.reduce((sum, it) => sum + it, 0) / cpuTimes.length).toFixed(1);
  print(what, `${first.toFixed(1)}; ${at(0.5)} / ${at(0.95)} / ${at(1)}; ${cpu} ms → ${found}`);
}

type Reader = ReturnType<typeof openEngineReader>;

function list(filtersOf: (run: number) => readonly RecordFilter[], limit = 20) {
  return (reader: Reader): Ask =>
    async (run) => {
      const found = await reader.readRecords({
        schema: logRecord,
        filters: filtersOf(run),
        order: { column: 'time', descending: true },
        offset: 0,
        limit,
        columns: ['time', 'traceId', 'service', 'instance', 'tags', 'content', 'allTags'],
      });
      return found.length;
    };
}

function counted(asked: Partial<RecordCountQuery>) {
  const toMs = startMs + count * stepMs;
  return (reader: Reader): Ask =>
    async () => {
      const fromMs = asked.fromMs ?? startMs;
      const { total } = await reader.countRecords({
        schema: logRecord,
        fromMs,
        toMs,
        filters: [],
        bucketMs: Math.ceil((toMs - fromMs) / 60),
        ...asked,
      });
      return total.reduce((sum, it) => sum + it, 0);
    };
}

const contains = (text: string): RecordFilter => ({ column: 'content', op: 'contains', text });
const service = (run: number): RecordFilter => ({
  column: 'service',
  op: 'equals',
  value: lines.service((run * 7919) % services),
});
const level = (name: string): RecordFilter => ({
  column: 'tags',
  op: 'has',
  term: `level=${name}`,
});
/** A number of a line that has a trace. */
const traced = (run: number): number => 3 * Math.floor((((run * 7919) % 997) * count) / 3000);
const digits = (run: number): string => String(70_000_000 + ((run * 7919) % 10_000) * 613);

async function questions(dir: string): Promise<void> {
  console.log('first; then p50 / p95 / worst; CPU on average → found');
  const hex = (run: number): string => ((run * 0x9e3779b1) >>> 0).toString(16).padStart(8, '0');
  const lists: readonly (readonly [string, (run: number) => readonly RecordFilter[]])[] = [
    ['newest', () => []],
    ['of a service', (run) => [service(run)]],
    ['of a level', () => [level('ERROR')]],
    ['of a service and level', (run) => [service(run), level('ERROR')]],
    ['of an unknown tag', (run) => [{ column: 'tags', op: 'has', term: `none=${run}` }]],
    [
      'of a trace',
      (run) => [{ column: 'traceId', op: 'equals', value: lines.traceId(traced(run)) }],
    ],
    ['with a frequent word', () => [contains('sockettimeout')]],
    ['with a frequent word, of a service', (run) => [service(run), contains('sockettimeout')]],
    ['without a frequent word', () => [{ ...contains('order'), negate: true } as RecordFilter]],
    ['with a rare word', () => [contains(rareWord.toUpperCase())]],
    ['with an id that is there', (run) => [contains(idOf(lines.content(eventLine(run))))]],
    ['with eight digits that are not there', (run) => [contains(digits(run))]],
    ['with eight hex digits, likely not there', (run) => [contains(hex(run + 1))]],
    ['with a word that is not there', (run) => [contains(`segmentation fault ${run}`)]],
    ['with a short word that is not there', () => [contains('npe')]],
  ];
  for (const [name, filters] of lists) await ask(dir, `20 ${name}`, list(filters));
  await ask(
    dir,
    '1,000 newest',
    list(() => [], 1_000),
  );
  await ask(
    dir,
    '1,000 of a service',
    list((run) => [service(run)], 1_000),
  );
  await ask(
    dir,
    '1,000 with a frequent word',
    list(() => [contains('sockettimeout')], 1_000),
  );
  const hourFromMs = startMs + count * stepMs - hourMs;
  const by = { column: 'tags', prefix: 'level=' };
  const counts: readonly (readonly [string, Partial<RecordCountQuery>])[] = [
    ['an hour', { fromMs: hourFromMs }],
    ['an hour by level', { fromMs: hourFromMs, by }],
    ['an hour by level, of a service', { fromMs: hourFromMs, by, filters: [service(3)] }],
    ['an hour with a frequent word', { fromMs: hourFromMs, filters: [contains('sockettimeout')] }],
    ['a day', {}],
    ['a day by level', { by }],
    ['a day by service', { by: { column: 'service' } }],
    ['a day by level, of a service', { by, filters: [service(3)] }],
    ['a day of a level', { filters: [level('ERROR')] }],
    ['a day with a rare word', { filters: [contains(rareWord)] }],
  ];
  for (const [name, asked] of counts) await ask(dir, `count ${name}`, counted(asked));
  print('resident memory', `${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MiB`);
}

/** The number of a line that has a uuid, near the one asked for. */
function eventLine(run: number): number {
  let n = Math.floor((((run * 7919) % 997) * count) / 997);
  while (idOf(lines.content(n)) === '') n++;
  return n;
}

function idOf(content: string): string {
  return /event ([0-9a-f-]{36})/u.exec(content)?.[1] ?? '';
}

async function main(): Promise<void> {
  const dir = folder ?? mkdtempSync(join(tmpdir(), 'stormpetrel-bench-'));
  try {
    if (!existsSync(join(dir, 'store.db'))) await write(dir);
    clock.ms = startMs + count * stepMs;
    printSizes(dir);
    await questions(dir);
  } finally {
    if (folder === undefined) rmSync(dir, { recursive: true, force: true });
  }
}

await main();
