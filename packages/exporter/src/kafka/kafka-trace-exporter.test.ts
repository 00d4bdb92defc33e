import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Telemetry } from '@stormpetrel/base';
import { FakeClock } from '@stormpetrel/testkit';
import { exportingWriter } from '../batch-exporter.ts';
import { segmentBatch } from '../testing/sample-batch.ts';
import { type KafkaTraceOptions, createKafkaTraceExporter } from './kafka-trace-exporter.ts';
import { MessageQueue } from './message-queue.ts';
import { segmentMessages } from './segment-messages.ts';

/** A broker that takes requests when it is told to, or refuses them. */
class FakeBroker {
  readonly taken: string[][] = [];
  readonly lines: string[] = [];
  readonly telemetry = new Telemetry();
  closed = false;
  gate: Promise<void> = Promise.resolve();
  refuses = false;

  exporter(options: Partial<KafkaTraceOptions> = {}): ReturnType<typeof createKafkaTraceExporter> {
    return createKafkaTraceExporter({
      bootstrapServers: 'a:1, b:2',
      topic: 'traces',
      producerConfig: '',
      errorsOnly: false,
      queueLengthMax: 10,
      clock: new FakeClock(0),
      logger: { log: (_level, message) => void this.lines.push(message) },
      telemetry: this.telemetry,
      connect: async (servers) => {
        assert.deepEqual(servers, ['a:1', 'b:2']);
        return {
          send: async (topic, messages) => {
            await this.gate;
            if (this.refuses) throw new Error('not now');
            const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
            this.taken.push(
              messages.map(({ key, value }) => `${topic} ${text(key)} ${text(value)}`),
            );
          },
          close: async () => void (this.closed = true),
        };
      },
      ...options,
    });
  }

  count(name: string): number | undefined {
    return this.telemetry.samples().find((sample) => sample.name === name)?.value;
  }
}

const one = segmentBatch([{ id: 's1', body: 'one' }]).batch;

test('sends what the store has taken, once it has it', async () => {
  const broker = new FakeBroker();
  const exporter = broker.exporter();
  const stored: string[] = [];
  const writer = exportingWriter(
    {
      write: async () => void stored.push('stored'),
      close: () => Promise.resolve(),
    },
    [exporter],
  );
  const { batch, reuse } = segmentBatch([
    { id: 's1', body: 'one' },
    { id: 's2', body: 'two', isError: true },
  ]);
  await writer.write(batch);
  reuse();
  await exporter.close();
  assert.deepEqual(stored, ['stored']);
  assert.deepEqual(broker.taken, [['traces s1 one', 'traces s2 two']]);
  assert.equal(broker.count('kafka_exporter_trace_success_count'), 2);
  assert.equal(broker.closed, true);
});

test('does not export what the store refused', async () => {
  const broker = new FakeBroker();
  const exporter = broker.exporter();
  const refusing = {
    write: () => Promise.reject(new Error('full')),
    close: () => Promise.resolve(),
  };
  await assert.rejects(exportingWriter(refusing, [exporter]).write(one), /full/);
  await exporter.close();
  assert.deepEqual(broker.taken, []);
});

test('sends only segments with an error when told so', async () => {
  const broker = new FakeBroker();
  const exporter = broker.exporter({ errorsOnly: true });
  exporter.take(
    segmentBatch([
      { id: 's1', body: 'one' },
      { id: 's2', body: 'two', isError: true },
    ]).batch,
  );
  await exporter.close();
  assert.deepEqual(broker.taken, [['traces s2 two']]);
});

test('drops what finds no room while the broker is slow, and goes on', async () => {
  const broker = new FakeBroker();
  const { promise, resolve } = Promise.withResolvers<void>();
  broker.gate = promise;
  const exporter = broker.exporter({ queueLengthMax: 2 });
  for (let i = 0; i < 5; i++) exporter.take(one);
  resolve();
  await exporter.close();
  assert.deepEqual(
    broker.taken.map((request) => request.length),
    [1, 2],
  );
  assert.equal(broker.count('kafka_exporter_trace_dropped_count'), 2);
  assert.equal(broker.count('kafka_exporter_trace_error_count'), 2);
  assert.deepEqual(broker.lines, ['the broker is behind: segments were not exported']);
});

test('counts what the broker refuses, and sends what comes later', async () => {
  const broker = new FakeBroker();
  broker.refuses = true;
  const exporter = broker.exporter();
  exporter.take(one);
  await new Promise(setImmediate);
  broker.refuses = false;
  exporter.take(one);
  await exporter.close();
  assert.deepEqual(broker.taken, [['traces s1 one']]);
  assert.equal(broker.count('kafka_exporter_trace_error_count'), 1);
});

test('a connection that cannot be closed well is let go', async () => {
  const broker = new FakeBroker();
  const exporter = broker.exporter({
    connect: async () => ({
      send: async () => {},
      close: () => Promise.reject(new Error('still busy')),
    }),
  });
  exporter.take(one);
  await exporter.close();
  assert.deepEqual(broker.lines, ['the connection to the broker was not closed well']);
});

test('tells which parts of the producer configuration have no effect', () => {
  const broker = new FakeBroker();
  broker.exporter({ producerConfig: '{"linger.ms": 5}' });
  assert.deepEqual(broker.lines, ['parts of exporter.kafkaProducerConfig have no effect']);
});

test('the queue holds so many messages and bytes, and no more', () => {
  const queue = new MessageQueue({ lengthMax: 100, bytesMax: 10 });
  const source = segmentMessages(false);
  const { records, entities } = segmentBatch([{ id: 'a', body: '12345' }]).batch;
  const take = (): number =>
    records.reduce((dropped, rows) => dropped + source.take(rows, entities, queue), 0);
  assert.deepEqual([take(), take(), take()], [0, 0, 1]);
  assert.equal(queue.shift(100, 1).length, 1, 'one at least');
  assert.equal(take(), 0);
  assert.equal(queue.shift(1, 100).length, 1, 'no more than asked for');
  assert.equal(queue.length, 1);
});
