/* eslint-disable no-console -- a bench prints its table. */
/**
 * What does storing cost, and how quick is finding again?
 *
 *     node bench/storage.ts [segments=200000] [endpoints=100000] [batch=5000] [phases=write,lists,metrics]
 *
 * Synthetic 4-span segments of 820 bytes go through the embedded engine at 20,000 a second of simulated time, with the
 * metric rows that such traffic touches; then lists, traces by id, a dashboard and top N are read.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Telemetry, jsonLogger } from '@stormpetrel/base';
import { minuteMs, segmentRecord } from '@stormpetrel/model';
import type { RecordFilter, StoreKeeper, StoreReader } from '@stormpetrel/storage/api';
import {
  type EngineOptions,
  openEngineKeeper,
  openEngineReader,
  openEngineWriter,
} from '@stormpetrel/storage/engine';
import { Traffic, benchTables, metricMinute } from './storage-traffic.ts';

const segments = Number(process.argv[2] ?? 200_000);
const endpoints = Number(process.argv[3] ?? 100_000);
const batchSize = Number(process.argv[4] ?? 5_000);
const phases = (process.argv[5] ?? 'write,lists,metrics').split(',');
const services = 1_000;
const startMs = new Date(2026, 10, 21, 9, 0, 0).getTime();

class BenchClock {
  ms = startMs;
  nowMs(): number {
    return this.ms;
  }
  monotonicMs(): number {
    return this.ms;
  }
}

function print(what: string, value: string): void {
  console.log(`${what.padEnd(64)} ${value.padStart(14)}`);
}

function dirBytes(dir: string, pattern: RegExp): number {
  return readdirSync(dir)
    .filter((file) => pattern.test(file))
    .reduce((sum, file) => sum + statSync(join(dir, file)).size, 0);
}

/** CPU time of this process so far, all threads. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function timed(runs: number, work: (run: number) => Promise<unknown>): Promise<string> {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    await work(run);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const at = (share: number): string =>
    (times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0).toFixed(1);
  return `${at(0.5)} / ${at(0.95)} / ${at(1)} ms`;
}

async function main(): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'stormpetrel-bench-'));
  const clock = new BenchClock();
  const options: EngineOptions = {
    schema: { tables: benchTables, records: [segmentRecord] },
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
  try {
    const traffic = new Traffic(services, endpoints);
    await write(dir, options, clock, traffic);
    print('resident memory', `${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MiB`);
    if (phases.includes('lists')) await lists(dir, options, traffic);
    rmSync(dir, { recursive: true });
    if (phases.includes('metrics')) await dashboard(`${dir}-metrics`, options, clock, traffic);
  } finally {
    rmSync(dir, { recursive: true, force: true });
    rmSync(`${dir}-metrics`, { recursive: true, force: true });
  }
}

/** Everything there is to tidy now; the longest of its steps, which is how long the keeper may not answer. */
async function keepAll(keeper: StoreKeeper): Promise<number> {
  let worstMs = 0;
  for (let worked = true; worked;) {
    const start = performance.now();
    worked = await keeper.step();
    worstMs = Math.max(worstMs, performance.now() - start);
  }
  return worstMs;
}

async function write(
  dir: string,
  options: EngineOptions,
  clock: BenchClock,
  traffic: Traffic,
): Promise<void> {
  const writer = openEngineWriter(dir, options);
  const keeper = openEngineKeeper(dir, options);
  const spent = { records: 0, metrics: 0, kept: 0 };
  let worst = 0;
  for (let n = 0; n < segments; n += batchSize) {
    const { records, metrics } = traffic.batch(Math.min(batchSize, segments - n), clock.ms);
    const start = cpuMs();
    await writer.write(records);
    const middle = cpuMs();
    await writer.write(metrics);
    const end = cpuMs();
    spent.records += middle - start;
    spent.metrics += end - middle;
    clock.ms += batchSize / 20;
    worst = Math.max(worst, await keepAll(keeper));
    spent.kept += cpuMs() - end;
  }
  clock.ms += 3 * 3_600_000;
  const start = performance.now();
  const lastWorst = await keepAll(keeper);
  print(`segments of ${traffic.bodyBytes} bytes, in batches of ${batchSize}`, String(segments));
  print('write: records, µs of CPU a segment', ((spent.records * 1000) / segments).toFixed(2));
  print('write: metrics, µs of CPU a segment', ((spent.metrics * 1000) / segments).toFixed(2));
  print('keep, µs of CPU a segment', ((spent.kept * 1000) / segments).toFixed(2));
  print('keep: longest step', `${worst.toFixed(0)} ms`);
  print(
    'keep: what was left after three hours; its longest step',
    `${(performance.now() - start).toFixed(0)}; ${lastWorst.toFixed(0)} ms`,
  );
  await writer.close();
  await keeper.close();
  const bytes = (pattern: RegExp): string => (dirBytes(dir, pattern) / segments).toFixed(1);
  print('bytes a segment: records', bytes(/^trace/));
  print('bytes a segment: minutes, hours, days', bytes(/^(minute|hour|day)/));
  print('bytes a segment: store.db, shared by all days', bytes(/^store/));
}

async function lists(dir: string, options: EngineOptions, traffic: Traffic): Promise<void> {
  let reader = openEngineReader(dir, options);
  const list = async (
    of: StoreReader,
    filters: readonly RecordFilter[],
    column = 'startTime',
  ): Promise<number> => {
    const found = await of.readRecords({
      schema: segmentRecord,
      filters,
      order: { column, descending: true },
      offset: 0,
      limit: 20,
      columns: ['startTime', 'traceId', 'endpoint', 'latency', 'isError'],
    });
    return found.length;
  };
  const service = (run: number): RecordFilter => ({
    column: 'service',
    op: 'equals',
    value: traffic.service((run * 7919) % services),
  });
  const endpoint = (run: number): RecordFilter => ({
    column: 'endpoint',
    op: 'equals',
    value: traffic.endpoint((run * 7919) % endpoints),
  });
  const cases: readonly [string, (run: number) => readonly RecordFilter[]][] = [
    ['all', () => []],
    ['service', (run) => [service(run)]],
    ['endpoint', (run) => [endpoint(run)]],
    [
      'service, duration ≥ 990',
      (run) => [service(run), { column: 'latency', op: 'range', min: 990 }],
    ],
    ['duration 400..401', () => [{ column: 'latency', op: 'range', min: 400, max: 401 }]],
    ['service, error', (run) => [service(run), { column: 'isError', op: 'equals', value: true }]],
    ['tag of all', () => [{ column: 'tags', op: 'has', term: 'http.method=GET' }]],
    ['tag of few', (run) => [{ column: 'tags', op: 'has', term: `order=${run * 131}` }]],
    ['unknown tag', (run) => [{ column: 'tags', op: 'has', term: `none=${run}` }]],
  ];
  for (const column of ['startTime', 'latency'])
    for (const [name, filters] of cases) {
      await reader.close();
      reader = openEngineReader(dir, options);
      const first = await timed(1, () => list(reader, filters(0), column));
      const rest = await timed(30, (run) => list(reader, filters(run + 1), column));
      print(
        `list by ${name}, order ${column}; first, then p50/p95/max`,
        `${first.split(' ')[0]}; ${rest}`,
      );
    }
  const byId = (run: number): Promise<unknown> =>
    reader.readRecords({
      schema: segmentRecord,
      filters: [
        { column: 'traceId', op: 'equals', value: traffic.traceId((run * 7919) % segments) },
      ],
      order: { column: 'startTime', descending: false },
      offset: 0,
      limit: 1000,
      columns: ['segmentId', 'body'],
    });
  await reader.close();
  reader = openEngineReader(dir, options);
  print('trace by id, cold', await timed(1, byId));
  print('trace by id', await timed(50, (run) => byId(run + 1)));
  await reader.close();
}

async function dashboard(
  dir: string,
  options: EngineOptions,
  clock: BenchClock,
  traffic: Traffic,
): Promise<void> {
  const writer = openEngineWriter(dir, options);
  const keeper = openEngineKeeper(dir, options);
  clock.ms = startMs;
  let spentMs = 0;
  let rows = 0;
  let worst = 0;
  for (let minute = 0; minute < 120; minute++) {
    for (const batch of metricMinute(traffic, clock.ms, endpoints)) {
      rows += batch.metrics.reduce((sum, it) => sum + it.count, 0);
      const start = performance.now();
      await writer.write(batch);
      spentMs += performance.now() - start;
    }
    clock.ms += minuteMs;
    const start = performance.now();
    worst = Math.max(worst, await keepAll(keeper));
    spentMs += performance.now() - start;
  }
  print(
    'metric rows, written and kept, µs a row',
    `${rows}: ${((spentMs * 1000) / rows).toFixed(2)}`,
  );
  print('metric rows, keep: longest step', `${worst.toFixed(0)} ms`);
  const reader = openEngineReader(dir, options);
  const [service, , endpoint] = benchTables;
  if (service === undefined || endpoint === undefined) return;
  const toMs = clock.ms;
  const range = { step: 'minute', fromMs: toMs - 60 * minuteMs, toMs } as const;
  const columns = service.columns.map(({ name }) => name);
  const board = async (run: number): Promise<void> => {
    for (let n = 0; n < 12; n++)
      await reader.readMetrics({
        table: service,
        columns: [columns[n % columns.length] ?? 'count', 'count'],
        entities: { kind: 'ids', ids: [traffic.service((run * 31) % services)] },
        ...range,
      });
  };
  print('dashboard: 12 readings × 60 points, cold', await timed(1, board));
  print('dashboard: 12 readings × 60 points', await timed(20, (run) => board(run + 1)));
  /** What a ranking does: the mean of sum by count in each minute, for each entity. */
  const scan = async (): Promise<void> => {
    const means = new Float64Array(4_000 + endpoints);
    await reader.scanMetrics?.(
      { table: endpoint, columns: ['count', 'sum'], entities: { kind: 'all' }, ...range },
      ({ rows }) => {
        const [count, sum] = rows.columns;
        if (count?.kind !== 'sum' || sum?.kind !== 'sum') return;
        for (let row = 0; row < rows.count; row++) {
          const at = rows.entity[row] as number;
          const value = Math.trunc((sum.values[row] as number) / (count.values[row] as number));
          means[at] = (means[at] as number) + value;
        }
      },
    );
  };
  let read = 0;
  const top = async (): Promise<void> => {
    const blocks = await reader.readMetrics({
      table: endpoint,
      columns: ['count', 'sum'],
      entities: { kind: 'all' },
      ...range,
    });
    read = blocks.reduce((sum, block) => sum + block.rows.count, 0);
  };
  const spent = await timed(5, top);
  print(`top N: ${read} rows read into memory`, spent);
  print(`top N: ${read} rows scanned and added up`, await timed(5, scan));
  print('bytes a metric row', (dirBytes(dir, /^(minute|hour|day)/) / rows).toFixed(2));
  print('resident memory', `${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MiB`);
  await reader.close();
  await keeper.close();
  await writer.close();
}

await main();
