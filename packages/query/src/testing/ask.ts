/** An endpoint over a seeded store, and a way to ask it. */
import { type Logger, Telemetry, silentLogger } from '@stormpetrel/base';
import { metricDefinitions, metricTables } from '@stormpetrel/language/oal/rules';
import { recordSchemas, topStatementRecords, topologyTables } from '@stormpetrel/model';
import { type RowWriter, type StoreReader, rowWriter } from '@stormpetrel/storage/api';
import { openMemoryStore } from '@stormpetrel/storage/memory';
import { FakeClock } from '@stormpetrel/testkit';
import { type GraphqlEndpoint, MetricCatalog, createGraphqlEndpoint } from '../index.ts';
import type { QuerySettings } from '../graphql/query-context.ts';
import type { Seed } from './seed.ts';

/** 2026-01-31 10:00 in the process's zone: whole minutes of a day that has an hour of each kind. */
export const baseMs = new Date(2026, 0, 31, 10, 0).getTime();

export const coreCatalog = new MetricCatalog({
  tables: metricTables.values(),
  definitions: metricDefinitions.values(),
  records: topStatementRecords,
});

export const settings = {
  retention: {
    recordDays: 3,
    traceDays: 4,
    metadataDays: 15,
    minuteDays: 7,
    hourDays: 16,
    dayDays: 17,
  },
  searchableTraceTags: ['http.method', 'http.status_code', 'db.type'],
  searchableAlarmTags: ['level'],
  searchableLogTags: ['level', 'http.status_code'],
};

/** For stores that are only read. */
const noWriter: RowWriter = {
  writeRows: () => Promise.reject(new Error('this store is only read')),
};

/** A store's reader that counts how often it is asked for metrics. */
export interface SeededStore extends StoreReader {
  /** Stores what a mutation makes. */
  readonly rows: RowWriter;
  readonly reads: { metrics: number };
}

export async function seededStore(seed: Seed): Promise<SeededStore> {
  const tables = [...metricTables.values(), ...Object.values(topologyTables)];
  const { reader, writer } = openMemoryStore({
    schema: { tables, records: recordSchemas },
    retention: settings.retention,
    clock: new FakeClock(baseMs + 3_600_000),
  });
  await writer.write(seed.batch());
  const reads = { metrics: 0 };
  return {
    reads,
    rows: rowWriter(writer),
    readMetrics(query) {
      reads.metrics++;
      return reader.readMetrics(query);
    },
    readRecords: (query) => reader.readRecords(query),
    countRecords: (query) => reader.countRecords(query),
    readMetadata: (query) => reader.readMetadata(query),
    close: () => reader.close(),
  };
}

export function endpointOver(
  reader: StoreReader & { readonly rows?: RowWriter },
  telemetry = new Telemetry(),
  changes: Partial<QuerySettings> = {},
  parts: { readonly answerLengthMax?: number; readonly logger?: Logger } = {},
): GraphqlEndpoint {
  return createGraphqlEndpoint({
    reader,
    rows: reader.rows ?? noWriter,
    clock: new FakeClock(baseMs + 3_600_000),
    catalog: coreCatalog,
    settings: { ...settings, ...changes },
    version: '1.2.3',
    logger: silentLogger,
    telemetry,
    ...parts,
  });
}

export interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: object }[];
}

/** Asks and gives the whole answer back, whatever its status. */
export async function ask(
  endpoint: GraphqlEndpoint,
  query: string,
  variables?: Readonly<Record<string, unknown>>,
): Promise<Answer> {
  const response = await endpoint.handle({
    method: 'POST',
    url: '/graphql',
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ query, variables })),
  });
  return JSON.parse(String(response.body)) as Answer;
}

/** The data under the alias `r`; fails the test where there are errors. */
export async function read(
  endpoint: GraphqlEndpoint,
  query: string,
  variables?: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const { data, errors } = await ask(endpoint, query, variables);
  if (errors !== undefined) throw new Error(errors.map(({ message }) => message).join('; '));
  return data?.['r'];
}

const two = (value: number): string => String(value).padStart(2, '0');

/** A duration by minutes after the base. */
export function minutes(from: number, to: number): object {
  const format = (minute: number): string => {
    const date = new Date(baseMs + minute * 60_000);
    const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
    return `${day} ${two(date.getHours())}${two(date.getMinutes())}`;
  };
  return { start: format(from), end: format(to), step: 'MINUTE' };
}
