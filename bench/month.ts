/**
 * A month of metrics of 1,000 services and 100,000 endpoints, and what clients ask of it: an hour by the minute, a day by the
 * hour, a month by the day; for a service, and for the ranking of all.
 *
 *     node bench/month.ts FOLDER [days=30]
 *
 * The folder is made once (some minutes, a gigabyte or so) and kept. Services have a row every minute; an endpoint has one an
 * hour, at its own minute, and in the last hour one every minute. Time is simulated, so that the keeper merges, rolls up and
 * expires as it would have.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Telemetry, must, silentLogger } from '@stormpetrel/base';
import { metricDefinitions, metricTables } from '@stormpetrel/language/oal/rules';
import {
  type MetricTable,
  dayMs,
  hourMs,
  memberId,
  minuteMs,
  serviceId,
  topStatementRecords,
} from '@stormpetrel/model';
import { MetricCatalog, createGraphqlEndpoint } from '@stormpetrel/query';
import type { EntityDictionary, MetricColumnData, MetricRows } from '@stormpetrel/storage/api';
import {
  type EngineOptions,
  openEngineKeeper,
  openEngineReader,
  openEngineWriter,
} from '@stormpetrel/storage/engine';
import { FakeClock } from '@stormpetrel/testkit';
import { percentile, printTable } from './support/table.ts';

const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: node bench/month.ts FOLDER [days]');
const days = Number(process.argv[3] ?? 30);
const services = 1_000;
const endpoints = 100_000;
const endpointEveryMinutes = 60;
const stampFile = join(folder, 'month.json');
const retention = {
  recordDays: 3,
  traceDays: 3,
  metadataDays: 45,
  minuteDays: 7,
  hourDays: 31,
  dayDays: 45,
};

const serviceTable = must(metricTables.get('Service'), 'the rules have a table Service');
const endpointTable = must(metricTables.get('Endpoint'), 'the rules have a table Endpoint');
const serviceIds = Array.from({ length: services }, (_, i) => serviceId(`service-${i}`, true));
const ids = [
  ...serviceIds,
  ...Array.from({ length: endpoints }, (_, i) =>
    memberId(must(serviceIds[i % services], 'a service'), `GET:/api/v1/resource-${i}/items`),
  ),
];
const entities: EntityDictionary = { generation: 1, size: ids.length, id: (i) => ids[i] ?? '' };

const expressions = [
  'service_apdex/10000',
  'service_resp_time',
  'service_sla/100',
  'service_cpm',
  "service_percentile{p='50,75,90,95,99'}",
  'avg(service_cpm)',
  'latest(service_resp_time)',
  'max(service_resp_time)',
  'service_resp_time > 500',
  "relabels(service_percentile{p='50,99'},p='50,99',percentile='P50,P99')",
  'round(service_sla/100, 2)',
  'sum(service_cpm)',
];

/** The end of the last whole minute that there is data of. */
const endMs = existsSync(stampFile)
  ? (JSON.parse(readFileSync(stampFile, 'utf8')) as { endMs: number }).endMs
  : await makeMonth(folder);

const bytes = readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
await askQuestions(folder);
process.stdout.write(`\nOn disk: ${(bytes / 2 ** 20).toFixed(0)} MiB\n`);

function optionsAt(clock: FakeClock): EngineOptions {
  return {
    schema: { tables: [serviceTable, endpointTable], records: [] },
    retention,
    clock,
    logger: silentLogger,
    telemetry: new Telemetry(),
  };
}

async function makeMonth(dir: string): Promise<number> {
  mkdirSync(dir, { recursive: true });
  const lastMs = Math.floor(Date.now() / hourMs) * hourMs;
  const firstMs = lastMs - days * dayMs;
  const clock = new FakeClock(firstMs);
  const writer = openEngineWriter(dir, optionsAt(clock));
  const keeper = openEngineKeeper(dir, optionsAt(clock));
  let rows = 0;
  const startedMs = performance.now();
  for (let minuteStartMs = firstMs; minuteStartMs < lastMs; minuteStartMs += minuteMs) {
    const minute = Math.round((minuteStartMs - firstMs) / minuteMs);
    const isLastHour = minuteStartMs >= lastMs - hourMs;
    const endpointHandles: number[] = [];
    const every = isLastHour ? 1 : endpointEveryMinutes;
    for (let i = minute % every; i < endpoints; i += every) endpointHandles.push(services + i);
    const serviceHandles = Array.from({ length: services }, (_, i) => i);
    await writer.write({
      entities,
      metrics: [
        rowsOf(serviceTable, serviceHandles, minuteStartMs),
        rowsOf(endpointTable, endpointHandles, minuteStartMs),
      ],
      records: [],
      metadata: [],
    });
    rows += serviceHandles.length + endpointHandles.length;
    clock.advance(minuteMs);
    if (minute % 10 === 9) while (await keeper.step());
    if (minute % 1_440 === 1_439)
      process.stderr.write(
        `day ${(minute + 1) / 1_440} of ${days}: ${((performance.now() - startedMs) / 1000).toFixed(0)} s, ${(rows / 1e6).toFixed(0)} M rows\n`,
      );
  }
  while (await keeper.step());
  await keeper.close();
  await writer.close();
  writeFileSync(stampFile, JSON.stringify({ endMs: lastMs }));
  return lastMs;
}

/** One row for each entity: every column has something, histograms three classes. */
function rowsOf(table: MetricTable, handles: readonly number[], bucketMs: number): MetricRows {
  const count = handles.length;
  const noise = (row: number): number =>
    (Math.imul((handles[row] as number) + bucketMs / minuteMs, 0x9e3779b1) >>> 8) % 1_000;
  const columns = table.columns.map((column): MetricColumnData => {
    if (column.kind === 'text')
      return { kind: column.kind, values: new Uint32Array(count).fill(0) };
    if (column.kind === 'map')
      return {
        kind: column.kind,
        offsets: Uint32Array.from({ length: count + 1 }, (_, i) => 3 * i),
        keys: Int32Array.from({ length: 3 * count }, (_, i) => (i % 3) * 7 + 1),
        values: new Float64Array(3 * count).fill(2),
      };
    const isCount = column.name.startsWith('count');
    return {
      kind: column.kind,
      values: Float64Array.from({ length: count }, (_, row) =>
        isCount ? 10 + (noise(row) % 5) : 100 + noise(row),
      ),
    };
  });
  return {
    table: table.name,
    count,
    entity: Uint32Array.from(handles),
    bucketMs: new Float64Array(count).fill(bucketMs),
    columns,
    texts: ['GENERAL'],
  };
}

async function askQuestions(dir: string): Promise<void> {
  const clock = new FakeClock(endMs);
  const reader = openEngineReader(dir, optionsAt(clock));
  const graphql = createGraphqlEndpoint({
    reader,
    rows: { writeRows: () => Promise.resolve() },
    clock,
    catalog: new MetricCatalog({
      tables: metricTables.values(),
      definitions: metricDefinitions.values(),
      records: topStatementRecords,
    }),
    settings: {
      retention,
      searchableTraceTags: [],
      searchableAlarmTags: [],
      searchableLogTags: [],
    },
    version: 'bench',
    logger: silentLogger,
    telemetry: new Telemetry(),
  });
  const ranges = [
    ['an hour by the minute', 'MINUTE', hourMs],
    ['a day by the hour', 'HOUR', dayMs],
    ['a week by the hour', 'HOUR', 7 * dayMs],
    [`${days} days by the day`, 'DAY', days * dayMs],
  ] as const;
  const rows: Record<string, string | number>[] = [];
  for (const [what, step, spanMs] of ranges) {
    const duration = `{start:"${timeText(endMs - spanMs, step)}",end:"${timeText(endMs - minuteMs, step)}",step:${step}}`;
    const board = (run: number): string =>
      expressions
        .map((text, i) =>
          execExpression(`e${i}`, text, `service-${(run * 131) % services}`, duration),
        )
        .join(' ');
    const ranking = (): string =>
      `top: execExpression(expression:"top_n(endpoint_resp_time,20,des)",entity:{},duration:${duration}){type error results{values{id value}}}`;
    rows.push({ what: `dashboard of 12 expressions, ${what}`, ...(await timed(20, board)) });
    rows.push({ what: `top 20 of all endpoints, ${what}`, ...(await timed(6, ranking)) });
  }
  printTable(`A month: ${services} services, ${endpoints} endpoints, ${days} days`, rows);
  await reader.close();

  async function timed(
    runs: number,
    fields: (run: number) => string,
  ): Promise<Readonly<Record<string, number>>> {
    const tookMs: number[] = [];
    let found = 0;
    let cpuStart = process.cpuUsage();
    for (let run = 0; run < runs; run++) {
      const body = Buffer.from(JSON.stringify({ query: `{${fields(run)}}` }));
      const start = performance.now();
      const answer = await graphql.handle({ method: 'POST', url: '/', headers: {}, body });
      tookMs.push(performance.now() - start);
      if (run === 0) cpuStart = process.cpuUsage();
      const text = String(answer.body);
      if (text.includes('"errors"') || !text.includes('"error":null')) throw new Error(text);
      found = text.split('"value":"').length - 1;
    }
    const cpu = process.cpuUsage(cpuStart);
    const first = tookMs.shift() ?? 0;
    tookMs.sort((a, b) => a - b);
    return {
      'values of the last': found,
      'first ms': first,
      'p50 ms': percentile(tookMs, 50),
      'max ms': tookMs.at(-1) ?? 0,
      // Without the first one. What it cost whatever else the machine had to do.
      'mean CPU ms': (cpu.user + cpu.system) / 1000 / (runs - 1),
    };
  }
}

/** In the process's zone, as the endpoint reads it. */
function timeText(timeMs: number, step: 'MINUTE' | 'HOUR' | 'DAY'): string {
  const date = new Date(timeMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  if (step === 'DAY') return day;
  return `${day} ${two(date.getHours())}${step === 'HOUR' ? '' : two(date.getMinutes())}`;
}

function execExpression(alias: string, text: string, service: string, duration: string): string {
  return `${alias}:execExpression(expression:${JSON.stringify(text)},entity:{serviceName:"${service}",normal:true},duration:${duration}){type error results{metric{labels{key value}} values{id value}}}`;
}
