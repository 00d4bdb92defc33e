import assert from 'node:assert/strict';
import type { ClientHttp2Stream } from 'node:http2';
import { test } from 'node:test';
import { CodedError } from '@stormpetrel/base';
import type { UploadFault, UploadRefusal } from '@stormpetrel/pipeline';
import {
  AsyncProfilerCollectionResponse,
  AsyncProfilerData,
  PprofCollectionResponse,
  PprofData,
} from '@stormpetrel/protocol';
import * as fc from 'fast-check';
import {
  earlyUploadBytesMax,
  earlyUploadsBytesMax,
  heldNamesLengthMax,
  heldPieceBytes,
} from '../limits.ts';
import { FakeProfiling } from '../testing/fake-profiling.ts';
import { type CallOutcome, GrpcTestClient, framed, outcomeOf } from '../testing/grpc-client.ts';
import { type TestServer, eventually, startTestServer } from '../testing/test-server.ts';

const jfrPath = '/skywalking.v10.AsyncProfilerTask/collect';
const pprofPath = '/skywalking.v10.PprofTask/collect';

async function withClient(
  use: (client: GrpcTestClient, profiling: FakeProfiling, server: TestServer) => Promise<void>,
): Promise<void> {
  const profiling = new FakeProfiling();
  await using server = await startTestServer({ profiling });
  const client = await GrpcTestClient.open(server.port);
  await use(client, profiling, server);
  await client.close();
}

const names = { service: 'shop', serviceInstance: 'i1', taskId: '17_x' };
function metadata(type: 0 | 1 | 2, contentSize: number, errorMessage?: string): Uint8Array {
  const metaData = { ...names, type, contentSize };
  return AsyncProfilerData.encode({ metaData, errorMessage }).finish();
}
const content = (text: string): Uint8Array =>
  AsyncProfilerData.encode({ metaData: undefined, content: Buffer.from(text) }).finish();
const says = (errorMessage: string): Uint8Array =>
  AsyncProfilerData.encode({ metaData: undefined, errorMessage }).finish();

/** The numbers that were answered, and how the call ended. */
function outcome({ replies, status }: CallOutcome): unknown {
  const types = replies.map((reply) => AsyncProfilerCollectionResponse.decode(reply).type);
  return { types, status };
}

async function send(client: GrpcTestClient, ...messages: readonly Uint8Array[]): Promise<unknown> {
  return outcome(await client.call(jfrPath, framed(...messages)));
}

/** Waits for the first answer, as agents do. */
async function offered(client: GrpcTestClient): Promise<{
  readonly stream: ClientHttp2Stream;
  readonly ended: Promise<CallOutcome>;
}> {
  const stream = client.start(jfrPath);
  const ended = outcomeOf(stream);
  // Clients close their side when the server has ended the call.
  stream.on('trailers', () => stream.end());
  const answered = new Promise((resolve) => stream.once('data', resolve));
  stream.write(framed(metadata(0, 6)));
  await answered;
  return { stream, ended };
}

test('invites a file, takes its pieces, and ends when the agent has', () =>
  withClient(async (client, profiling) => {
    const { stream, ended } = await offered(client);
    stream.write(framed(content('one'), content('two')));
    await eventually(() => profiling.told.length === 3, 'the pieces');
    stream.end();
    assert.deepEqual(outcome(await ended), { types: [0], status: 0 });
    assert.deepEqual(profiling.told, [
      'offer async-profiler 6',
      'write one',
      'write two',
      'complete',
    ]);
    const { service, serviceInstance: instance, taskId } = names;
    assert.deepEqual(profiling.offers, [{ service, instance, taskId, sizeBytes: 6 }]);
  }));

test('takes what an agent sends before it is invited, in its order', () =>
  withClient(async (client, profiling) => {
    const sent = [metadata(0, 6), content('one'), content('two')];
    assert.deepEqual(await send(client, ...sent), { types: [0], status: 0 });
    assert.deepEqual(profiling.told, [
      'offer async-profiler 6',
      'write one',
      'write two',
      'complete',
    ]);
  }));

test('speaks to Go agents in their words', () =>
  withClient(async (client, profiling) => {
    const meta = { ...names, type: 0, contentSize: 3 } as const;
    const sent = [
      PprofData.encode({ metadata: meta }).finish(),
      PprofData.encode({ metadata: undefined, content: Buffer.from('abc') }).finish(),
    ];
    const { replies, status } = await client.call(pprofPath, framed(...sent));
    const statuses = replies.map((reply) => PprofCollectionResponse.decode(reply).status);
    assert.deepEqual([statuses, status], [[0], 0]);
    assert.deepEqual(profiling.told, ['offer pprof 3', 'write abc', 'complete']);
  }));

for (const [refusal, types, status] of [
  ['too-large', [2], 0],
  ['unknown-task-too-large', [2], 5],
  ['unknown-task', [], 5],
  ['size-unsound', [], 3],
  ['already-sent', [], 6],
  ['no-room', [], 8],
] satisfies [UploadRefusal, number[], number][])
  test(`refuses an offer: ${refusal}`, () =>
    withClient(async (client, profiling) => {
      profiling.refusal = refusal;
      assert.deepEqual(await send(client, metadata(0, 6)), { types, status });
      assert.deepEqual(profiling.told, ['offer async-profiler 6']);
    }));

for (const [fault, status] of [
  ['too-much', 3],
  ['no-room', 8],
  ['replaced', 10],
  ['idle', 4],
  ['slow', 4],
  ['closing', 14],
] satisfies [UploadFault, number][])
  test(`ends an upload: ${fault}`, () =>
    withClient(async (client, profiling) => {
      profiling.fault = fault;
      const sent = [metadata(0, 6), content('one'), content('two')];
      assert.deepEqual(await send(client, ...sent), { types: [0], status });
      assert.deepEqual(profiling.told, ['offer async-profiler 6', 'write one', 'abort']);
      profiling.fault = undefined;
      const { ended } = await offered(client);
      profiling.onFault?.(fault);
      assert.deepEqual(outcome(await ended), { types: [0], status });
    }));

test('hands on why an agent could not profile, and says its word back', () =>
  withClient(async (client, profiling) => {
    assert.deepEqual(await send(client, metadata(1, -1, 'barred')), { types: [1], status: 0 });
    assert.deepEqual(await send(client, metadata(1, -1), says('later')), { types: [1], status: 0 });
    assert.deepEqual(await send(client, metadata(2, 0)), { types: [2], status: 0 });
    assert.deepEqual(profiling.told, [
      'failed async-profiler shop/i1 17_x barred',
      'failed async-profiler shop/i1 17_x later',
      'failed async-profiler shop/i1 17_x ',
    ]);
    profiling.isKnown = false;
    assert.deepEqual(await send(client, metadata(1, -1, 'x')), { types: [], status: 5 });
    const meta = { ...names, type: 1, contentSize: -1 } as const;
    const failed = PprofData.encode({ metadata: meta, errorMessage: 'x' }).finish();
    const { replies, status } = await client.call(pprofPath, framed(failed));
    const statuses = replies.map((reply) => PprofCollectionResponse.decode(reply).status);
    assert.deepEqual([statuses, status], [[1], 5]);
  }));

test('answers a failure also where the agent has closed its side before the task was found', () =>
  withClient(async (client, profiling) => {
    for (const isKnown of [true, false]) {
      profiling.isKnown = isKnown;
      profiling.told.length = 0;
      const { promise, resolve } = Promise.withResolvers<void>();
      profiling.gate = promise;
      const ended = send(client, metadata(1, -1, 'barred'));
      await eventually(() => profiling.told.length === 1, 'the failure');
      // What comes now comes after the half-close.
      await client.call('/skywalking.v3.ProfileTask/collectSnapshot', framed());
      resolve();
      const expected = isKnown ? { types: [1], status: 0 } : { types: [], status: 5 };
      assert.deepEqual(await ended, expected);
    }
  }));

test('hears of a failure also when the agent is gone before it has said why', () =>
  withClient(async (client, profiling) => {
    const stream = client.start(jfrPath);
    stream.write(framed(metadata(1, -1)));
    await client.call(jfrPath, framed());
    stream.destroy();
    await eventually(() => profiling.told.length === 1, 'the failure');
    assert.deepEqual(profiling.told, ['failed async-profiler shop/i1 17_x ']);
  }));

test('an agent that fails in the midst of its file', () =>
  withClient(async (client, profiling) => {
    const sent = [metadata(0, 6), content('one'), says('disk gone')];
    const { stream, ended } = await offered(client);
    stream.end(framed(...sent.slice(1)));
    assert.deepEqual(outcome(await ended), { types: [0, 1], status: 0 });
    assert.deepEqual(profiling.told.slice(2), [
      'abort',
      'failed async-profiler shop/i1 17_x disk gone',
    ]);
  }));

test('gives up the file of an agent that goes away', () =>
  withClient(async (client, profiling) => {
    const { stream } = await offered(client);
    stream.destroy();
    await eventually(() => profiling.told.includes('abort'), 'the end of the upload');
    let open = (): void => undefined;
    profiling.gate = new Promise((resolve) => (open = resolve));
    const second = client.start(jfrPath);
    second.write(framed(metadata(0, 6)));
    await eventually(() => profiling.offers.length === 2, 'the offer');
    second.destroy();
    await new Promise((resolve) => second.once('close', resolve));
    await client.call('/skywalking.v3.ProfileTask/collectSnapshot', framed());
    open();
    await eventually(() => profiling.told.filter((line) => line === 'abort').length === 2, 'both');
  }));

test('refuses a file without metadata, one before its time, and what is no message', () =>
  withClient(async (client, profiling) => {
    assert.deepEqual(await send(client), { types: [], status: 0 });
    assert.deepEqual(await send(client, content('abc')), { types: [], status: 3 });
    assert.deepEqual(await send(client, Buffer.from('0a', 'hex')), { types: [], status: 13 });
    const nameless = { ...names, service: '', type: 0, contentSize: 1 } as const;
    const offer = AsyncProfilerData.encode({ metaData: nameless }).finish();
    assert.deepEqual(await send(client, offer), { types: [], status: 3 });
    assert.deepEqual(profiling.told, []);
    profiling.gate = new Promise(() => undefined);
    const most = 'x'.repeat(earlyUploadBytesMax - heldPieceBytes);
    const early = [metadata(0, 6), content(most), content('')];
    const longName = { ...names, taskId: 'x'.repeat(heldNamesLengthMax), type: 1 } as const;
    const long = AsyncProfilerData.encode({ metaData: { ...longName, contentSize: 1 } }).finish();
    assert.deepEqual(await send(client, long), { types: [], status: 3 });
    assert.deepEqual(await send(client, ...early, content('x')), { types: [], status: 3 });
  }));

test('holds only so much of files that came before their time, whoever sent it', () =>
  withClient(async (client, profiling, server) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    profiling.gate = promise;
    const most = 'x'.repeat(earlyUploadBytesMax - heldPieceBytes);
    const early = [metadata(0, 6), content(most)];
    const count = earlyUploadsBytesMax / earlyUploadBytesMax;
    const calls = Array.from({ length: count }, () => send(client, ...early));
    const received = (): number => server.metric('grpc_server_received_bytes_total') ?? 0;
    await eventually(() => received() === count * framed(...early).length, 'the pieces');
    const another = [metadata(0, 6), content('x')] as const;
    assert.deepEqual(await send(client, ...another), { types: [], status: 8 });
    resolve();
    const answers = await Promise.all(calls);
    assert.deepEqual(
      answers,
      Array.from(calls, () => ({ types: [0], status: 0 })),
    );
    assert.deepEqual(await send(client, ...another), { types: [0], status: 0 });
  }));

test('asks the agent to come again when the store can not be read', () =>
  withClient(async (client, profiling) => {
    profiling.error = new CodedError('STORE_FAILED', 'broken');
    assert.deepEqual(await send(client, metadata(0, 6)), { types: [], status: 14 });
    assert.deepEqual(await send(client, metadata(1, -1, 'x')), { types: [], status: 14 });
  }));

test('never fails by itself, and leaves no upload open, whatever comes', () =>
  withClient(async (client, profiling, server) => {
    const sound = [metadata(0, 3), metadata(1, -1), metadata(2, 0), content('abc'), says('x')];
    const cut = fc
      .tuple(fc.constantFrom(...sound), fc.nat(40))
      .map(([bytes, length]) => bytes.subarray(0, length));
    const message = fc.oneof(fc.constantFrom(...sound), cut, fc.uint8Array());
    await fc.assert(
      fc.asyncProperty(fc.array(message, { maxLength: 6 }), async (sent) => {
        profiling.told.length = 0;
        const { status } = await client.call(jfrPath, framed(...sent));
        assert.notEqual(status, undefined);
        const count = (word: string): number =>
          profiling.told.filter((line) => line.startsWith(word)).length;
        assert.equal(count('offer'), count('complete') + count('abort'));
      }),
      { numRuns: 300 },
    );
    assert.ok(!server.kinds().includes('grpc-service-failed'), JSON.stringify(server.lines));
  }));
