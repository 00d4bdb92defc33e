import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Telemetry, silentLogger } from '@stormpetrel/base';
import { createIngestPipeline, defaultAnalyzerSettings } from '@stormpetrel/pipeline';
import { LogData, decodeLog } from '@stormpetrel/protocol';
import { FakeClock, encodeLog } from '@stormpetrel/testkit';
import { segmentBatch } from '../testing/sample-batch.ts';
import { exportingWriter } from '../batch-exporter.ts';
import type { QueuedMessage } from './message-queue.ts';
import { createKafkaLogExporter } from './kafka-log-exporter.ts';

const nowMs = Date.UTC(2026, 0, 20, 12);

/** A pipeline whose logs go to a broker that keeps them; gives back what the broker got, and the counters. */
async function exported(
  logs: readonly Uint8Array[],
  queueLengthMax = 100,
): Promise<{ readonly messages: readonly QueuedMessage[]; readonly counts: readonly number[] }> {
  const messages: QueuedMessage[] = [];
  const topics = new Set<string>();
  const telemetry = new Telemetry();
  const common = { clock: new FakeClock(nowMs), logger: silentLogger, telemetry };
  let keys = 0;
  const exporter = createKafkaLogExporter({
    ...common,
    bootstrapServers: 'a:1',
    topic: 'logs',
    producerConfig: '',
    queueLengthMax,
    createKey: () => `key-${keys++}`,
    connect: async () => ({
      send: async (topic, sent) => {
        topics.add(topic);
        messages.push(...sent);
      },
      close: async () => {},
    }),
  });
  const store = { write: async () => {}, close: async () => {} };
  const pipeline = createIngestPipeline({
    ...common,
    writer: exportingWriter(store, [exporter]),
    settings: defaultAnalyzerSettings,
    dispatchers: {},
    flushIntervalMs: 1_000_000,
  });
  for (const bytes of logs) {
    decodeLog(bytes, 0, bytes.length, pipeline.logs);
    pipeline.logsAppended(1);
  }
  await pipeline.close();
  await exporter.close();
  assert.deepEqual([...topics], ['logs']);
  const counts = ['success', 'error', 'dropped'].map(
    (name) =>
      telemetry.samples().find((each) => each.name === `kafka_exporter_log_${name}_count`)?.value ??
      NaN,
  );
  return { messages, counts };
}

test('sends logs as LogData, each under a key of its own', async () => {
  const tags = [
    { key: 'level', value: 'INFO' },
    { key: 'logger', value: 'Cart' },
  ];
  const { messages, counts } = await exported([
    encodeLog({
      timestamp: nowMs - 1_000,
      service: 'shop::cart',
      serviceInstance: 'cart-1',
      endpoint: 'GET:/cart',
      json: '{"a":1}',
      traceId: 't',
      traceSegmentId: 's',
      spanId: 2,
      tags,
      layer: 'MESH',
    }),
    encodeLog({ service: 'shop::cart' }),
  ]);
  assert.deepEqual(
    messages.map(({ key, value }) => [Buffer.from(key).toString(), LogData.decode(value)]),
    [
      [
        'key-0',
        LogData.fromPartial({
          timestamp: nowMs - 1_000,
          service: 'shop::cart',
          serviceInstance: 'cart-1',
          endpoint: 'GET:/cart',
          body: { type: 'JSON', json: { json: '{"a":1}' } },
          traceContext: { traceId: 't', traceSegmentId: 's', spanId: 2 },
          tags: { data: tags },
        }),
      ],
      [
        'key-1',
        LogData.fromPartial({
          timestamp: nowMs,
          service: 'shop::cart',
          body: { type: 'NONE' },
          traceContext: {},
        }),
      ],
    ],
  );
  assert.deepEqual(counts, [2, 0, 0]);
});

test('drops logs that find no room, and counts them', async () => {
  const one = encodeLog({ service: 'cart', text: 'a' });
  const { messages, counts } = await exported([one, one, one], 2);
  assert.equal(messages.length, 2);
  assert.deepEqual(counts, [2, 1, 1]);
});

test('takes nothing but logs', async () => {
  const topics: string[] = [];
  const exporter = createKafkaLogExporter({
    bootstrapServers: 'a:1',
    topic: 'logs',
    producerConfig: '',
    queueLengthMax: 1,
    createKey: () => 'key',
    clock: new FakeClock(0),
    logger: silentLogger,
    telemetry: new Telemetry(),
    connect: async () => ({
      send: async (topic) => void topics.push(topic),
      close: async () => {},
    }),
  });
  exporter.take(segmentBatch([{ id: 's1', body: 'one' }]).batch);
  await exporter.close();
  assert.deepEqual(topics, []);
});
