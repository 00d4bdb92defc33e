import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { test } from 'node:test';
import {
  CLRMetricCollection,
  Commands,
  ConfigurationSyncRequest,
  Event,
  EventSource,
  HealthCheckRequest,
  HealthCheckResponse,
  InstancePingPkg,
  InstanceProperties,
  JVMMetricCollection,
  SegmentCollection,
  SegmentObject,
  methodPaths,
  serviceTable,
} from '@stormpetrel/protocol';
import * as fc from 'fast-check';
import { decodeEvent } from './event-intake.ts';
import { GrpcTestClient, framed, outcomeOf } from '../testing/grpc-client.ts';
import { segmentBytes } from '../testing/sample-bytes.ts';
import { type TestServer, startTestServer } from '../testing/test-server.ts';

async function withClient(
  options: Parameters<typeof startTestServer>[0],
  use: (client: GrpcTestClient, server: TestServer) => Promise<void>,
): Promise<void> {
  await using server = await startTestServer(options);
  const client = await GrpcTestClient.open(server.port);
  await use(client, server);
  await client.close();
}

async function reply(client: GrpcTestClient, path: string, message: Uint8Array): Promise<Buffer> {
  const { status, message: text, replies } = await client.call(path, framed(message));
  assert.deepEqual({ status, text, count: replies.length }, { status: 0, text: '', count: 1 });
  return replies[0] ?? Buffer.alloc(0);
}

async function refusal(
  client: GrpcTestClient,
  path: string,
  message: Uint8Array,
): Promise<readonly [number | undefined, string]> {
  const { status, message: text } = await client.call(path, framed(message));
  return [status, text];
}

test('answers each method of the table, and UNIMPLEMENTED where it is not handled', () =>
  withClient({}, async (client) => {
    for (const service of serviceTable) {
      for (const method of service.methods) {
        for (const path of methodPaths(service, method)) {
          const { status, message } = await client.call(path, Buffer.alloc(0));
          const notTaken = `this server does not take ${path.slice(1)} yet`;
          assert.equal(message === notTaken, !method.handled, path);
          if (!method.handled) assert.equal(status, 12);
        }
      }
    }
  }));

for (const prefix of ['skywalking.v3.', '']) {
  test(`takes segments one by one and in a collection under '${prefix}'`, () =>
    withClient({}, async (client, server) => {
      const service = `/${prefix}TraceSegmentReportService`;
      await reply(client, `${service}/collect`, segmentBytes('a'));
      const segments = ['b', 'c'].map((id) => SegmentObject.decode(segmentBytes(id)));
      const collection = SegmentCollection.encode({ segments }).finish();
      assert.equal((await reply(client, `${service}/collectInSync`, collection)).length, 0);
      assert.deepEqual(server.sink.traceIds, ['a', 'b', 'c']);
      assert.equal(server.metric('trace_in_latency', { protocol: 'grpc' }), 3);
    }));
}

test('takes a collection as a whole or not at all', () =>
  withClient({}, async (client, server) => {
    const path = '/skywalking.v3.TraceSegmentReportService/collectInSync';
    const segments = [SegmentObject.decode(segmentBytes('a'))];
    const bad = Buffer.concat([
      SegmentCollection.encode({ segments }).finish(),
      Buffer.of(0x0a, 9),
    ]);
    assert.deepEqual(await refusal(client, path, bad), [
      13,
      'the segments were refused: not a sound protobuf message',
    ]);
    assert.deepEqual(server.sink.traceIds, []);
    assert.equal(server.metric('trace_analysis_error_count', { protocol: 'grpc' }), 1);
  }));

test('takes an empty collection', () =>
  withClient({}, async (client, server) => {
    await reply(client, '/TraceSegmentReportService/collectInSync', Buffer.alloc(0));
    assert.deepEqual(server.sink.traceIds, []);
  }));

test('hands on the properties of an instance and fills in the layer', () =>
  withClient({}, async (client, server) => {
    const path = '/skywalking.v3.ManagementService/reportInstanceProperties';
    const properties = [
      { key: 'OS Name', value: 'Linux' },
      { key: 'ipv4', value: '10.0.0.1' },
      { key: 'ipv4', value: '10.0.0.2' },
    ];
    const names = { service: 'orders', serviceInstance: 'orders-1' };
    await reply(
      client,
      path,
      InstanceProperties.encode({ ...names, properties, layer: '' }).finish(),
    );
    assert.deepEqual(server.sink.properties, [
      {
        service: 'orders',
        instance: 'orders-1',
        layer: 'GENERAL',
        properties: [
          ['OS Name', 'Linux'],
          ['ipv4', '10.0.0.1'],
          ['ipv4', '10.0.0.2'],
        ],
      },
    ]);
  }));

test('takes signs of life, also by the old name', () =>
  withClient({}, async (client, server) => {
    const ping = { service: 'orders', serviceInstance: 'orders-1', layer: 'FAAS' };
    await reply(client, '/ManagementService/keepAlive', InstancePingPkg.encode(ping).finish());
    assert.deepEqual(server.sink.pings, [
      { service: 'orders', instance: 'orders-1', layer: 'FAAS' },
    ]);
  }));

test('refuses reports without a name', () =>
  withClient({}, async (client, server) => {
    const path = '/skywalking.v3.ManagementService/keepAlive';
    const ping = InstancePingPkg.create({ service: 'orders' });
    assert.deepEqual(await refusal(client, path, Buffer.alloc(0)), [3, 'service is empty']);
    assert.deepEqual(await refusal(client, path, InstancePingPkg.encode(ping).finish()), [
      3,
      'serviceInstance is empty',
    ]);
    assert.deepEqual(server.sink.pings, []);
  }));

test('refuses bytes that are no message, and counts them', () =>
  withClient({}, async (client, server) => {
    const method = 'skywalking.v3.ManagementService/keepAlive';
    assert.deepEqual(await refusal(client, `/${method}`, Buffer.from([0x0a, 9])), [
      13,
      'the message is not sound protobuf',
    ]);
    assert.equal(server.metric('receiver_decode_errors_total', { method }), 1);
    assert.deepEqual(server.kinds(), ['message-refused']);
  }));

test('hands metrics of a JVM on, and rounds numbers over 2^53', () =>
  withClient({}, async (client, server) => {
    const message = JVMMetricCollection.fromPartial({
      service: 'orders',
      serviceInstance: 'orders-1',
      metrics: [
        {
          time: 1_790_000_000_000,
          cpu: { usagePercent: 12.5 },
          memory: [{ isHeap: true, init: 1, max: -1, used: 3, committed: 4 }],
          memoryPool: [{ type: 6, init: 1, max: 2, used: 3, committed: 4 }],
          gc: [{ phase: 2, count: 5, time: 6 }],
          thread: {
            liveCount: 1,
            daemonCount: 2,
            peakCount: 3,
            runnableStateThreadCount: 4,
            blockedStateThreadCount: 5,
            waitingStateThreadCount: 6,
            timedWaitingStateThreadCount: 7,
          },
          clazz: {
            loadedClassCount: 1,
            totalUnloadedClassCount: 2,
            totalLoadedClassCount: 3,
          },
        },
        {},
      ],
    });
    const bytes = JVMMetricCollection.encode(message).finish();
    /** A metric with a heap whose `max` is the largest int64. */
    const largest = [
      0x0a, 12, 0x1a, 10, 0x18, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f,
    ];
    const path = '/skywalking.v3.JVMMetricReportService/collect';
    await reply(client, path, Buffer.concat([bytes, Buffer.from(largest)]));
    const empty = { timeMs: 0, cpuUsagePercent: undefined, memory: [], memoryPools: [], gc: [] };
    const none = { thread: undefined, classes: undefined };
    const heap = { isHeap: false, init: 0, max: 2 ** 63, used: 0, committed: 0 };
    assert.deepEqual(server.sink.jvm, [
      {
        service: 'orders',
        instance: 'orders-1',
        metrics: [
          {
            timeMs: 1_790_000_000_000,
            cpuUsagePercent: 12.5,
            memory: [{ isHeap: true, init: 1, max: -1, used: 3, committed: 4 }],
            memoryPools: [{ type: 6, init: 1, max: 2, used: 3, committed: 4 }],
            gc: [{ phase: 2, count: 5, timeMs: 6 }],
            thread: {
              live: 1,
              daemon: 2,
              peak: 3,
              runnable: 4,
              blocked: 5,
              waiting: 6,
              timedWaiting: 7,
            },
            classes: { loaded: 1, totalUnloaded: 2, totalLoaded: 3 },
          },
          { ...empty, ...none },
          { ...empty, ...none, memory: [heap] },
        ],
      },
    ]);
  }));

test('hands metrics of a CLR on', () =>
  withClient({}, async (client, server) => {
    const message = CLRMetricCollection.fromPartial({
      service: 'orders',
      serviceInstance: 'orders-1',
      metrics: [
        {
          time: 7,
          cpu: { usagePercent: 1 },
          gc: { Gen0CollectCount: 1, Gen1CollectCount: 2, Gen2CollectCount: 3, HeapMemory: 4 },
          thread: {
            AvailableCompletionPortThreads: 1,
            AvailableWorkerThreads: 2,
            MaxCompletionPortThreads: 3,
            MaxWorkerThreads: 4,
          },
        },
        { time: 8 },
      ],
    });
    const bytes = CLRMetricCollection.encode(message).finish();
    await reply(client, '/CLRMetricReportService/collect', bytes);
    assert.deepEqual(server.sink.clr, [
      {
        service: 'orders',
        instance: 'orders-1',
        metrics: [
          {
            timeMs: 7,
            cpuUsagePercent: 1,
            gc: { gen0: 1, gen1: 2, gen2: 3, heapMemory: 4 },
            thread: {
              availableCompletionPort: 1,
              availableWorker: 2,
              maxCompletionPort: 3,
              maxWorker: 4,
            },
          },
          { timeMs: 8, cpuUsagePercent: undefined, gc: undefined, thread: undefined },
        ],
      },
    ]);
  }));

const eventPath = '/skywalking.v3.EventService/collect';

function eventBytes(parts: Partial<Event>): Uint8Array {
  return Event.encode(Event.fromPartial({ layer: 'GENERAL', ...parts })).finish();
}

test('hands events on', () =>
  withClient({}, async (client, server) => {
    const source = { service: 'orders', serviceInstance: 'orders-1', endpoint: '/pay' };
    const whole = eventBytes({
      uuid: 'u1',
      source,
      name: 'Upgrade',
      type: 1,
      message: 'from {a}',
      parameters: { a: 'v1' },
      startTime: 5,
      endTime: 6,
    });
    assert.equal((await reply(client, eventPath, whole)).length, 0);
    // A type that is not known yet, and a source without names.
    await reply(client, eventPath, Buffer.concat([eventBytes({ uuid: 'u2' }), Buffer.of(0x20, 9)]));
    const none = { service: '', instance: '', endpoint: '' };
    assert.deepEqual(server.sink.events, [
      {
        uuid: 'u1',
        service: 'orders',
        instance: 'orders-1',
        endpoint: '/pay',
        name: 'Upgrade',
        isError: true,
        message: 'from {a}',
        parameters: [['a', 'v1']],
        startMs: 5,
        endMs: 6,
        layer: 'GENERAL',
      },
      {
        uuid: 'u2',
        ...none,
        name: '',
        isError: false,
        message: '',
        parameters: [],
        startMs: 0,
        endMs: 0,
        layer: 'GENERAL',
      },
    ]);
    assert.equal(server.metric('event_in_latency', { protocol: 'grpc' }), 2);
  }));

test('takes the other events of a stream in which some are wrong, and tells the client at its end', () =>
  withClient({}, async (client, server) => {
    const messages = [
      eventBytes({ uuid: 'a' }),
      eventBytes({ uuid: 'b', layer: '' }),
      Buffer.of(0x0a, 9),
      eventBytes({ uuid: 'c' }),
    ];
    const { status, message } = await client.call(eventPath, framed(...messages));
    assert.deepEqual(
      [status, message],
      [
        3,
        'an event of the stream was refused: layer is empty; SkyWalking demands it since version 9',
      ],
    );
    assert.deepEqual(
      server.sink.events.map(({ uuid }) => uuid),
      ['a', 'c'],
    );
    assert.equal(server.metric('event_error_count', { protocol: 'grpc' }), 2);
    assert.deepEqual(server.kinds(), ['event-refused']);
  }));

test('takes or refuses events of any bytes, whole or cut', () => {
  const sound = eventBytes({ uuid: 'u', parameters: { a: 'b' }, source: EventSource.create() });
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.nat({ max: sound.length }).map((end) => sound.slice(0, end)),
    fc
      .tuple(fc.nat({ max: sound.length - 1 }), fc.nat({ max: 255 }))
      .map(([at, byte]) => sound.with(at, byte)),
  );
  fc.assert(
    fc.property(bytes, (message) => {
      const report = decodeEvent(message);
      assert.ok(typeof report === 'string' || report.layer !== '');
    }),
    { numRuns: 2_000 },
  );
});

const settings = new Map([
  ['plugin.jdbc.trace_sql_parameters', 'true'],
  ['agent.sample_n_per_3_secs', '100'],
]);
const digest = createHash('sha512')
  .update('plugin.jdbc.trace_sql_parameters:trueagent.sample_n_per_3_secs:100')
  .digest('hex');
const find = (service: string): typeof settings | undefined =>
  service === 'orders' ? settings : undefined;

async function fetchSettings(
  client: GrpcTestClient,
  service: string,
  uuid: string,
): Promise<Commands['commands']> {
  const path = '/skywalking.v3.ConfigurationDiscoveryService/fetchConfigurations';
  const request = ConfigurationSyncRequest.encode({ service, uuid }).finish();
  return Commands.decode(await reply(client, path, request)).commands;
}

const command = {
  command: 'ConfigurationDiscoveryCommand',
  args: [
    { key: 'SerialNumber', value: 'n1' },
    { key: 'UUID', value: digest },
    { key: 'plugin.jdbc.trace_sql_parameters', value: 'true' },
    { key: 'agent.sample_n_per_3_secs', value: '100' },
  ],
};

test('tells an agent its settings until it has them', () =>
  withClient({ agentConfiguration: { find, serialNumber: () => 'n1' } }, async (client) => {
    assert.deepEqual(await fetchSettings(client, 'orders', ''), [command]);
    assert.deepEqual(await fetchSettings(client, 'orders', digest), []);
  }));

test('tells an agent without settings so, once', () =>
  withClient({ agentConfiguration: { find, serialNumber: () => 'n1' } }, async (client) => {
    const none = createHash('sha512').update('EMPTY').digest('hex');
    const args = [
      { key: 'SerialNumber', value: 'n1' },
      { key: 'UUID', value: none },
    ];
    assert.deepEqual(await fetchSettings(client, 'stock', ''), [{ ...command, args }]);
    assert.deepEqual(await fetchSettings(client, 'stock', none), []);
  }));

test('tells settings always when digests are disabled', () =>
  withClient(
    { agentConfiguration: { find, serialNumber: () => 'n1', digestDisabled: true } },
    async (client) => {
      assert.deepEqual(await fetchSettings(client, 'orders', digest), [command]);
    },
  ));

function healthRequest(service: string): Uint8Array {
  return HealthCheckRequest.encode({ service }).finish();
}

test('tells the health of the server and of the services that it takes', () =>
  withClient({}, async (client, server) => {
    const path = '/grpc.health.v1.Health/Check';
    const status = async (service: string): Promise<number> =>
      HealthCheckResponse.decode(await reply(client, path, healthRequest(service))).status;
    assert.equal(await status(''), 1);
    assert.equal(await status('skywalking.v3.TraceSegmentReportService'), 1);
    assert.equal(await status('TraceSegmentReportService'), 1);
    assert.deepEqual(await refusal(client, path, healthRequest('no.Such')), [
      5,
      'unknown service no.Such',
    ]);
    server.health.set(false);
    assert.equal(await status(''), 2);
  }));

test('tells watchers of health each change, until they go', () =>
  withClient({}, async (client, server) => {
    const stream = client.start('/grpc.health.v1.Health/Watch');
    const outcome = outcomeOf(stream);
    stream.end(framed(healthRequest('')));
    await once(stream, 'data');
    server.health.set(false);
    server.health.set(false);
    await once(stream, 'data');
    server.health.set(true);
    await once(stream, 'data');
    stream.close(8);
    const statuses = (await outcome).replies.map(
      (bytes) => HealthCheckResponse.decode(bytes).status,
    );
    assert.deepEqual(statuses, [1, 2, 1]);
  }));

test('tells watchers of an unknown service that it is unknown', () =>
  withClient({}, async (client) => {
    const stream = client.start('/grpc.health.v1.Health/Watch');
    stream.end(framed(healthRequest('no.Such')));
    const [chunk] = (await once(stream, 'data')) as [Buffer];
    assert.equal(HealthCheckResponse.decode(chunk.subarray(5)).status, 3);
  }));
