import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type ProfilingTask,
  ProfilingOperation,
  memberId,
  profilingDataSchemas,
  serviceId,
} from '@stormpetrel/model';
import { ProfileBuilder, none } from '@stormpetrel/profile';
import { packProfile } from '@stormpetrel/profile/jobs';
import { baseMs, endpointOver, minutes, read, seededStore } from '../../../testing/ask.ts';
import { addLog, addTask } from '../../../testing/profiling-seed.ts';
import { Seed } from '../../../testing/seed.ts';

const nowMs = baseMs + 3_600_000;
const shop = serviceId('shop', true);
const [i1, i2] = ['i1', 'i2'].map((name) => memberId(shop, name)) as [string, string];
const creation = `mutation ($r: AsyncProfilerTaskCreationRequest!) {
  r: createAsyncProfilerTask(asyncProfilerTaskCreationRequest: $r) { code errorReason id } }`;
const listing = `query ($r: AsyncProfilerTaskListRequest!) { r: queryAsyncProfilerTaskList(request: $r) {
  errorReason tasks { id serviceId serviceInstanceIds createTime events duration execArgs } } }`;
const good = {
  serviceId: shop,
  serviceInstanceIds: [i1, i2, i1],
  duration: 60,
  events: ['CPU', 'ALLOC'],
  execArgs: 'chunksize=4k',
};

function taskAt(createTimeMs: number, durationSeconds = 60): ProfilingTask {
  return {
    kind: 'async-profiler',
    id: `${createTimeMs}_${shop}`,
    serviceId: shop,
    createTimeMs,
    startTimeMs: createTimeMs,
    endTimeMs: createTimeMs + durationSeconds * 1_000,
    spec: { instanceIds: [i1], events: ['CPU'], durationSeconds, execArgs: '' },
  };
}

/** A profile in which `main` waited. */
function lockProfile(delayNs: number): Uint8Array {
  const builder = new ProfileBuilder('jfr');
  const event = builder.event('jdk.ThreadPark', [{ name: 'delay', unit: 'nanoseconds' }]);
  event.add(builder.stack(none, builder.frame(builder.string('main'), { line: 4 })));
  event.setValue(0, delayNs);
  return packProfile(builder.finish());
}

test('refuses a task in the words that clients know, in the order of the checks', async () => {
  const endpoint = endpointOver(await seededStore(new Seed()));
  const cases: readonly (readonly [change: object, reason: string])[] = [
    [{ serviceId: '', duration: 0 }, 'service cannot be null'],
    [{ duration: 0, events: [] }, 'duration cannot be negative'],
    [{ events: [], serviceInstanceIds: [] }, 'events cannot be empty'],
    [{ serviceInstanceIds: [] }, 'serviceInstanceIds cannot be empty'],
    [
      { serviceInstanceIds: Array.from({ length: 1_001 }, () => i1) },
      'serviceInstanceIds cannot be more than 1000',
    ],
    [{ execArgs: 'x'.repeat(4_097) }, 'execArgs cannot be longer than 4096 characters'],
  ];
  for (const [change, errorReason] of cases) {
    const answer = await read(endpoint, creation, { r: { ...good, ...change } });
    assert.deepEqual(answer, { code: 'ARGUMENT_ERROR', errorReason, id: null });
  }
});

test('makes a task and lists it, but no other while it runs', async () => {
  const endpoint = endpointOver(await seededStore(new Seed()));
  const id = `${nowMs}_${shop}`;
  assert.deepEqual(await read(endpoint, creation, { r: good }), {
    code: 'SUCCESS',
    errorReason: null,
    id,
  });
  assert.deepEqual(await read(endpoint, creation, { r: { ...good, events: ['WALL'] } }), {
    code: 'ALREADY_PROFILING_ERROR',
    errorReason: 'current service already has monitor async profiler task execute at this time',
    id: null,
  });
  assert.deepEqual(await read(endpoint, listing, { r: { serviceId: shop } }), {
    errorReason: null,
    tasks: [
      {
        id,
        serviceId: shop,
        serviceInstanceIds: [i1, i2],
        createTime: nowMs,
        events: ['CPU', 'ALLOC'],
        duration: 60,
        execArgs: 'chunksize=4k',
      },
    ],
  });
});

test('lists newest first, of a time, no more than asked for', async () => {
  const seed = new Seed();
  const minute = (count: number): number => baseMs + count * 60_000;
  for (const count of [1, 2, 3]) addTask(seed, taskAt(minute(count), 1));
  const endpoint = endpointOver(await seededStore(seed));
  const list = async (request: object): Promise<readonly number[]> => {
    const answer = await read(endpoint, listing, { r: { serviceId: shop, ...request } });
    const { tasks } = answer as { tasks: readonly { createTime: number; execArgs: null }[] };
    assert.ok(tasks.every(({ execArgs }) => execArgs === null));
    return tasks.map(({ createTime }) => (createTime - baseMs) / 60_000);
  };
  assert.deepEqual(await list({}), [3, 2, 1]);
  assert.deepEqual(await list({ limit: 2 }), [3, 2]);
  assert.deepEqual(await list({ limit: 10_000 }), [3, 2, 1]);
  assert.deepEqual(await list({ queryDuration: minutes(1, 2) }), [2, 1]);
  assert.deepEqual(await list({ queryDuration: minutes(2, 1) }), []);
});

test('tells which instances have finished and which have failed', async () => {
  const task = taskAt(nowMs);
  const seed = addTask(new Seed(), task);
  const log = (instance: string, operation: number, timeMs: number): void =>
    void addLog(seed, task, { instance, operation, timeMs });
  log('i1', ProfilingOperation.notified, 1);
  log('i1', ProfilingOperation.finished, 2);
  log('i2', ProfilingOperation.tooLarge, 3);
  log('i3', ProfilingOperation.failed, 4);
  log('i3', 99, 5);
  const endpoint = endpointOver(await seededStore(seed));
  const progress = `query ($t: String!) { r: queryAsyncProfilerTaskProgress(taskId: $t) {
    logs { id instanceId instanceName operationType operationTime } errorInstanceIds successInstanceIds } }`;
  const line = (instanceName: string, operationType: string, operationTime: number): object => ({
    id: task.id,
    instanceId: memberId(shop, instanceName),
    instanceName,
    operationType,
    operationTime,
  });
  assert.deepEqual(await read(endpoint, progress, { t: task.id }), {
    logs: [
      line('i3', 'EXECUTION_TASK_ERROR', 4),
      line('i2', 'JFR_UPLOAD_FILE_TOO_LARGE_ERROR', 3),
      line('i1', 'EXECUTION_FINISHED', 2),
      line('i1', 'NOTIFIED', 1),
    ],
    errorInstanceIds: [memberId(shop, 'i3'), i2],
    successInstanceIds: [i1],
  });
});

test('adds the latest profiles of instances up, of all where none is named', async () => {
  const seed = new Seed();
  for (const [uploadTime, instance, delayNs] of [
    [nowMs, i1, 1],
    [nowMs + 1, i1, 10],
    [nowMs, i2, 100],
  ] as const) {
    seed.record(profilingDataSchemas['async-profiler'], {
      uploadTime,
      taskId: 't',
      instance,
      profile: lockProfile(delayNs),
    });
  }
  const endpoint = endpointOver(await seededStore(seed));
  const analyze = async (instanceIds: readonly string[], eventType = 'LOCK'): Promise<unknown> =>
    read(
      endpoint,
      `query ($r: AsyncProfilerAnalyzationRequest!) { r: queryAsyncProfilerAnalyze(request: $r) {
        tree { type elements { id parentId codeSignature total self } } } }`,
      { r: { taskId: 't', instanceIds, eventType } },
    );
  const tree = (total: number): object => ({
    tree: {
      type: 'LOCK',
      elements: [
        { id: '0', parentId: '-1', codeSignature: '', total, self: 0 },
        { id: '1', parentId: '0', codeSignature: 'main:4', total, self: total },
      ],
    },
  });
  assert.deepEqual(await analyze([i1]), tree(10));
  assert.deepEqual(await analyze([i2, i1, i2]), tree(110));
  assert.deepEqual(await analyze([]), tree(110));
  const nothing = [{ id: '0', parentId: '-1', codeSignature: '', total: 0, self: 0 }];
  assert.deepEqual(await analyze([memberId(shop, 'i3')]), {
    tree: { type: 'LOCK', elements: nothing },
  });
  assert.deepEqual(await analyze([i1], 'EXECUTION_SAMPLE'), {
    tree: { type: 'EXECUTION_SAMPLE', elements: nothing },
  });
});
