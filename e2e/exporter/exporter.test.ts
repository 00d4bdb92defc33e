import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { Consumer } from '@platformatic/kafka';
import { minuteMs, serviceId } from '@stormpetrel/model';
import { ExportEventType, LogData, SegmentObject } from '@stormpetrel/protocol';
import { SegmentBuilder, encodeLog, encodeSegment } from '@stormpetrel/testkit';
import { ServerProcess, eventually } from '@stormpetrel/testkit/process';
import { GrpcClient, collectPath, framed } from '../support/grpc-client.ts';
import { KafkaBroker } from './kafka-broker.ts';
import { MetricSink } from './metric-sink.ts';

const startMs = Math.floor(Date.now() / minuteMs) * minuteMs - 3 * minuteMs;

/** Four calls of one minute: 10, 20, 30 and 40 ms, the last one failed. */
const segments = [10, 20, 30, 40].map((durationMs, i) =>
  encodeSegment(
    new SegmentBuilder('shop', 'shop-1', startMs + i * 1000)
      .ids(`trace-${i}`, `segment-${i}`)
      .entry('GET:/cart', { durationMs, isError: durationMs === 40 })
      .build(),
  ),
);

const logsPath = '/skywalking.v3.LogReportService/collect';

async function send(server: ServerProcess, ...messages: readonly Uint8Array[]): Promise<void> {
  await sendTo(server, collectPath, messages);
}

async function sendTo(
  server: ServerProcess,
  path: string,
  messages: readonly Uint8Array[],
): Promise<void> {
  const client = await GrpcClient.open(server.addresses.grpc);
  const { status } = await client.call(framed(...messages), path);
  assert.equal(status, 0);
  client.session.destroy();
}

test('pushes increments and totals of the metrics that are subscribed to', async () => {
  await using sink = await MetricSink.start([
    { metricName: 'service_cpm', total: false },
    { metricName: 'service_cpm', total: true },
    { metricName: 'service_resp_time', total: true },
    { metricName: 'service_percentile', total: true },
    { metricName: 'no_such_metric', total: true },
  ]);
  await using server = await ServerProcess.start({
    env: {
      SW_EXPORTER_ENABLE_GRPC_METRICS: 'true',
      SW_EXPORTER_GRPC_PORT: String(sink.port),
      SW_CORE_PERSISTENT_PERIOD: '1',
    },
  });
  await send(server, ...segments.slice(0, 2));
  await eventually(20_000, async () => assert.ok(sink.values.length > 0));
  await send(server, ...segments.slice(2));
  const values = (name: string, eventType: ExportEventType): readonly number[] =>
    sink.values
      .filter((value) => value.metricName === name && value.eventType === eventType)
      .map((value) => value.metricValues[0]?.longValue ?? NaN);
  await eventually(20_000, async () => {
    assert.equal(
      values('service_cpm', ExportEventType.INCREMENT).reduce((a, b) => a + b, 0),
      4,
    );
    assert.equal(values('service_cpm', ExportEventType.TOTAL).at(-1), 4);
    assert.equal(values('service_resp_time', ExportEventType.TOTAL).at(-1), 25);
  });
  assert.deepEqual(
    new Set(sink.values.map((value) => value.metricName)),
    new Set(['service_cpm', 'service_resp_time', 'service_percentile']),
  );
  const percentile = sink.values.findLast((value) => value.metricName === 'service_percentile');
  const minute = new Date(startMs).toISOString().slice(0, 16).replaceAll(/\D/g, '');
  assert.deepEqual(percentile, {
    metricName: 'service_percentile',
    entityName: 'shop',
    entityId: serviceId('shop', true),
    timeBucket: Number(minute),
    eventType: ExportEventType.TOTAL,
    metricValues: [20, 30, 40, 40, 40].map((longValue, i) => ({
      labels: [{ key: 'p', value: ['50', '75', '90', '95', '99'][i] }],
      longValue,
    })),
  });
});

test('goes on taking data while nobody takes the export', async () => {
  await using server = await ServerProcess.start({
    env: {
      SW_EXPORTER_ENABLE_GRPC_METRICS: 'true',
      SW_EXPORTER_GRPC_PORT: '9',
      SW_EXPORTER_ENABLE_KAFKA_TRACE: 'true',
      SW_EXPORTER_ENABLE_KAFKA_LOG: 'true',
      SW_EXPORTER_KAFKA_SERVERS: '127.0.0.1:9',
      SW_CORE_PERSISTENT_PERIOD: '1',
    },
  });
  await send(server, ...segments);
  await sendTo(server, logsPath, [encodeLog({ service: 'shop', text: 'paid' })]);
  await eventually(20_000, async () => {
    const metrics = await server.metrics();
    assert.match(metrics, /^kafka_exporter_log_error_count\{protocol="kafka"\} 1$/m);
    assert.match(metrics, /^grpc_exporter_metric_error_count [1-9]/m);
    assert.match(metrics, /^kafka_exporter_trace_error_count\{protocol="kafka"\} 4$/m);
    const { services } = await server.query<{ services: readonly { name: string }[] }>(
      '{ services: listServices(layer: "GENERAL") { name } }',
    );
    assert.deepEqual(services, [{ name: 'shop' }]);
  });
});

test('sends segments to a broker, byte by byte as they came', { skip: noJava() }, async () => {
  await using broker = await KafkaBroker.start();
  const env = {
    SW_EXPORTER_ENABLE_KAFKA_TRACE: 'true',
    SW_EXPORTER_KAFKA_SERVERS: broker.address,
    SW_EXPORTER_KAFKA_PRODUCER_CONFIG: '{"compression.type": "gzip", "linger.ms": 5}',
  };
  const sendSegments = (server: ServerProcess): Promise<void> => send(server, ...segments);
  const all = await exported(broker, env, 'skywalking-export-trace', 4, sendSegments);
  assert.deepEqual(
    all,
    segments.map((bytes, i) => ({ key: `segment-${i}`, value: Buffer.from(bytes) })),
  );
  assert.equal(SegmentObject.decode(all[0]?.value ?? Buffer.alloc(0)).service, 'shop');
  const topic = 'only-errors';
  const errorsOnly = { SW_EXPORTER_KAFKA_TRACE_FILTER_ERROR: 'true' };
  const failed = await exported(
    broker,
    { ...env, ...errorsOnly, SW_EXPORTER_KAFKA_TOPIC_TRACE: topic },
    topic,
    1,
    sendSegments,
  );
  assert.deepEqual(
    failed.map(({ key }) => key),
    ['segment-3'],
  );
});

test('sends logs to a broker, with all that was stored of them', { skip: noJava() }, async () => {
  await using broker = await KafkaBroker.start();
  const env = {
    SW_EXPORTER_ENABLE_KAFKA_TRACE: 'true',
    SW_EXPORTER_ENABLE_KAFKA_LOG: 'true',
    SW_EXPORTER_KAFKA_SERVERS: broker.address,
  };
  const tags = [
    { key: 'level', value: 'INFO' },
    { key: 'logger', value: 'Cart' },
  ];
  const whole = {
    timestamp: startMs,
    service: 'shop',
    serviceInstance: 'shop-1',
    endpoint: 'GET:/cart',
    traceId: 'trace-0',
    traceSegmentId: 'segment-0',
    spanId: 1,
    tags,
  };
  const sent = [
    { ...whole, text: 'cart ÄÖÜ was opened' },
    { ...whole, timestamp: startMs + 1, json: '{"a": 1}' },
    { timestamp: startMs + 2, service: 'shop', yaml: 'a: 1', layer: 'MESH' },
  ];
  const messages = await exported(broker, env, 'skywalking-export-log', 3, (server) =>
    sendTo(server, logsPath, sent.map(encodeLog)),
  );
  assert.equal(new Set(messages.map(({ key }) => key)).size, 3);
  for (const { key } of messages) assert.match(key, /^[0-9a-f]{32}$/);
  const names = { service: 'shop', serviceInstance: 'shop-1', endpoint: 'GET:/cart' };
  const traceContext = { traceId: 'trace-0', traceSegmentId: 'segment-0', spanId: 1 };
  const context = { ...names, traceContext, tags: { data: tags } };
  assert.deepEqual(
    messages
      .map(({ value }) => LogData.decode(value))
      .toSorted((a, b) => a.timestamp - b.timestamp),
    [
      {
        ...context,
        timestamp: startMs,
        body: { type: 'TEXT', text: { text: 'cart ÄÖÜ was opened' } },
      },
      { ...context, timestamp: startMs + 1, body: { type: 'JSON', json: { json: '{"a": 1}' } } },
      {
        timestamp: startMs + 2,
        service: 'shop',
        body: { type: 'YAML', yaml: { yaml: 'a: 1' } },
        traceContext: {},
      },
    ].map((log) => LogData.decode(LogData.encode(LogData.fromPartial(log)).finish())),
  );
});

interface Message {
  readonly key: string;
  readonly value: Buffer;
}

/** Lets something be sent to a server of that configuration, and reads the topic, in order of keys, until it has them. */
async function exported(
  broker: KafkaBroker,
  env: Readonly<Record<string, string>>,
  topic: string,
  count: number,
  sendAll: (server: ServerProcess) => Promise<void>,
): Promise<readonly Message[]> {
  await using server = await ServerProcess.start({ env });
  await sendAll(server);
  const kind = topic.endsWith('log') ? 'log' : 'trace';
  await eventually(30_000, async () => {
    const exportedCount = `kafka_exporter_${kind}_success_count{protocol="kafka"} ${count}\n`;
    assert.ok((await server.metrics()).includes(exportedCount));
  });
  const consumer = new Consumer({
    groupId: `reads-${topic}`,
    clientId: 'test',
    bootstrapBrokers: [broker.address],
  });
  const messages: Message[] = [];
  const stream = await consumer.consume({ topics: [topic], mode: 'earliest', autocommit: false });
  for await (const { key, value } of stream) {
    messages.push({ key: key.toString(), value });
    if (messages.length >= count) break;
  }
  await consumer.close(true);
  return messages.toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

/** A reason to leave the broker out, or false. */
function noJava(): string | false {
  const missing = ['java', 'mvn'].filter(
    (program) => spawnSync(program, ['-version'], { stdio: 'ignore' }).status !== 0,
  );
  return missing.length > 0 && `${missing.join(' and ')} not found`;
}
