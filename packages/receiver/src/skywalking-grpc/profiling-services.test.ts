import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CodedError } from '@stormpetrel/base';
import type { ProfilingTask } from '@stormpetrel/model';
import {
  Commands,
  GoProfileData,
  ProfileTaskCommandQuery,
  ProfileTaskFinishReport,
  ThreadSnapshot,
  ThreadStack,
} from '@stormpetrel/protocol';
import * as fc from 'fast-check';
import {
  goProfileBytesMax,
  goProfilePartialBytesMax,
  heldNamesLengthMax,
  heldPieceBytes,
} from '../limits.ts';
import { FakeProfiling } from '../testing/fake-profiling.ts';
import { type CallOutcome, GrpcTestClient, framed } from '../testing/grpc-client.ts';
import { type TestServer, startTestServer } from '../testing/test-server.ts';

const v3 = '/skywalking.v3.ProfileTask';
const ok = { httpStatus: 200, status: 0, message: '', replies: [Buffer.alloc(0)], rstCode: 0 };

async function withClient(
  use: (client: GrpcTestClient, profiling: FakeProfiling, server: TestServer) => Promise<void>,
): Promise<void> {
  const profiling = new FakeProfiling();
  await using server = await startTestServer({ profiling });
  const client = await GrpcTestClient.open(server.port);
  await use(client, profiling, server);
  await client.close();
}

function poll(client: GrpcTestClient, path: string, lastCommandTime = -1): Promise<CallOutcome> {
  const query = { service: 'shop', serviceInstance: 'i1', lastCommandTime };
  return client.call(path, framed(ProfileTaskCommandQuery.encode(query).finish()));
}

/** Commands as texts, serial numbers left out once they are seen to be what they should be. */
function commandsOf({ replies, status }: CallOutcome): readonly string[] {
  assert.equal(status, 0);
  return Commands.decode(replies[0] ?? Buffer.alloc(0)).commands.map(({ command, args }) => {
    const [serial, ...rest] = args;
    assert.equal(serial?.key, 'SerialNumber');
    assert.match(serial?.value ?? '', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    return `${command} ${rest.map(({ key, value }) => `${key}=${value}`).join(' ')}`;
  });
}

const times = { serviceId: 'c2hvcA==.1', createTimeMs: 17, startTimeMs: 18, endTimeMs: 99 };
const traceTask: ProfilingTask = {
  ...times,
  kind: 'trace',
  id: '17_c2hvcA==.1',
  spec: {
    endpointName: '/slow',
    durationMinutes: 5,
    minDurationThresholdMs: 0,
    dumpPeriodMs: 10,
    maxSamplingCount: 9,
  },
};

test('tells trace tasks with all that agents need, also by the old name', () =>
  withClient(async (client, profiling) => {
    profiling.tasks = [traceTask, { ...traceTask, id: '18' }];
    const command = (id: string): string =>
      `ProfileTaskQuery TaskId=${id} EndpointName=/slow Duration=5 MinDurationThreshold=0 DumpPeriod=10 MaxSamplingCount=9 StartTime=18 CreateTime=17`;
    const expected = [command('17_c2hvcA==.1'), command('18')];
    assert.deepEqual(commandsOf(await poll(client, `${v3}/getProfileTaskCommands`)), expected);
    const old = await poll(client, '/ProfileTask/getProfileTaskCommands', 5);
    assert.deepEqual(commandsOf(old), expected);
    assert.deepEqual(profiling.told, ['poll trace shop/i1 -1', 'poll trace shop/i1 5']);
  }));

test('tells tasks for async-profiler and pprof', () =>
  withClient(async (client, profiling) => {
    const spec = { instanceIds: ['a'], events: ['CPU', 'LOCK'], durationSeconds: 60 };
    const task = { ...times, kind: 'async-profiler', id: 'j' } as const;
    profiling.tasks = [
      { ...task, spec: { ...spec, execArgs: 'chunksize=4k' } },
      { ...task, spec: { ...spec, execArgs: '' } },
    ];
    const path = '/skywalking.v10.AsyncProfilerTask/getAsyncProfilerTaskCommands';
    assert.deepEqual(commandsOf(await poll(client, path)), [
      'AsyncProfilerTaskQuery TaskId=j Duration=60 ExecArgs=event=cpu,lock,chunksize=4k CreateTime=17',
      'AsyncProfilerTaskQuery TaskId=j Duration=60 ExecArgs=event=cpu,lock CreateTime=17',
    ]);
    const pprofSpec = { instanceIds: ['a'], event: 'BLOCK', durationMinutes: 15, dumpPeriod: 7 };
    profiling.tasks = [{ ...times, kind: 'pprof', id: 'p', spec: pprofSpec }];
    const pprofPath = '/skywalking.v10.PprofTask/getPprofTaskCommands';
    assert.deepEqual(commandsOf(await poll(client, pprofPath)), [
      'PprofTaskQuery TaskId=p Events=block Duration=15 CreateTime=17 DumpPeriod=7',
    ]);
    assert.deepEqual(profiling.told, ['poll async-profiler shop/i1 -1', 'poll pprof shop/i1 -1']);
  }));

test('has no old names for what protocol v8 did not have', () =>
  withClient(async (client) => {
    for (const path of [
      '/ProfileTask/goProfileReport',
      '/AsyncProfilerTask/getAsyncProfilerTaskCommands',
      '/PprofTask/getPprofTaskCommands',
    ])
      assert.equal((await poll(client, path)).status, 12);
  }));

test('asks agents to come again when the store can not be read', () =>
  withClient(async (client, profiling) => {
    profiling.error = new CodedError('STORE_FAILED', 'broken');
    const { status, message } = await poll(client, `${v3}/getProfileTaskCommands`);
    assert.deepEqual([status, message], [14, 'the tasks can not be read now; try again later']);
  }));

test('refuses who has no name', () =>
  withClient(async (client, profiling) => {
    const query = ProfileTaskCommandQuery.encode({
      service: '',
      serviceInstance: 'i1',
      lastCommandTime: 0,
    }).finish();
    for (const method of ['getProfileTaskCommands', 'reportTaskFinish'])
      assert.equal((await client.call(`${v3}/${method}`, framed(query))).status, 3);
    assert.deepEqual(profiling.told, []);
  }));

test('refuses everything where there is no profiling', async () => {
  await using server = await startTestServer();
  const client = await GrpcTestClient.open(server.port);
  const { status, message } = await poll(client, `${v3}/getProfileTaskCommands`);
  assert.deepEqual([status, message], [12, 'this server does not profile']);
  await client.close();
});

test('hands on the end of a task', () =>
  withClient(async (client, profiling) => {
    const report = { service: 'shop', serviceInstance: 'i1', taskId: '17_x' };
    const bytes = framed(ProfileTaskFinishReport.encode(report).finish());
    assert.deepEqual(await client.call(`${v3}/reportTaskFinish`, bytes), ok);
    assert.deepEqual(await client.call('/ProfileTask/reportTaskFinish', bytes), ok);
    assert.deepEqual(profiling.told, ['finished shop/i1 17_x', 'finished shop/i1 17_x']);
  }));

function snapshot(sequence: number, frames: readonly string[] = ['main', 'work']): Uint8Array {
  return ThreadSnapshot.encode({
    taskId: '17_x',
    traceSegmentId: 's1',
    time: 1_790_000_000_000,
    sequence,
    stack: { codeSignatures: [...frames] },
  }).finish();
}

test('hands on dumps with their stacks as they came, and steps over what is not sound', () =>
  withClient(async (client, profiling, server) => {
    const path = `${v3}/collectSnapshot`;
    const junk = Buffer.from('0a', 'hex');
    const sent = framed(snapshot(0), junk, snapshot(7, ['deep']));
    assert.deepEqual(await client.call(path, sent), ok);
    assert.deepEqual(await client.call('/ProfileTask/collectSnapshot', framed()), ok);
    const seen = profiling.dumps.map(({ stack, ...rest }) => ({
      ...rest,
      stack: ThreadStack.decode(stack).codeSignatures,
    }));
    const dump = { taskId: '17_x', segmentId: 's1', timeMs: 1_790_000_000_000 };
    assert.deepEqual(seen, [
      { ...dump, sequence: 0, stack: ['main', 'work'] },
      { ...dump, sequence: 7, stack: ['deep'] },
    ]);
    const labels = { protocol: 'grpc' };
    assert.equal(server.metric('profile_task_analysis_error_count', labels), 1);
    assert.equal(server.metric('profile_task_in_latency', labels), 3);
  }));

test('takes a stack of ten thousand frames', () =>
  withClient(async (client, profiling) => {
    const frames = Array.from({ length: 10_000 }, (_, i) => `shop.Deep.call${i}:${i}`);
    assert.deepEqual(await client.call(`${v3}/collectSnapshot`, framed(snapshot(0, frames))), ok);
    assert.deepEqual(
      profiling.dumps.map(({ stack }) => ThreadStack.decode(stack).codeSignatures),
      [frames],
    );
  }));

const goPath = `${v3}/goProfileReport`;
const piece = (taskId: string, text: string, isLast = false): Uint8Array =>
  GoProfileData.encode({ taskId, payload: Buffer.from(text), isLast }).finish();

test('puts the pieces of Go profiles together, and forgets those without an end', () =>
  withClient(async (client, profiling) => {
    const sent = framed(
      piece('a', 'one '),
      piece('a', 'two', true),
      piece('a', 'three', true),
      piece('b', 'lost'),
      piece('c', 'four', true),
      piece('', 'nobody', true),
      piece('d', 'unended'),
    );
    assert.deepEqual(await client.call(goPath, sent), ok);
    assert.deepEqual(await client.call(goPath, framed(piece('d', 'ended', true))), ok);
    assert.deepEqual(profiling.goProfiles, [
      { taskId: 'a', file: 'one two' },
      { taskId: 'a', file: 'three' },
      { taskId: 'c', file: 'four' },
      { taskId: 'd', file: 'ended' },
    ]);
  }));

test('refuses a Go profile that is too large, and takes the next one', () =>
  withClient(async (client, profiling) => {
    const chunk = 'x'.repeat(1 << 20);
    const pieces = Array.from({ length: goProfileBytesMax / chunk.length }, () =>
      piece('a', chunk),
    );
    const sent = framed(...pieces, piece('a', 'y'), piece('a', 'z', true), piece('b', 'b', true));
    const { status, message } = await client.call(goPath, sent);
    assert.deepEqual([status, message], [8, 'a profile is too large']);
    assert.deepEqual(profiling.goProfiles, [{ taskId: 'b', file: 'b' }]);
  }));

test('holds only so much of Go profiles that come in small pieces, and no long ids', () =>
  withClient(async (client, profiling) => {
    // What is held of them is mostly not their bytes.
    const count = Math.ceil(goProfilePartialBytesMax / (heldPieceBytes + 1));
    const one = piece('a', 'x');
    const few = framed(...Array.from({ length: 1_000 }, () => one));
    const many = Buffer.concat(Array.from({ length: Math.ceil(count / 1_000) }, () => few));
    const sent = Buffer.concat([many, framed(piece('a', 'x', true), piece('b', 'b', true))]);
    const { status, message } = await client.call(goPath, sent);
    assert.deepEqual([status, message], [8, 'too many profiles are on their way']);
    const empty = framed(...Array.from({ length: 1_000 }, () => piece('c', '')));
    assert.deepEqual(
      await client.call(goPath, Buffer.concat([empty, framed(piece('c', 'c', true))])),
      ok,
    );
    const long = piece('x'.repeat(heldNamesLengthMax + 1), 'x', true);
    assert.equal((await client.call(goPath, framed(long))).status, 3);
    assert.deepEqual(profiling.goProfiles, [
      { taskId: 'b', file: 'b' },
      { taskId: 'c', file: 'c' },
    ]);
  }));

test('says so when a piece of a Go profile is no message', () =>
  withClient(async (client, profiling) => {
    const sent = framed(piece('a', 'one'), Buffer.from('0a', 'hex'), piece('a', 'x', true));
    assert.equal((await client.call(goPath, sent)).status, 13);
    assert.deepEqual(profiling.goProfiles, []);
  }));

test('never fails by itself, whatever bytes come', () =>
  withClient(async (client, _profiling, server) => {
    const whole = [snapshot(3), piece('a', 'one', true)];
    const cut = fc
      .tuple(fc.constantFrom(...whole), fc.nat(60))
      .map(([bytes, length]) => bytes.subarray(0, length));
    const messages = fc.array(fc.oneof(fc.uint8Array(), cut), { maxLength: 5 });
    const names = ['getProfileTaskCommands', 'collectSnapshot', 'goProfileReport'];
    const paths = fc.constantFrom(...names, 'reportTaskFinish');
    await fc.assert(
      fc.asyncProperty(paths, messages, async (name, sent) => {
        const { status } = await client.call(`${v3}/${name}`, framed(...sent));
        assert.notEqual(status, undefined);
      }),
      { numRuns: 300 },
    );
    assert.ok(!server.kinds().includes('grpc-service-failed'), JSON.stringify(server.lines));
  }));
