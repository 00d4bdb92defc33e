/**
 * Questions over what is stored, asked by GraphQL over HTTP as a client would: lists of traces by service, endpoint, duration
 * and tag, a trace by id, a dashboard, a ranked list.
 *
 *     node bench/queries.ts [segments] [folder]
 *
 * Without a folder the data is made and thrown away; with one it is made once (10 million take some minutes) and kept.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type TrafficShape, runLoad } from '@stormpetrel/testkit/load';
import { ServerProcess } from '@stormpetrel/testkit/process';
import { percentile, printTable } from './support/table.ts';

const segments = Number(process.argv[2] ?? 200_000);
const dataFolder = process.argv[3];
const asksPerKind = 40;
/** A thousand services with a hundred endpoints each. */
const shape: TrafficShape = { services: 1_000, instancesPerService: 2, endpointsPerService: 100 };
const spreadMinutes = Math.max(60, Math.round(segments / 20_000));

const isNew = dataFolder === undefined || !existsSync(join(dataFolder, 'store.db'));
if (dataFolder !== undefined) mkdirSync(dataFolder, { recursive: true });
await using server = await ServerProcess.start(dataFolder === undefined ? {} : { dataFolder });
const madeAtMs = Date.now();
if (isNew) {
  await runLoad({
    grpc: server.addresses.grpc,
    segments,
    perStream: 500,
    rate: 0,
    shape,
    templates: shape.services * shape.endpointsPerService,
    spreadMinutes,
  });
  await sleep(Math.min(120_000, 15_000 + segments / 100));
}
const lastMs = isNew ? madeAtMs : await lastTraceMs();

const rows: Record<string, string | number>[] = [];
for (const [what, ask] of Object.entries(questions())) {
  const tookMs: number[] = [];
  let found = 0;
  for (let i = 0; i < asksPerKind; i++) {
    const startMs = performance.now();
    found += await ask(i);
    tookMs.push(performance.now() - startMs);
  }
  tookMs.sort((a, b) => a - b);
  rows.push({
    what,
    'found, mean': found / asksPerKind,
    'p50 ms': percentile(tookMs, 50),
    'p95 ms': percentile(tookMs, 95),
    'max ms': tookMs.at(-1) ?? 0,
  });
}
printTable(`Questions over ${segments} segments of 1,000 services and 100,000 endpoints`, rows);

function questions(): Record<string, (turn: number) => Promise<number>> {
  const service = (turn: number): string => {
    const i = (turn * 37) % shape.services;
    return `group-${i % 5}::service-${String(i).padStart(4, '0')}`;
  };
  const id = (name: string): string => `${Buffer.from(name).toString('base64')}.1`;
  const endpoint = (turn: number): string => {
    const path = `GET:/api/v1/resource-${turn % shape.endpointsPerService}/items`;
    return `${id(service(turn))}_${Buffer.from(path).toString('base64')}`;
  };
  let traceIds: string[] = [];
  return {
    'newest traces of a service': (turn) => list({ serviceId: id(service(turn)) }),
    'newest traces of an endpoint': (turn) =>
      list({ serviceId: id(service(turn)), endpointId: endpoint(turn) }),
    'slowest traces of a service': (turn) =>
      list({ serviceId: id(service(turn)), queryOrder: 'BY_DURATION' }),
    'slowest traces of all': () => list({ queryOrder: 'BY_DURATION' }),
    'traces of 300–310 ms': (turn) =>
      list({ minTraceDuration: 300 + turn, maxTraceDuration: 310 + turn }),
    'failed traces of a service': (turn) =>
      list({ serviceId: id(service(turn)), traceState: 'ERROR' }),
    'traces with http.status_code=500': () =>
      list({ tags: [{ key: 'http.status_code', value: '500' }] }),
    'a trace by its id': async (turn) => {
      if (traceIds.length === 0) traceIds = await someTraceIds();
      const data = await server.query<{ t: { spans: unknown[] } }>(
        'query($t: ID!) { t: queryTrace(traceId: $t) { spans { spanId } } }',
        {
          t: traceIds[turn % traceIds.length],
        },
      );
      return data.t.spans.length;
    },
    'a dashboard: 12 expressions × 60 points': (turn) => dashboard(service(turn)),
    'top 20 of all endpoints, 60 minutes': async () => {
      const data = await server.query<{ r: { results: { values: unknown[] }[] } }>(
        'query($d: Duration!) { r: execExpression(expression: "top_n(endpoint_cpm, 20, des)", entity: {}, duration: $d) { results { values { id } } } }',
        { d: duration(60) },
      );
      return data.r.results[0]?.values.length ?? 0;
    },
  };
}

async function list(condition: object): Promise<number> {
  const data = await server.query<{ r: { traces: unknown[] } }>(
    'query($c: TraceQueryCondition) { r: queryBasicTraces(condition: $c) { traces { segmentId } } }',
    {
      c: {
        queryDuration: duration(spreadMinutes),
        traceState: 'ALL',
        queryOrder: 'BY_START_TIME',
        paging: { pageNum: 1, pageSize: 20 },
        ...condition,
      },
    },
  );
  return data.r.traces.length;
}

async function someTraceIds(): Promise<string[]> {
  const data = await server.query<{ r: { traces: { traceIds: string[] }[] } }>(
    'query($c: TraceQueryCondition) { r: queryBasicTraces(condition: $c) { traces { traceIds } } }',
    {
      c: {
        queryDuration: duration(spreadMinutes),
        traceState: 'ALL',
        queryOrder: 'BY_DURATION',
        paging: { pageNum: 1, pageSize: asksPerKind },
      },
    },
  );
  return data.r.traces.flatMap((trace) => trace.traceIds);
}

async function dashboard(service: string): Promise<number> {
  const metrics = ['cpm', 'resp_time', 'sla', 'apdex', 'percentile'].map(
    (name) => `service_${name}`,
  );
  const more = [
    'avg(service_cpm)',
    'service_resp_time / 1000',
    'max(service_resp_time)',
    'service_sla / 100',
  ];
  const relations = ['service_cpm * 2', 'sum(service_cpm)', 'latest(service_apdex)'];
  const fields = [...metrics, ...more, ...relations].map(
    (expression, i) =>
      `e${i}: execExpression(expression: "${expression}", entity: {serviceName: "${service}", normal: true}, duration: $d) { type error results { metric { labels { key value } } values { id value } } }`,
  );
  const data = await server.query<
    Record<string, { results: { values: { value: string | null }[] }[] }>
  >(`query($d: Duration!) { ${fields.join(' ')} }`, { d: duration(60) });
  return Object.values(data)
    .flatMap(({ results }) => results.flatMap(({ values }) => values))
    .filter(({ value }) => value !== null).length;
}

/** The last so many minutes of the data. */
function duration(minutes: number): object {
  const text = (timeMs: number): string => {
    const iso = new Date(timeMs).toISOString();
    return `${iso.slice(0, 10)} ${iso.slice(11, 13)}${iso.slice(14, 16)}`;
  };
  // More points than an answer may have are asked for by the hour.
  if (minutes <= 490)
    return { start: text(lastMs - (minutes - 1) * 60_000), end: text(lastMs), step: 'MINUTE' };
  const hour = (timeMs: number): string => text(timeMs).slice(0, 13);
  return { start: hour(lastMs - minutes * 60_000), end: hour(lastMs), step: 'HOUR' };
}

async function lastTraceMs(): Promise<number> {
  const now = new Date();
  const day = (daysAgo: number): string =>
    new Date(now.getTime() - daysAgo * 86_400_000).toISOString().slice(0, 10);
  const data = await server.query<{ r: { traces: { start: string }[] } }>(
    'query($c: TraceQueryCondition) { r: queryBasicTraces(condition: $c) { traces { start } } }',
    {
      c: {
        queryDuration: { start: day(3), end: day(0), step: 'DAY' },
        traceState: 'ALL',
        queryOrder: 'BY_START_TIME',
        paging: { pageNum: 1, pageSize: 1 },
      },
    },
  );
  return Number(data.r.traces[0]?.start ?? now.getTime());
}
