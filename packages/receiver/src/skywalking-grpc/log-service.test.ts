import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import {
  StringInterner,
  SampledLogger,
  Telemetry,
  silentLogger,
  systemClock,
} from '@stormpetrel/base';
import { LogColumns } from '@stormpetrel/model';
import { LogData, logTagsMax } from '@stormpetrel/protocol';
import { type LogSample, encodeLog } from '@stormpetrel/testkit';
import * as fc from 'fast-check';
import { FakeSink } from '../testing/fake-sink.ts';
import { type CallOutcome, GrpcTestClient, framed, outcomeOf } from '../testing/grpc-client.ts';
import { type TestServer, eventually, startTestServer } from '../testing/test-server.ts';
import { LogIntake, LogStream } from './log-intake.ts';

const path = '/skywalking.v3.LogReportService/collect';
const labels = { protocol: 'grpc', data_format: 'protobuf' };
const done = { status: 0, message: '', replies: [Buffer.alloc(0)] };

function shown({ status, message, replies }: CallOutcome): unknown {
  return { status, message, replies };
}

async function withStream(
  use: (
    send: (...messages: readonly Uint8Array[]) => Promise<unknown>,
    server: TestServer,
  ) => Promise<void>,
): Promise<void> {
  await using server = await startTestServer();
  const client = await GrpcTestClient.open(server.port);
  const send = async (...messages: readonly Uint8Array[]): Promise<unknown> =>
    shown(await client.call(path, framed(...messages)));
  await use(send, server);
  await client.close();
}

const log = (service: string, text: string, more: LogSample = {}): Uint8Array =>
  encodeLog({ service, text, ...more });

test('hands logs on, and answers when the stream ends', () =>
  withStream(async (send, server) => {
    assert.deepEqual(await send(log('orders', 'a'), log('orders', 'b')), done);
    assert.deepEqual(await send(), done);
    assert.deepEqual(server.sink.logTexts, ['orders: a', 'orders: b']);
    assert.equal(server.metric('log_in_latency', labels), 2);
    assert.equal(server.metric('log_analysis_error_count', labels), 0);
  }));

test('a log that names no service is of the one that its stream named first', () =>
  withStream(async (send, server) => {
    await send(log('orders', 'a'), log('', 'b'), log('cart', 'c'), log('', 'd'));
    await send(log('', 'another stream'));
    assert.deepEqual(server.sink.logTexts, ['orders: a', 'orders: b', 'cart: c', 'orders: d']);
    assert.equal(server.metric('log_analysis_error_count', labels), 1);
  }));

test('remembers the service of a stream when the names start anew', () => {
  const names = new StringInterner({ namesMax: 100, bytesMax: 10_000 });
  const logs = new LogColumns(names);
  const sink = Object.assign(new FakeSink(), { logs, logsAppended: () => undefined });
  const sampled = new SampledLogger(silentLogger, systemClock, 1);
  const own = { sink, clock: systemClock, telemetry: new Telemetry(), log: sampled };
  const stream = new LogStream(new LogIntake(own, 'grpc'));
  const take = (bytes: Uint8Array): void => stream.message(bytes, 0, bytes.length);
  take(log('orders', 'a'));
  take(log('', 'b'));
  logs.clear();
  names.reset();
  names.intern('another');
  take(log('', 'c'));
  take(log('', 'd'));
  assert.deepEqual(
    [...logs.service.subarray(0, logs.logCount)].map((id) => names.text(id)),
    ['orders', 'orders'],
  );
});

test('a log that is not sound costs itself only, and the client is not told', () =>
  withStream(async (send, server) => {
    const tags = Array.from({ length: logTagsMax + 1 }, () => ({ key: 'k', value: 'v' }));
    const outcome = await send(
      log('orders', 'a'),
      Buffer.of(0x12, 9),
      log('orders', 'too many tags', { tags }),
      log('orders', 'b'),
    );
    assert.deepEqual(outcome, done);
    assert.deepEqual(server.sink.logTexts, ['orders: a', 'orders: b']);
    assert.equal(server.metric('log_analysis_error_count', labels), 2);
    assert.deepEqual(
      server.lines.map(({ message, fields }) => [message, fields['kind']]),
      [['A log was refused: not a sound protobuf message.', 'log-refused']],
    );
  }));

test('logs without a service leave nothing in the batch, however many they are', () => {
  const logs = new LogColumns(new StringInterner({ namesMax: 100, bytesMax: 10_000 }));
  const sink = Object.assign(new FakeSink(), { logs });
  const sampled = new SampledLogger(silentLogger, systemClock, 1_000);
  const intake = new LogIntake(
    { sink, clock: systemClock, telemetry: new Telemetry(), log: sampled },
    'grpc',
  );
  const bytes = log('', 'x'.repeat(1_000), { tags: { level: 'INFO' } });
  for (let i = 0; i < 1_000; i++) intake.message(bytes, 0, bytes.length);
  intake.flush();
  assert.deepEqual([logs.logCount, logs.tagCount, logs.arenaLength], [0, 0, 0]);
});

test('keeps what came whole of a stream that breaks off', async () => {
  await using server = await startTestServer();
  const client = await GrpcTestClient.open(server.port);
  const stream = client.start(path);
  const bytes = framed(log('orders', 'a'), log('orders', 'b'));
  stream.write(bytes.subarray(0, bytes.length - 1));
  await eventually(() => server.sink.logTexts.length === 1, 'the first log');
  const closed = once(stream, 'close');
  stream.close(8);
  await closed;
  await client.close();
  assert.deepEqual(server.sink.logTexts, ['orders: a']);
});

test('refuses new streams while the store is behind', async () => {
  await using server = await startTestServer();
  const client = await GrpcTestClient.open(server.port);
  server.sink.overloaded = true;
  const { status } = await outcomeOf(client.start(path));
  assert.equal(status, 8);
  await client.close();
});

test('takes or refuses logs of any bytes, whole or cut', () =>
  withStream(async (send, server) => {
    const sample = LogData.encode(
      LogData.fromPartial({
        service: 's',
        body: { json: { json: '{}' } },
        tags: { data: [{ key: 'k' }] },
      }),
    ).finish();
    const cuts = Array.from({ length: sample.length }, (_, i) => sample.slice(0, i));
    const random = fc.sample(fc.uint8Array({ maxLength: 40 }), 200);
    assert.deepEqual(await send(...cuts, ...random, log('orders', 'last')), done);
    assert.equal(server.sink.logTexts.at(-1), 'orders: last');
  }));
