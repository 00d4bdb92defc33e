import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Telemetry } from '@stormpetrel/base';
import { ProfilingOperation, memberId, serviceId } from '@stormpetrel/model';
import { ProfileBuilder } from '@stormpetrel/profile';
import { packProfile } from '@stormpetrel/profile/jobs';
import { FakeClock, SegmentBuilder } from '@stormpetrel/testkit';
import { inlineDumpWork } from '../../../read/profiling/dumps/dump-work.ts';
import {
  ask,
  baseMs,
  coreCatalog,
  endpointOver,
  read,
  seededStore,
  settings,
} from '../../../testing/ask.ts';
import {
  addDump,
  addGoProfile,
  addLog,
  addSegment,
  addTask,
  traceTask,
} from '../../../testing/profiling-seed.ts';
import { Seed } from '../../../testing/seed.ts';
import { createGraphqlEndpoint } from '../../create-endpoint.ts';

const nowMs = baseMs + 3_600_000;
const shop = serviceId('shop', true);
const good = {
  serviceId: shop,
  endpointName: ' /slow ',
  startTime: nowMs,
  duration: 5,
  minDurationThreshold: 0,
  dumpPeriod: 10,
  maxSamplingCount: 9,
};

const creation =
  'mutation ($r: ProfileTaskCreationRequest) { r: createProfileTask(creationRequest: $r) { errorReason id } }';
const listing = `query ($s: ID, $e: String) { r: getProfileTaskList(serviceId: $s, endpointName: $e) {
  id serviceId serviceName endpointName startTime duration minDurationThreshold dumpPeriod maxSamplingCount
  logs { id instanceId instanceName operationType operationTime } } }`;

test('refuses a task in the words that clients know, in the order of the checks', async () => {
  const endpoint = endpointOver(await seededStore(new Seed()));
  const many = 'x'.repeat(513);
  const cases: readonly (readonly [change: object, reason: string])[] = [
    [{ serviceId: '', endpointName: '' }, 'service cannot be null'],
    [{ endpointName: '  ', duration: 0 }, 'endpoint name cannot be empty'],
    [{ duration: 0, minDurationThreshold: -1 }, 'monitor duration must greater than 1 minutes'],
    [
      { minDurationThreshold: -1, maxSamplingCount: 0 },
      'min duration threshold must greater than or equals zero',
    ],
    [{ maxSamplingCount: 0, duration: 16 }, 'max sampling count must greater than zero'],
    [
      { duration: 16, dumpPeriod: 9 },
      'The duration of the monitoring task cannot be greater than 15 minutes',
    ],
    [
      { dumpPeriod: 9, maxSamplingCount: 10 },
      'dump period must be greater than or equals 10 milliseconds',
    ],
    [{ maxSamplingCount: 10, endpointName: many }, 'max sampling count must less than 10'],
    [{ endpointName: many }, 'endpoint name cannot be longer than 512 characters'],
  ];
  for (const [change, errorReason] of cases) {
    const r = { ...good, ...change };
    assert.deepEqual(await read(endpoint, creation, { r }), { errorReason, id: null });
  }
  const { errors } = await ask(endpoint, creation, { r: null });
  assert.equal(errors?.length, 1);
  assert.deepEqual(await read(endpoint, listing), []);
});

test('makes a task, and lists it at once', async () => {
  const endpoint = endpointOver(await seededStore(new Seed()));
  assert.deepEqual(await read(endpoint, creation, { r: good }), {
    errorReason: null,
    id: `${nowMs}_${shop}`,
  });
  assert.deepEqual(await read(endpoint, listing, { s: shop }), [
    {
      id: `${nowMs}_${shop}`,
      serviceId: shop,
      serviceName: 'shop',
      endpointName: '/slow',
      startTime: nowMs,
      duration: 5,
      minDurationThreshold: 0,
      dumpPeriod: 10,
      maxSamplingCount: 9,
      logs: [],
    },
  ]);
});

test('one task of a service runs at a time, to the millisecond, touching included', async () => {
  const overlaps = 'current service already has monitor task execute at this time';
  const endMs = nowMs + 300_000;
  const cases: readonly (readonly [change: object, isTaken: boolean])[] = [
    [{}, false],
    [{ startTime: endMs }, false],
    [{ startTime: endMs + 1 }, true],
    [{ startTime: nowMs - 60_000, duration: 1 }, false],
    [{ startTime: nowMs - 60_001, duration: 1 }, true],
    [{ startTime: nowMs - 60_000, duration: 15 }, false],
    [{ startTime: null }, false],
    [{ startTime: -5 }, false],
    [{ serviceId: serviceId('bank', true) }, true],
  ];
  for (const [change, isTaken] of cases) {
    const store = await seededStore(addTask(new Seed(), traceTask('shop', nowMs)));
    const answer = await read(endpointOver(store), creation, { r: { ...good, ...change } });
    const { errorReason } = answer as { errorReason: string | null };
    assert.equal(errorReason, isTaken ? null : overlaps, JSON.stringify(change));
  }
});

test('lists tasks by their start, of a service, of an endpoint, with what instances told', async () => {
  const seed = new Seed();
  const first = traceTask('shop', nowMs - 10, { startTimeMs: nowMs + 600_000 });
  const second = traceTask('shop', nowMs, { spec: { endpointName: '/other' } });
  for (const task of [first, second, traceTask('bank', nowMs)]) addTask(seed, task);
  const { notified, finished } = ProfilingOperation;
  addLog(seed, first, { instance: 'i1', operation: notified, timeMs: nowMs + 1 });
  addLog(seed, first, { instance: 'i1', operation: finished, timeMs: nowMs + 9 });
  const endpoint = endpointOver(await seededStore(seed));
  const idsOf = async (variables: object): Promise<readonly string[]> => {
    const tasks = await read(endpoint, listing, { ...variables });
    return (tasks as readonly { id: string }[]).map(({ id }) => id);
  };
  assert.deepEqual(await idsOf({ s: shop }), [first.id, second.id]);
  assert.deepEqual(await idsOf({ s: shop, e: '' }), [first.id, second.id]);
  assert.deepEqual(await idsOf({ s: shop, e: '/other' }), [second.id]);
  assert.deepEqual(await idsOf({ s: 'bm9uZQ==.1' }), []);
  assert.equal((await idsOf({})).length, 3);
  const logs = await read(
    endpoint,
    'query ($t: String) { r: getProfileTaskLogs(taskID: $t) { instanceId instanceName operationType operationTime } }',
    { t: first.id },
  );
  const instance = { instanceId: memberId(shop, 'i1'), instanceName: 'i1' };
  assert.deepEqual(logs, [
    { ...instance, operationType: 'EXECUTION_FINISHED', operationTime: nowMs + 9 },
    { ...instance, operationType: 'NOTIFIED', operationTime: nowMs + 1 },
  ]);
});

const segments = `query ($t: ID!) { r: getProfileTaskSegments(taskID: $t) {
  traceId instanceName endpointNames duration start
  spans { segmentId spanId endpointName refs { parentSegmentId type } profiled } } }`;

test('shows profiled segments with the threads that they started', async () => {
  const task = traceTask('shop', nowMs);
  const crossThread = (parent: string): object => ({
    refType: 1,
    traceId: 't1',
    parentTraceSegmentId: parent,
    parentSpanId: 0,
  });
  const at = (offset: number): SegmentBuilder => new SegmentBuilder('shop', 'i1', nowMs + offset);
  const seed = addTask(new Seed(), task);
  const fromElsewhere = { refType: 0, traceId: 't1', parentTraceSegmentId: 'z', parentSpanId: 3 };
  for (const builder of [
    at(100)
      .ids('t1', 'a')
      .entry('/slow', { durationMs: 90, refs: [fromElsewhere] }),
    at(110)
      .ids('t1', 'b')
      .local('Thread/run', { refs: [crossThread('a')] }),
    at(120)
      .ids('t1', 'c')
      .local('Thread/again', { refs: [crossThread('b')] }),
    at(130)
      .ids('t1', 'd')
      .local('Thread/orphan', { refs: [crossThread('nowhere')] }),
    at(140)
      .ids('t1', 'e')
      .local('Thread/round', { refs: [crossThread('f')] }),
    at(150)
      .ids('t1', 'f')
      .local('Thread/round', { refs: [crossThread('e')] }),
    at(160).ids('t1', 'g').entry('/back'),
    at(300).ids('t2', 'h').entry('/slow', { durationMs: 5 }),
  ]) {
    addSegment(seed, builder.build());
  }
  for (const [segmentId, sequence] of [
    ['c', 0],
    ['c', 1],
    ['f', 0],
    ['h', 7],
    ['not-stored', 0],
  ] as const) {
    addDump(seed, task.id, { segmentId, timeMs: nowMs + 400, sequence, stack: 'main' });
  }
  const endpoint = endpointOver(await seededStore(seed));
  const found = (await read(endpoint, segments, { t: task.id })) as readonly {
    readonly spans: readonly object[];
  }[];
  const span = (segmentId: string, endpointName: string, profiled: boolean): object => ({
    segmentId,
    spanId: 0,
    endpointName,
    refs: [],
    profiled,
  });
  const thread = (segmentId: string, endpointName: string, parentSegmentId: string): object => ({
    ...span(segmentId, endpointName, segmentId === 'c' || segmentId === 'f'),
    refs: [{ parentSegmentId, type: 'CROSS_THREAD' }],
  });
  assert.deepEqual(found, [
    {
      traceId: 't2',
      instanceName: 'i1',
      endpointNames: ['/slow'],
      duration: 5,
      start: String(nowMs + 300),
      spans: [span('h', '/slow', true)],
    },
    {
      traceId: 't1',
      instanceName: 'i1',
      endpointNames: ['Thread/round'],
      duration: 10,
      start: String(nowMs + 140),
      spans: [thread('e', 'Thread/round', 'f'), thread('f', 'Thread/round', 'e')],
    },
    {
      traceId: 't1',
      instanceName: 'i1',
      endpointNames: ['/slow'],
      duration: 90,
      start: String(nowMs + 100),
      spans: [
        span('a', '/slow', false),
        thread('b', 'Thread/run', 'a'),
        thread('c', 'Thread/again', 'b'),
      ],
    },
  ]);
  assert.deepEqual(await read(endpoint, segments, { t: '1_bm9uZQ==.1' }), []);
});

const analysis = `query ($q: [SegmentProfileAnalyzeQuery!]!) { r: getSegmentsProfileAnalyze(queries: $q) {
  tip trees { elements { id parentId codeSignature duration durationChildExcluded count } } } }`;

interface Tree {
  readonly elements: readonly {
    readonly id: string;
    readonly codeSignature: string;
    readonly duration: number;
    readonly count: number;
  }[];
}

function linesOf({ trees }: { readonly trees: readonly Tree[] }): readonly string[] {
  return trees.flatMap(({ elements }) =>
    elements.map(({ codeSignature, duration, count }) => `${codeSignature} ${duration} ${count}`),
  );
}

test('analyses the dumps of ranges, of several segments apart', async () => {
  const seed = new Seed();
  for (let sequence = 0; sequence < 5; sequence++) {
    const timeMs = nowMs + sequence * 10;
    addDump(seed, 't', { segmentId: 'a', timeMs, sequence, stack: 'main;work' });
    addDump(seed, 't', { segmentId: 'b', timeMs, sequence, stack: 'main;wait' });
  }
  const endpoint = endpointOver(await seededStore(seed));
  const analyze = async (
    ...ranges: readonly (readonly [string, number, number])[]
  ): Promise<readonly string[]> => {
    const q = ranges.map(([segmentId, start, end]) => ({
      segmentId,
      timeRange: { start: nowMs + start, end: nowMs + end },
    }));
    return linesOf((await read(endpoint, analysis, { q })) as { trees: readonly Tree[] });
  };
  assert.deepEqual(await analyze(['a', 0, 40]), ['main 40 5', 'work 40 5']);
  assert.deepEqual(await analyze(['a', 5, 25]), ['main 10 2', 'work 10 2']);
  assert.deepEqual(await analyze(['a', 0, 40], ['b', 0, 10]), [
    'main 50 7',
    'work 40 5',
    'wait 10 2',
  ]);
  assert.deepEqual(await analyze(['a', 0, 10], ['a', 30, 40], ['a', 0, 10]), [
    'main 20 4',
    'work 20 4',
  ]);
  assert.deepEqual(await analyze(['a', 100, 200]), []);
  assert.deepEqual(await analyze(['c', 0, 40]), []);
  assert.deepEqual(await analyze(), []);
});

test('analyses the first 12,000 dumps of a range, and says so', async () => {
  const seed = new Seed();
  for (let sequence = 0; sequence < 12_010; sequence++) {
    const timeMs = nowMs + sequence;
    addDump(seed, 't', { segmentId: 'a', timeMs, sequence, stack: 'main' });
  }
  const endpoint = endpointOver(await seededStore(seed));
  const q = [{ segmentId: 'a', timeRange: { start: nowMs, end: nowMs + 20_000 } }];
  const { tip, ...rest } = (await read(endpoint, analysis, { q })) as {
    readonly tip: string;
    readonly trees: readonly Tree[];
  };
  assert.equal(
    tip,
    'Out of snapshot analyze limit, 12010 snapshots found, but analysis first 12000 snapshots only.',
  );
  assert.deepEqual(linesOf(rest), ['main 11999 12000']);
});

test('shows the profile of a Go segment as a tree from the root', async () => {
  const builder = new ProfileBuilder('pprof');
  const frame = (name: string): number => builder.frame(builder.string(name), { line: 3 });
  const event = builder.event('cpu', [{ name: 'samples', unit: 'count' }], 0, {
    type: { name: 'cpu', unit: 'nanoseconds' },
    value: 10_000_000,
  });
  event.add(builder.stack(builder.stack(0xffff_ffff, frame('main.main')), frame('main.work')));
  event.setValue(0, 4);
  const profile = packProfile(builder.finish());
  const seed = addGoProfile(new Seed(), 't', 'go', { timeMs: nowMs, profile });
  const endpoint = endpointOver(await seededStore(seed));
  const q = [{ segmentId: 'go', timeRange: { start: 1, end: 2 } }];
  assert.deepEqual(await read(endpoint, analysis, { q }), {
    tip: null,
    trees: [
      {
        elements: [
          {
            id: '0',
            parentId: '-1',
            codeSignature: 'main.main:3',
            duration: 40,
            durationChildExcluded: 0,
            count: 4,
          },
          {
            id: '1',
            parentId: '0',
            codeSignature: 'main.work:3',
            duration: 40,
            durationChildExcluded: 40,
            count: 4,
          },
        ],
      },
    ],
  });
});

test('refuses more ranges than one analysis may have', async () => {
  const endpoint = endpointOver(await seededStore(new Seed()));
  const timeRange = { start: 1, end: 2 };
  const q = Array.from({ length: 5_001 }, () => ({ segmentId: 'a', timeRange }));
  const { errors } = await ask(endpoint, analysis, { q });
  assert.deepEqual(
    errors?.map(({ extensions }) => extensions),
    [{ code: 'QUERY_REQUEST_TOO_LARGE' }],
  );
});

test('an analysis ends when whoever asked for it is gone, and nobody is told of it', async () => {
  const store = await seededStore(new Seed());
  const lines: string[] = [];
  const leaving = new AbortController();
  const endpoint = createGraphqlEndpoint({
    reader: store,
    rows: store.rows,
    clock: new FakeClock(baseMs),
    catalog: coreCatalog,
    settings,
    version: '1.2.3',
    logger: { log: (_, message) => void lines.push(message) },
    telemetry: new Telemetry(),
    dumpWork: {
      ...inlineDumpWork(store),
      analyzeSegments(ranges, signal) {
        assert.equal(ranges.length, 1);
        leaving.abort(new Error('the client is gone'));
        return Promise.reject(signal?.reason);
      },
    },
  });
  const query =
    '{getSegmentsProfileAnalyze(queries:[{segmentId:"s",timeRange:{start:1,end:2}}]){tip}}';
  await endpoint.handle({
    method: 'POST',
    url: '/graphql',
    headers: {},
    body: Buffer.from(JSON.stringify({ query })),
    signal: leaving.signal,
  });
  assert.equal(leaving.signal.aborted, true);
  assert.deepEqual(lines, []);
});
