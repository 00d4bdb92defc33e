/** The HTTP API of logs over a store in memory, and how tests ask it. */
import assert from 'node:assert/strict';
import { recordSchemas } from '@stormpetrel/model';
import { type StoreReader, rowWriter } from '@stormpetrel/storage/api';
import { openMemoryStore } from '@stormpetrel/storage/memory';
import { FakeClock } from '@stormpetrel/testkit';
import { decodeLogTags } from '../read/log/decode-log-tags.ts';
import { type LogApi, createLogApi } from '../read/log/log-api.ts';
import type { LogRow } from '../read/log/log-line.ts';
import { baseMs, settings } from './ask.ts';
import { type LogSample, writeLogs } from './log-seed.ts';

export const signal = new AbortController().signal;
export const nowMs = baseMs + 3_600_000;

export interface World {
  readonly api: LogApi;
  readonly clock: FakeClock;
  readonly write: (samples: readonly LogSample[]) => Promise<void>;
}

export async function world(
  samples: readonly LogSample[] = [],
  over: (reader: StoreReader, clock: FakeClock) => StoreReader = (reader) => reader,
): Promise<World> {
  const clock = new FakeClock(nowMs);
  const options = { schema: { tables: [], records: recordSchemas }, retention: settings.retention };
  const { reader, writer } = openMemoryStore({ ...options, clock });
  const rows = rowWriter(writer);
  const api = createLogApi({
    reader: over(reader, clock),
    clock,
    settings,
    decodeTags: decodeLogTags,
    onError: (error) => assert.fail(String(error)),
  });
  const write = (more: readonly LogSample[]): Promise<void> => writeLogs(rows, more);
  await write(samples);
  return { api, clock, write };
}

export const ask = (text: string): URLSearchParams => new URLSearchParams(text);

export async function contents(api: LogApi, question: string): Promise<readonly string[]> {
  const { rows } = await api.search(ask(question), signal);
  return rows.map(({ content }) => content);
}

/** Asks page after page, `between` each. */
export async function pages(
  api: LogApi,
  question: string,
  between: () => Promise<void> = () => Promise.resolve(),
): Promise<readonly LogRow[]> {
  const rows: LogRow[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page = await api.search(ask(`${question}&cursor=${cursor}`), signal);
    rows.push(...page.rows);
    ({ cursor } = page);
    await between();
  }
  return rows;
}

/** Five lines of three services, each of another level. */
export const samples: readonly LogSample[] = [
  {
    timeMs: nowMs - 5_000,
    content: 'Paid 1',
    instance: 'w-1',
    endpoint: '/pay',
    traceId: 't1',
    segmentId: 's1',
    spanId: 2,
    tags: { level: 'info', thread: 'main' },
  },
  { timeMs: nowMs - 4_000, content: 'paid 2', instance: 'w-2', tags: { level: 'WARNING' } },
  { timeMs: nowMs - 3_000, content: 'refused 3', service: 'stock', tags: { level: 'ERR' } },
  { timeMs: nowMs - 2_000, content: 'refused 4', service: 'cart', tags: { level: 'Notice' } },
  { timeMs: nowMs - 1_000, content: 'plain 5', service: 'cart', traceId: 't1' },
];

/** The memory store's reader, with methods that can be replaced. */
export function slowReader(reader: StoreReader): StoreReader {
  return {
    readMetrics: (query) => reader.readMetrics(query),
    readRecords: (query) => reader.readRecords(query),
    countRecords: (query) => reader.countRecords(query),
    readMetadata: (query) => reader.readMetadata(query),
    close: () => reader.close(),
  };
}
