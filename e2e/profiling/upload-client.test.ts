/** Agents that send files, as they should and as they should not, to a real server. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { memberId, serviceId } from '@stormpetrel/model';
import { ProfileBuilder, none } from '@stormpetrel/profile';
import { smallChunk } from '@stormpetrel/profile/jfr/testing';
import { writePprof } from '@stormpetrel/profile/pprof';
import { ServerProcess, eventually } from '@stormpetrel/testkit/process';
import { assertGoesOn } from '../support/fault-server.ts';
import { AgentClient } from './agent-client.ts';
import {
  createTask,
  createTraceTask,
  dumpsOf,
  logsOf,
  statesOf,
  treeOf,
} from './task-questions.ts';

const idOf = (service: string, instance: string): string =>
  memberId(serviceId(service, true), instance);

/** A recording of some two mebibytes: many chunks, with the same five samples in each. */
function recording(chunks: number): Uint8Array {
  const chunk = smallChunk().finish();
  return Buffer.concat(Array.from({ length: chunks }, () => chunk));
}

function profile(samples: number): Uint8Array {
  const builder = new ProfileBuilder('pprof');
  const stack = builder.stack(none, builder.frame(builder.string('main.hot'), { line: 7 }));
  const event = builder.event('cpu', [{ name: 'samples', unit: 'count' }]);
  event.add(stack);
  event.setValue(0, samples);
  return gzipSync(writePprof(builder.finish()));
}

async function assertNothingLeft(server: ServerProcess): Promise<void> {
  await eventually(5_000, () => {
    assert.deepEqual(readdirSync(join(server.dataFolder, 'uploads')), []);
    return Promise.resolve();
  });
}

test('two instances send their recordings, and their trees are one', async () => {
  await using server = await ServerProcess.start();
  using agent = new AgentClient(server.addresses.grpc, 'shop');
  const instances = ['i1', 'i2'];
  const id = await createTask(server, 'async-profiler', {
    service: 'shop',
    instances,
    event: 'CPU',
  });
  assert.deepEqual(await agent.poll('async-profiler', 'i1'), [id]);
  assert.deepEqual(await agent.poll('async-profiler', 'i2'), [id]);
  assert.deepEqual(await agent.poll('async-profiler', 'i2', Number(id.split('_')[0])), []);
  const file = recording(Math.ceil((2 << 20) / smallChunk().finish().length));
  const outcomes = await Promise.all(
    instances.map((instance) => agent.upload('async-profiler', { instance, taskId: id, file })),
  );
  assert.deepEqual(
    outcomes,
    instances.map(() => ({ answers: [0], end: 'OK' })),
  );
  assert.deepEqual(await logsOf(server, 'async-profiler', id, 4), [
    'EXECUTION_FINISHED i1',
    'EXECUTION_FINISHED i2',
    'NOTIFIED i1',
    'NOTIFIED i2',
  ]);
  const totals = await Promise.all(
    [['i1'], ['i2'], instances].map(
      async (names) =>
        (
          await treeOf(
            server,
            'async-profiler',
            id,
            names.map((name) => idOf('shop', name)),
          )
        )[0]?.total ?? 0,
    ),
  );
  assert.ok((totals[0] ?? 0) > 0);
  assert.deepEqual(totals, [totals[0], totals[0], 2 * (totals[0] ?? 0)]);
  await assertNothingLeft(server);
});

test('files that are too large, cut, unreadable or broken off leave a word in the state and nothing else', async () => {
  await using server = await ServerProcess.start({
    env: { SW_RECEIVER_PPROF_PPROF_MAX_SIZE: '1000' },
  });
  using agent = new AgentClient(server.addresses.grpc, 'shop');
  const instances = ['big', 'junk', 'short', 'long', 'gone', 'failed', 'good'];
  const id = await createTask(server, 'pprof', { service: 'shop', instances, event: 'HEAP' });
  const file = profile(5);
  const send = (instance: string, plan: object = {}): Promise<unknown> =>
    agent.upload('pprof', { instance, taskId: id, file, ...plan });
  assert.deepEqual(await send('big', { declaredBytes: 1_001 }), { answers: [2], end: 'OK' });
  assert.deepEqual(await send('junk', { file: Buffer.from('junk') }), { answers: [0], end: 'OK' });
  const short = { declaredBytes: file.length + 1 };
  assert.deepEqual(await send('short', short), { answers: [0], end: 'OK' });
  const long = { declaredBytes: file.length - 1 };
  assert.deepEqual(await send('long', long), { answers: [0], end: 'INVALID_ARGUMENT' });
  assert.deepEqual(await send('gone', { goneAfterBytes: 10 }), { answers: [0], end: 'CANCELLED' });
  assert.deepEqual(await send('failed', { failure: 'no symbols' }), { answers: [1], end: 'OK' });
  const minus = { declaredBytes: -1 };
  assert.deepEqual(await send('good', minus), { answers: [], end: 'INVALID_ARGUMENT' });
  const unknown = { taskId: '17_bm9ib2R5.1' };
  assert.deepEqual(await send('good', unknown), { answers: [], end: 'NOT_FOUND' });
  assert.deepEqual(await send('good'), { answers: [0], end: 'OK' });
  // A client on node:http2 half-closes before it resets, so its going away may look like a file that is too short.
  const logs = await logsOf(server, 'pprof', id, 6);
  assert.deepEqual(logs.map((line) => line.replace(/^\w+ gone$/, 'gone')).toSorted(), [
    'EXECUTION_FINISHED good',
    'EXECUTION_FINISHED junk',
    'EXECUTION_FINISHED short',
    'EXECUTION_TASK_ERROR failed',
    'PPROF_UPLOAD_FILE_TOO_LARGE_ERROR big',
    'gone',
  ]);
  const states = await statesOf(server, id);
  for (const [instance, reason] of [
    ['big', /1001.*1000/],
    ['junk', /./],
    ['short', /only \d+ of \d+ bytes/],
    ['long', /more, where it had announced/],
    ['gone', /after 10 of|only 10 of/],
    ['failed', /could not profile|no symbols/],
  ] as const) {
    assert.equal(states.get(instance)?.state, 'failed', instance);
    assert.match(states.get(instance)?.reason ?? '', reason);
  }
  assert.equal(states.get('good')?.state, 'done');
  const bad = instances.slice(0, -1).map((name) => idOf('shop', name));
  assert.deepEqual(await treeOf(server, 'pprof', id, bad), [
    { id: '0', parentId: '-1', codeSignature: 'root', total: 0, self: 0 },
  ]);
  const good = await treeOf(server, 'pprof', id, [idOf('shop', 'good')]);
  assert.deepEqual(
    good.map(({ codeSignature, total }) => [codeSignature, total]),
    [
      ['root', 5],
      ['main.hot:7', 5],
    ],
  );
  assert.deepEqual(await send('good'), { answers: [], end: 'ALREADY_EXISTS' });
  await assertNothingLeft(server);
  await assertGoesOn(server);
});

test('of two uploads of one instance at once, the later lives', async () => {
  await using server = await ServerProcess.start();
  using agent = new AgentClient(server.addresses.grpc, 'shop');
  const id = await createTask(server, 'pprof', {
    service: 'shop',
    instances: ['i1'],
    event: 'HEAP',
  });
  const plan = { instance: 'i1', taskId: id };
  const second = Promise.withResolvers<unknown>();
  const first = await agent.upload('pprof', {
    ...plan,
    file: profile(1),
    onInvited: async () => {
      const outcome = await agent.upload('pprof', { ...plan, file: profile(2) });
      second.resolve(outcome);
    },
  });
  assert.deepEqual(await second.promise, { answers: [0], end: 'OK' });
  assert.deepEqual(first, { answers: [0], end: 'ABORTED' });
  assert.deepEqual(await logsOf(server, 'pprof', id, 1), ['EXECUTION_FINISHED i1']);
  const [root] = await treeOf(server, 'pprof', id, [idOf('shop', 'i1')]);
  assert.equal(root?.total, 2);
});

test('tasks, logs, dumps and profiles outlive a kill; what was half there is gone', async (t) => {
  const server = await ServerProcess.start();
  t.after(() => server.kill());
  const { dataFolder } = server;
  const client = new AgentClient(server.addresses.grpc, 'shop');
  const instances = ['i1', 'i2'];
  const id = await createTask(server, 'pprof', { service: 'shop', instances, event: 'HEAP' });
  assert.deepEqual(await client.poll('pprof', 'i1'), [id]);
  await client.upload('pprof', { instance: 'i1', taskId: id, file: profile(3) });
  await logsOf(server, 'pprof', id, 2);
  const traceTaskId = await createTraceTask(server, {
    service: 'shop',
    endpointName: '/slow',
    minDurationThreshold: 0,
    dumpPeriod: 10,
    maxSamplingCount: 9,
  });
  const dump = { taskId: traceTaskId, segmentId: 's1', timeMs: Date.now(), sequence: 0 };
  await client.sendDumps([{ ...dump, frames: ['main', 'work'] }]);
  await eventually(5_000, async () => assert.equal(await dumpsOf(server, 's1'), 1));
  const half = client.upload('pprof', {
    instance: 'i2',
    taskId: id,
    file: profile(3),
    onInvited: async () => {
      // The file, and whose it is.
      assert.equal(readdirSync(join(dataFolder, 'uploads')).length, 2);
      await server.kill();
    },
  });
  assert.equal((await half).end, 'UNAVAILABLE');
  client[Symbol.dispose]();
  await using after = await ServerProcess.start({ dataFolder });
  using agent = new AgentClient(after.addresses.grpc, 'shop');
  assert.deepEqual(await agent.poll('pprof', 'i2'), [id]);
  assert.deepEqual(readdirSync(join(dataFolder, 'uploads')), []);
  const expected = { answers: [0], end: 'OK' };
  const again = { instance: 'i2', taskId: id, file: profile(4) };
  assert.deepEqual(await agent.upload('pprof', again), expected);
  assert.deepEqual(await logsOf(after, 'pprof', id, 5), [
    'EXECUTION_FINISHED i1',
    'EXECUTION_FINISHED i2',
    'EXECUTION_TASK_ERROR i2',
    'NOTIFIED i1',
    'NOTIFIED i2',
  ]);
  const ids = instances.map((name) => idOf('shop', name));
  assert.equal((await treeOf(after, 'pprof', id, ids))[0]?.total, 7);
  assert.equal(await dumpsOf(after, 's1'), 1);
  assert.deepEqual(await agent.poll('trace', 'i1'), [traceTaskId]);
});

test('a file that the agent was told has arrived is not lost when the server is killed', async (t) => {
  const server = await ServerProcess.start();
  t.after(() => server.kill());
  const { dataFolder } = server;
  const client = new AgentClient(server.addresses.grpc, 'shop');
  const instances = ['i1'];
  const id = await createTask(server, 'pprof', { service: 'shop', instances, event: 'HEAP' });
  const sent = await client.upload('pprof', { instance: 'i1', taskId: id, file: profile(3) });
  // Wherever it was then: waiting, being read, or stored already.
  await server.kill();
  client[Symbol.dispose]();
  assert.deepEqual(sent, { answers: [0], end: 'OK' });
  await using after = await ServerProcess.start({ dataFolder });
  assert.deepEqual(await logsOf(after, 'pprof', id, 1), ['EXECUTION_FINISHED i1']);
  assert.equal((await treeOf(after, 'pprof', id, [idOf('shop', 'i1')]))[0]?.total, 3);
  await assertNothingLeft(after);
});
