import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProfilingOperation, memberId, profilingDataSchemas, serviceId } from '@stormpetrel/model';
import { ProfileBuilder, none } from '@stormpetrel/profile';
import { packProfile } from '@stormpetrel/profile/jobs';
import { baseMs, endpointOver, read, seededStore } from '../../../testing/ask.ts';
import { addLog } from '../../../testing/profiling-seed.ts';
import { Seed } from '../../../testing/seed.ts';

const nowMs = baseMs + 3_600_000;
const shop = serviceId('shop', true);
const i1 = memberId(shop, 'i1');
const creation = `mutation ($r: PprofTaskCreationRequest!) {
  r: createPprofTask(pprofTaskCreationRequest: $r) { code errorReason id } }`;
const listing = `query ($r: PprofTaskListRequest!) { r: queryPprofTaskList(request: $r) {
  errorReason tasks { id serviceId serviceInstanceIds createTime events duration dumpPeriod } } }`;
const good = {
  serviceId: shop,
  serviceInstanceIds: [i1],
  duration: 5,
  events: 'BLOCK',
  dumpPeriod: 7,
};

test('refuses a task in the words that clients know, in the order of the checks', async () => {
  const endpoint = endpointOver(await seededStore(new Seed()));
  const cases: readonly (readonly [change: object, reason: string])[] = [
    [{ serviceId: '', duration: 0 }, 'service cannot be null'],
    [{ duration: 0, dumpPeriod: 0 }, 'duration cannot be negative'],
    [{ duration: null }, 'duration cannot be negative'],
    [{ duration: 16, dumpPeriod: 0 }, 'duration cannot be greater than 15 minutes'],
    [{ dumpPeriod: 0, serviceInstanceIds: [] }, 'dumpPeriod cannot be negative'],
    [{ events: 'MUTEX', dumpPeriod: null }, 'dumpPeriod cannot be negative'],
    [{ serviceInstanceIds: [] }, 'serviceInstanceIds cannot be empty'],
    [{ events: 'HEAP', serviceInstanceIds: [] }, 'serviceInstanceIds cannot be empty'],
  ];
  for (const [change, errorReason] of cases) {
    const answer = await read(endpoint, creation, { r: { ...good, ...change } });
    assert.deepEqual(answer, { code: 'ARGUMENT_ERROR', errorReason, id: null });
  }
});

test('one task of a kind runs at a time; what is taken at once does not run', async () => {
  const endpoint = endpointOver(await seededStore(new Seed()));
  const create = async (change: object): Promise<unknown> => {
    const answer = await read(endpoint, creation, { r: { ...good, ...change } });
    return (answer as { code: string }).code;
  };
  const heap = { events: 'HEAP', duration: null, dumpPeriod: null };
  assert.equal(await create({}), 'SUCCESS');
  assert.equal(await create({}), 'ALREADY_PROFILING_ERROR');
  assert.equal(await create({ events: 'CPU', dumpPeriod: null }), 'SUCCESS');
  assert.equal(await create(heap), 'SUCCESS');
  assert.equal(await create(heap), 'SUCCESS');
  assert.deepEqual(await read(endpoint, creation, { r: good }), {
    code: 'ALREADY_PROFILING_ERROR',
    errorReason: 'current service already has monitor pprof task execute at this time',
    id: null,
  });
  const task = (late: number, events: string, duration: number, dumpPeriod: number): object => ({
    id: `${nowMs + late}_${shop}`,
    serviceId: shop,
    serviceInstanceIds: [i1],
    createTime: nowMs + late,
    events,
    duration,
    dumpPeriod,
  });
  const { tasks, errorReason } = (await read(endpoint, listing, { r: { serviceId: shop } })) as {
    readonly tasks: readonly { readonly createTime: number }[];
    readonly errorReason: null;
  };
  assert.equal(errorReason, null);
  // Refused tasks take a time of their own too: ids are never given twice.
  assert.deepEqual(tasks, [
    task(4, 'HEAP', 0, 0),
    task(3, 'HEAP', 0, 0),
    task(2, 'CPU', 5, 0),
    task(0, 'BLOCK', 5, 7),
  ]);
});

test('tells how far instances are', async () => {
  const seed = new Seed();
  const task = {
    kind: 'pprof',
    id: 't',
    serviceId: shop,
    createTimeMs: nowMs,
    startTimeMs: nowMs,
    endTimeMs: nowMs,
    spec: { instanceIds: [i1], event: 'HEAP', durationMinutes: 0, dumpPeriod: 0 },
  } as const;
  addLog(seed, task, { instance: 'i1', operation: ProfilingOperation.tooLarge, timeMs: 5 });
  // What SkyWalking has no word for.
  addLog(seed, task, { instance: 'i2', operation: ProfilingOperation.overrun, timeMs: 6 });
  const endpoint = endpointOver(await seededStore(seed));
  const progress = `query { r: queryPprofTaskProgress(taskId: "t") {
    logs { id instanceId instanceName operationType operationTime } errorInstanceIds successInstanceIds } }`;
  const line = { id: 't', instanceId: i1, instanceName: 'i1', operationTime: 5 };
  assert.deepEqual(await read(endpoint, progress), {
    logs: [{ ...line, operationType: 'PPROF_UPLOAD_FILE_TOO_LARGE_ERROR' }],
    errorInstanceIds: [i1],
    successInstanceIds: [],
  });
});

test('adds the main values of profiles up', async () => {
  const builder = new ProfileBuilder('pprof');
  const types = [
    { name: 'inuse_objects', unit: 'count' },
    { name: 'inuse_space', unit: 'bytes' },
  ];
  const event = builder.event('space', types, 1);
  event.add(builder.stack(none, builder.frame(builder.string('main'), { line: 4 })));
  event.setValue(0, 1);
  event.setValue(1, 512);
  const profile = packProfile(builder.finish());
  const row = { uploadTime: nowMs, taskId: 't', instance: i1, profile };
  const seed = new Seed().record(profilingDataSchemas.pprof, row);
  const endpoint = endpointOver(await seededStore(seed));
  const analyze = (taskId: string): Promise<unknown> =>
    read(
      endpoint,
      `query ($r: PprofAnalyzationRequest!) { r: queryPprofAnalyze(request: $r) {
        tree { elements { id parentId codeSignature total self } } } }`,
      { r: { taskId, instanceIds: [i1] } },
    );
  const root = { id: '0', parentId: '-1', codeSignature: 'root', self: 0 };
  const main = { id: '1', parentId: '0', codeSignature: 'main:4', total: 512, self: 512 };
  assert.deepEqual(await analyze('t'), { tree: { elements: [{ ...root, total: 512 }, main] } });
  assert.deepEqual(await analyze('none'), { tree: { elements: [{ ...root, total: 0 }] } });
});
