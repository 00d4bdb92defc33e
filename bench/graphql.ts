/**
 * What GraphQL costs by itself: the endpoint over a store that answers at once from columns held ready, so that parsing,
 * evaluating, ranking and writing JSON are seen, and storage is not. Then a batch as clients send it, over a store on disk.
 *
 *     node bench/graphql.ts
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Telemetry, silentLogger, systemClock } from '@stormpetrel/base';
import { metricDefinitions, metricTables } from '@stormpetrel/language/oal/rules';
import { memberId, serviceId, topStatementRecords } from '@stormpetrel/model';
import { type GraphqlEndpoint, MetricCatalog, createGraphqlEndpoint } from '@stormpetrel/query';
import type {
  EntityDictionary,
  MetricBlock,
  MetricColumnData,
  MetricQuery,
  RecordCounts,
  StoreReader,
} from '@stormpetrel/storage/api';
import { openEngineKeeper, openEngineReader, openEngineWriter } from '@stormpetrel/storage/engine';
import { FakeClock } from '@stormpetrel/testkit';
import { percentile, printTable } from './support/table.ts';

const minuteMs = 60_000;
const startMs = new Date(2026, 0, 31, 10, 0).getTime();
const points = 60;
const endpointCount = 100_000;
const web = serviceId('web', true);

const endpointIds = Array.from({ length: endpointCount }, (_, i) => memberId(web, `/path/${i}`));

function dictionaryOf(ids: readonly string[]): EntityDictionary {
  return { generation: 0, size: ids.length, id: (handle) => ids[handle] ?? '' };
}

/** One row for each entity and bucket; every column full. */
function blockOf(query: MetricQuery, ids: readonly string[], bucketCount: number): MetricBlock {
  const count = ids.length * bucketCount;
  const entity = new Uint32Array(count);
  const bucketMs = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    entity[row] = Math.floor(row / bucketCount);
    bucketMs[row] = query.fromMs + (row % bucketCount) * minuteMs;
  }
  const columns = query.columns.map((name): MetricColumnData => {
    const kind = query.table.columns.find((column) => column.name === name)?.kind ?? 'sum';
    if (kind === 'text') return { kind, values: new Uint32Array(count) };
    if (kind !== 'map') return { kind, values: new Float64Array(count).fill(7) };
    const offsets = Uint32Array.from({ length: count + 1 }, (_, row) => row * 5);
    const keys = Int32Array.from({ length: count * 5 }, (_, i) => i % 5);
    return { kind, offsets, keys, values: new Float64Array(count * 5).fill(3) };
  });
  const rows = { table: query.table.name, count, entity, bucketMs, columns, texts: ['GENERAL'] };
  return { rows, entities: dictionaryOf(ids) };
}

/** Blocks are made once for each question, outside of what is measured. */
class ReadyStore implements StoreReader {
  readonly #blocks = new Map<string, readonly MetricBlock[]>();

  readMetrics(query: MetricQuery): Promise<readonly MetricBlock[]> {
    const { table, columns, fromMs, toMs, entities } = query;
    const key = JSON.stringify([table.name, columns, fromMs, toMs, entities]);
    let blocks = this.#blocks.get(key);
    if (blocks === undefined) {
      const isScan = entities.kind === 'all' || entities.kind === 'prefix';
      const ids = entities.kind === 'ids' ? entities.ids : endpointIds;
      blocks = [blockOf(query, ids, isScan ? 5 : (toMs - fromMs) / minuteMs)];
      this.#blocks.set(key, blocks);
    }
    return Promise.resolve(blocks);
  }

  readRecords(): Promise<readonly never[]> {
    return Promise.resolve([]);
  }

  countRecords(): Promise<RecordCounts> {
    return Promise.resolve({ total: new Float64Array(0), groups: [], other: undefined });
  }

  readMetadata(): Promise<readonly never[]> {
    return Promise.resolve([]);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

const retention = {
  recordDays: 3,
  traceDays: 3,
  metadataDays: 15,
  minuteDays: 7,
  hourDays: 15,
  dayDays: 15,
};

function endpointOver(reader: StoreReader): GraphqlEndpoint {
  return createGraphqlEndpoint({
    reader,
    rows: { writeRows: () => Promise.resolve() },
    clock: systemClock,
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
}

const expressions = [
  'service_apdex/10000',
  'service_resp_time',
  'service_sla/100',
  'service_cpm',
  "service_percentile{p='50,75,90,95,99'}",
  'service_mq_consume_count',
  'avg(service_cpm)',
  'latest(service_resp_time)',
  'service_resp_time > 500',
  'increase(service_cpm, 2)',
  "relabels(service_percentile{p='50,99'},p='50,99',percentile='P50,P99')",
  'round(service_sla/100, 2)',
];
const values =
  'type error results{metric{labels{key value}} values{id value traceID owner{scope serviceID serviceName normal endpointID endpointName}}}';

const two = (value: number): string => String(value).padStart(2, '0');
function minuteText(minute: number): string {
  const date = new Date(startMs + minute * minuteMs);
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}${two(date.getMinutes())}`;
}

function expression(alias: string, text: string, service: string, last: number): string {
  const entity = `{serviceName:"${service}",normal:true}`;
  const duration = `{start:"${minuteText(0)}",end:"${minuteText(last)}",step:MINUTE}`;
  return `${alias}:execExpression(expression:"${text}",entity:${entity},duration:${duration}){${values}}`;
}

const dashboard = `{${expressions.map((text, i) => expression(`a${i}`, text, 'web', points - 1)).join(' ')}}`;
const batchOf = (salt: string): string =>
  `{${Array.from({ length: 200 }, (_, i) =>
    expression(`a${i}`, expressions[i % 4] ?? '', `${salt}-${Math.floor(i / 4)}`, 29),
  ).join(' ')}}`;
const ranking = `{${expression('a', 'top_n(endpoint_resp_time, 10, des)', 'web', 4)}}`;

await measure('GraphQL by itself, storage not counted', endpointOver(new ReadyStore()), [
  { name: 'dashboard: 12 expressions × 60 points', rounds: 200, queryOf: () => dashboard },
  {
    name: 'the same with literals never seen before',
    rounds: 100,
    queryOf: (round) => dashboard.replace('{a0', `{r${round}`),
  },
  { name: '200 aliases × 30 points', rounds: 40, queryOf: () => batchOf('s') },
  { name: 'ranking of 100,000 endpoints × 5 minutes', rounds: 20, queryOf: () => ranking },
]);
await measureStored();

/** 1,000 services and an hour on disk, tidied as a server's would be. */
async function measureStored(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'stormpetrel-graphql-'));
  const options = {
    schema: { tables: [...metricTables.values()], records: [] },
    retention,
    clock: new FakeClock(startMs + points * minuteMs),
    logger: silentLogger,
    telemetry: new Telemetry(),
  };
  const table = metricTables.get('Service');
  if (table === undefined) throw new Error('there is no table of services');
  const services = Array.from({ length: 1_000 }, (_, i) => serviceId(`s-${i}`, true));
  const columns = table.columns.map(({ name }) => name);
  const entities = { kind: 'ids', ids: services } as const;
  const writer = openEngineWriter(folder, options);
  for (let minute = 0; minute < points; minute++) {
    const fromMs = startMs + minute * minuteMs;
    const query = {
      table,
      columns,
      step: 'minute',
      fromMs,
      toMs: fromMs + minuteMs,
      entities,
    } as const;
    const { rows: metrics, entities: dictionary } = blockOf(query, services, 1);
    await writer.write({ entities: dictionary, metrics: [metrics], records: [], metadata: [] });
  }
  const keeper = openEngineKeeper(folder, options);
  while (await keeper.step());
  const reader = openEngineReader(folder, options);
  await measure(
    'A batch with its storage: 1,000 services, an hour by minutes',
    endpointOver(reader),
    [
      { name: '200 aliases × 30 points, 50 services', rounds: 40, queryOf: () => batchOf('s') },
      {
        name: 'the same with literals never seen before',
        rounds: 40,
        queryOf: (round) => batchOf('s').replace('{a0', `{r${round}`),
      },
      {
        name: 'the same, one alias a mistake',
        rounds: 40,
        queryOf: () =>
          batchOf('s').replace('expression:"service_cpm"', 'expression:"avg(service_cpm"'),
      },
    ],
  );
  await Promise.all([reader.close(), writer.close(), keeper.close()]);
  rmSync(folder, { recursive: true, force: true });
}

async function measure(
  title: string,
  endpoint: GraphqlEndpoint,
  cases: readonly {
    readonly name: string;
    readonly rounds: number;
    readonly queryOf: (round: number) => string;
  }[],
): Promise<void> {
  const rows: Record<string, string | number>[] = [];
  for (const { name, rounds, queryOf } of cases) {
    const durations: number[] = [];
    let bytes = 0;
    for (let round = 0; round < rounds; round++) {
      const body = Buffer.from(JSON.stringify({ query: queryOf(round) }));
      const before = performance.now();
      const response = await endpoint.handle({ method: 'POST', url: '/', headers: {}, body });
      durations.push(performance.now() - before);
      bytes = String(response.body).length;
      if (String(response.body).includes('"errors"')) throw new Error(String(response.body));
    }
    durations.sort((a, b) => a - b);
    rows.push({
      case: name,
      'p50 ms': percentile(durations, 50),
      'p95 ms': percentile(durations, 95),
      'answer kB': bytes / 1000,
    });
  }
  printTable(title, rows);
}
