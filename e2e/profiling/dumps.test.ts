/** Dumps of threads that are not as they should be: what is stored is what can be believed, and the rest is counted. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ServerProcess, eventually } from '@stormpetrel/testkit/process';
import { assertGoesOn, expectRise } from '../support/fault-server.ts';
import { GrpcClient, framed } from '../support/grpc-client.ts';
import { AgentClient } from './agent-client.ts';
import { createTraceTask } from './task-questions.ts';

const deep = Array.from({ length: 10_000 }, (_, i) => `shop.Deep.call${i}:${i + 1}`);
const dropped = (reason: string): string => `profile_rows_dropped_count{reason="${reason}"}`;

test('dumps out of order, doubled, ten thousand frames deep, of the future, and of no task', async () => {
  await using server = await ServerProcess.start();
  using agent = new AgentClient(server.addresses.grpc, 'shop');
  const taskId = await createTraceTask(server, {
    service: 'shop',
    endpointName: '/slow',
    minDurationThreshold: 0,
    dumpPeriod: 10,
    maxSamplingCount: 9,
  });
  const startMs = Date.now();
  const dump = (sequence: number, more: object = {}) => ({
    taskId,
    segmentId: 'deep',
    timeMs: startMs + 10 * sequence,
    sequence,
    frames: deep,
    ...more,
  });
  const day = 86_400_000;
  const expected = {
    [dropped('unknown_task')]: 2,
    [dropped('in_future')]: 1,
    [dropped('too_old')]: 2,
  };
  await expectRise(server, expected, async () => {
    const end = await agent.sendDumps([
      dump(2),
      dump(0),
      dump(1),
      dump(1),
      dump(5, { taskId: '17_bm9ib2R5.1' }),
      dump(6, { taskId: '' }),
      dump(7, { timeMs: startMs + 2 * day }),
      dump(8, { timeMs: 1 }),
      dump(9, { timeMs: -1 }),
    ]);
    assert.equal(end, 'OK');
  });
  const elements = await eventually(10_000, async () => {
    const { analysis } = await server.query<{
      analysis: {
        trees: readonly {
          readonly elements: readonly { readonly duration: number; readonly count: number }[];
        }[];
      };
    }>(
      `query($q: [SegmentProfileAnalyzeQuery!]!) { analysis: getSegmentsProfileAnalyze(queries: $q) {
        trees { elements { duration count } } } }`,
      {
        q: [{ segmentId: 'deep', timeRange: { start: startMs - day, end: startMs + 3 * day } }],
      },
    );
    assert.equal(analysis.trees.length, 1);
    return analysis.trees[0]?.elements ?? [];
  });
  assert.deepEqual(
    elements,
    deep.map(() => ({ duration: 20, count: 3 })),
  );
  await assertGoesOn(server);
});

test('bytes that are no dump cost themselves, and the stream goes on', async () => {
  await using server = await ServerProcess.start();
  using client = await GrpcClient.open(server.addresses.grpc);
  const junk = [Buffer.from('0a', 'hex'), Buffer.from('2a05ffffffffff', 'hex'), Buffer.alloc(3, 7)];
  const path = '/skywalking.v3.ProfileTask/collectSnapshot';
  const counter = 'profile_task_analysis_error_count{protocol="grpc"}';
  await expectRise(server, { [counter]: junk.length }, async () => {
    const outcome = await client.call(framed(...junk), path);
    assert.deepEqual(outcome, { httpStatus: 200, status: 0, message: '' });
  });
  await assertGoesOn(server);
});
