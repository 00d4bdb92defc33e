/**
 * A thousand alarm rules over ten thousand entities, from the store: CPU time of one minute's judgement.
 *
 *     node bench/alarms.ts [entities] [rules]
 *
 * Three mixes: rules spread over services, instances and endpoints as people write them; every rule about all ten thousand
 * endpoints, each with a threshold of its own, so that nothing is shared; and the six shipped rules. The bar is 200 ms.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AlarmEngine, shippedRules } from '@stormpetrel/alarm';
import { Telemetry, silentLogger, systemClock } from '@stormpetrel/base';
import { readMetricValue } from '@stormpetrel/language/oal';
import { metricDefinitions, metricTables } from '@stormpetrel/language/oal/rules';
import {
  type MetricTable,
  memberId,
  recordSchemas,
  serviceId,
  topologyTables,
} from '@stormpetrel/model';
import { MetricCatalog, minuteReader } from '@stormpetrel/query';
import { type MetricColumnData, rowWriter } from '@stormpetrel/storage/api';
import { openEngineReader, openEngineWriter } from '@stormpetrel/storage/engine';
import { FakeClock, SeededRandom } from '@stormpetrel/testkit';
import { printTable } from './support/table.ts';

const entityCount = Number(process.argv[2] ?? 10_000);
const ruleCount = Number(process.argv[3] ?? 1_000);
const windowMinutes = 10;
const rounds = 5;
const random = new SeededRandom(7);

/** One part services, two parts instances, seven parts endpoints. */
const services = Array.from({ length: entityCount / 10 }, (_, i) =>
  serviceId(`service-${i}`, true),
);
const instances = services.flatMap((id) => [memberId(id, 'one'), memberId(id, 'two')]);
const endpoints = services.flatMap((id) =>
  Array.from({ length: 7 }, (_, i) => memberId(id, `GET:/orders/${i}`)),
);
const allEndpoints = services.flatMap((id) =>
  Array.from({ length: 10 }, (_, i) => memberId(id, `GET:/orders/${i}`)),
);

const nowMs = Math.floor(Date.now() / 60_000) * 60_000 + 20_000;
const schema = {
  tables: [...metricTables.values(), ...Object.values(topologyTables)],
  records: recordSchemas,
};
const retention = {
  recordDays: 3,
  traceDays: 3,
  metadataDays: 15,
  minuteDays: 7,
  hourDays: 15,
  dayDays: 15,
};
const catalog = new MetricCatalog({
  tables: metricTables.values(),
  definitions: metricDefinitions.values(),
  records: [],
});

const rows: Record<string, string | number>[] = [];
await measure(`${ruleCount} rules as people write them`, mixedRules(), {
  Service: services,
  ServiceInstance: instances,
  Endpoint: endpoints,
});
await measure(`${ruleCount} rules, each over all ${entityCount} endpoints`, extremeRules(), {
  Endpoint: allEndpoints,
});
await measure('the six shipped rules', shippedRules, {
  Service: services,
  ServiceInstance: instances,
});
printTable(`Alarm rules over ${entityCount} entities, one minute`, rows);

async function measure(
  what: string,
  rules: Parameters<AlarmEngine['updateRules']>[0],
  entities: Readonly<Record<string, readonly string[]>>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'stormpetrel-alarms-'));
  try {
    const clock = new FakeClock(nowMs);
    const common = { schema, retention, logger: silentLogger, telemetry: new Telemetry() };
    const writer = openEngineWriter(folder, { ...common, clock: systemClock });
    for (let minute = 0; minute <= windowMinutes + rounds; minute++) {
      for (const [table, ids] of Object.entries(entities)) {
        await write(writer, table, ids, nowMs - 20_000 - (windowMinutes - minute) * 60_000);
      }
    }
    const reader = openEngineReader(folder, { ...common, clock: systemClock });
    let told = 0;
    let readMs = 0;
    let longestMs = 0;
    let sliceMs = performance.now();
    const readMinutes = minuteReader(reader, readMetricValue);
    const engine = await AlarmEngine.open({
      reader,
      readMinutes: async (query, visit) => {
        const startMs = performance.now();
        await readMinutes(query, visit);
        readMs += performance.now() - startMs;
      },
      rows: rowWriter(writer),
      catalog,
      delivery: { deliver: (notices) => void (told += notices.length), close: async () => {} },
      searchableTags: ['level'],
      newUuid: () => crypto.randomUUID(),
      clock: { nowMs: () => clock.nowMs(), monotonicMs: () => performance.now() },
      logger: silentLogger,
      telemetry: common.telemetry,
      yieldNow: async () => {
        longestMs = Math.max(longestMs, performance.now() - sliceMs);
        await new Promise((resolve) => void setImmediate(resolve));
        sliceMs = performance.now();
      },
    });
    const { problems } = await engine.updateRules(rules, 'bench');
    if (problems.length > 0) throw new Error(JSON.stringify(problems.slice(0, 3)));
    const cpuMs: number[] = [];
    const reads: number[] = [];
    for (let round = 0; round < rounds; round++) {
      readMs = 0;
      if (round > 0) longestMs = 0;
      sliceMs = performance.now();
      const before = process.cpuUsage();
      await engine.tick();
      const { user, system } = process.cpuUsage(before);
      cpuMs.push((user + system) / 1000);
      reads.push(readMs);
      clock.advance(60_000);
    }
    const steady = cpuMs.slice(1);
    rows.push({
      what,
      'CPU ms, first minute': cpuMs[0] ?? 0,
      'CPU ms, then (mean)': steady.reduce((sum, ms) => sum + ms, 0) / steady.length,
      'of it reading, ms': reads.slice(1).reduce((sum, ms) => sum + ms, 0) / steady.length,
      'longest slice, ms': longestMs,
      'alarms told': told,
    });
    await engine.close();
    await reader.close();
    await writer.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Most entities are well, one in a hundred is slow. */
async function write(
  writer: { write: Parameters<typeof rowWriter>[0]['write'] },
  tableName: string,
  ids: readonly string[],
  bucketMs: number,
): Promise<void> {
  const table = metricTables.get(tableName) as MetricTable;
  const columns = table.columns.map((column): MetricColumnData => {
    if (column.kind === 'text') {
      return { kind: 'text', values: new Uint32Array(ids.length).fill(0xffff_ffff) };
    }
    if (column.kind === 'map') return histogram(ids.length);
    const isCount = !/sum|duration|latency/i.test(column.name);
    const values = Float64Array.from(ids, (_, i) =>
      isCount ? 60 : 60 * (i % 100 === 0 ? 2_000 + random.next() * 500 : 50 + random.next() * 300),
    );
    return { kind: column.kind, values };
  });
  await writer.write({
    entities: { generation: -1, size: ids.length, id: (handle) => ids[handle] as string },
    metrics: [
      {
        table: tableName,
        count: ids.length,
        entity: Uint32Array.from(ids, (_, i) => i),
        bucketMs: new Float64Array(ids.length).fill(bucketMs),
        columns,
        texts: [],
      },
    ],
    records: [],
    metadata: [],
  });
}

function histogram(count: number): MetricColumnData {
  const bucketsEach = 8;
  return {
    kind: 'map',
    offsets: Uint32Array.from({ length: count + 1 }, (_, i) => i * bucketsEach),
    keys: Int32Array.from({ length: count * bucketsEach }, (_, i) => 3 + (i % bucketsEach) * 4),
    values: new Float64Array(count * bucketsEach).fill(7),
  };
}

function mixedRules(): string {
  const forms: readonly ((i: number) => string)[] = [
    (i) => `sum(service_resp_time > ${500 + i}) >= 3`,
    (i) => `sum(service_sla < ${8000 + (i % 10)}) >= 2`,
    (i) => `sum(service_percentile{p='50,75,90,95,99'} > ${1000 + (i % 20)}) >= 3`,
    (i) => `sum(service_instance_resp_time > ${500 + i}) >= 2`,
    (i) => `avg(endpoint_resp_time) > ${600 + i}`,
    (i) => `sum(endpoint_resp_time > ${700 + (i % 50)}) >= 2`,
    (i) => `(avg(service_sla / 100) < 80) && (avg(service_resp_time) > ${i})`,
    () => 'sum(increase(service_cpm, 2) > 100) >= 3',
    (i) => `max(endpoint_sla / 100) < ${50 + (i % 30)}`,
    (i) => `latest(service_cpm) < ${i % 20}`,
  ];
  return rulesOf((i) => (forms[i % forms.length] ?? ((j: number) => String(j)))(i));
}

function extremeRules(): string {
  return rulesOf((i) => `sum(endpoint_resp_time > ${400 + i}) >= 3`);
}

function rulesOf(expression: (i: number) => string): string {
  const list = Array.from(
    { length: ruleCount },
    (_, i) =>
      `  bench_${i}_rule:\n    expression: ${JSON.stringify(expression(i))}\n    period: ${windowMinutes}\n    tags: {level: WARNING}\n`,
  );
  return `rules:\n${list.join('')}`;
}
