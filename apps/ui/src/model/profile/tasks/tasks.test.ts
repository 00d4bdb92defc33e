import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problemsOf, unfitReason, usualKind } from './create-task.ts';
import type { TaskDraft } from './create-task.ts';
import { comparablesOf } from './profile-subject.ts';
import { readAgain } from '../../page/refresh.ts';
import { orderSpans, rangesOf } from './profiled-segments.ts';
import { parseReference } from './reference.ts';
import { durationMsOf, parseTask, parseUpload, profilesOf, subjectOf } from './task.ts';
import { openTaskFeed, uploadProfile } from './task-list.ts';
import type { TaskList } from './task-list.ts';

const wireTask = {
  id: '1000_c2hvcA==.1',
  kind: 'async-profiler',
  serviceId: 'c2hvcA==.1',
  serviceName: 'shop',
  createTimeMs: 1000,
  startTimeMs: 1000,
  endTimeMs: 61_000,
  state: 'done',
  reason: '',
  spec: { events: ['CPU', 'ALLOC'], durationSeconds: 60, execArgs: '' },
  instances: [
    {
      id: 'c2hvcA==.1_YQ==',
      name: 'a',
      state: 'done',
      reason: '',
      logs: [{ operation: 'NOTIFIED', timeMs: 2000 }],
      profile: 'task/1000_c2hvcA==.1/c2hvcA==.1_YQ==',
    },
    { id: 'c2hvcA==.1_Yg==', name: 'b', state: 'waiting', reason: '', logs: [], profile: null },
  ],
  segmentCount: 0,
};

test('reads a task, and what of it can be looked at', () => {
  const task = parseTask(wireTask);
  assert.ok(task !== undefined);
  assert.equal(subjectOf(task), 'cpu alloc');
  assert.equal(durationMsOf(task), 60_000);
  assert.deepEqual(profilesOf(task), [
    { reference: 'task/1000_c2hvcA==.1/c2hvcA==.1_YQ==', label: 'a' },
  ]);
});

test('takes no answer for what it is not, and a state that it does not know for waiting', () => {
  assert.equal(parseTask(undefined), undefined);
  assert.equal(parseTask({ id: 'x', kind: 'ebpf' }), undefined);
  assert.equal(parseTask({ id: 'x', kind: 'trace', state: 'dreaming' })?.state, 'waiting');
  assert.equal(parseUpload({}), undefined);
  assert.equal(parseUpload({ id: 'u1' })?.profile, 'upload/u1');
});

test('offers the thread dumps of a trace task as soon as there are some', () => {
  const task = (segmentCount: number) =>
    parseTask({ id: '5_x.1', kind: 'trace', spec: { endpointName: 'GET:/a' }, segmentCount });
  const [none, some] = [task(0), task(3)];
  assert.ok(none !== undefined && some !== undefined);
  assert.deepEqual(profilesOf(none), []);
  assert.deepEqual(profilesOf(some), [{ reference: 'trace/5_x.1', label: 'GET:/a' }]);
});

type Listener = (event: { readonly data?: unknown }) => void;

/** A stream that a test speaks through, and a server that answers when it is told to. */
function openFakes() {
  const listeners = new Map<string, Listener>();
  const answers: ((body: unknown, status?: number) => void)[] = [];
  const feed = openTaskFeed({
    fetch: () =>
      new Promise((resolve) =>
        answers.push((body, status = 200) =>
          resolve(new Response(JSON.stringify(body), { status })),
        ),
      ),
    openStream: () => ({
      addEventListener: (type, take) => void listeners.set(type, take),
      close: () => listeners.clear(),
    }),
    clock: () => 7,
  });
  return {
    feed,
    answer: async (body: unknown, status?: number): Promise<void> => {
      answers.shift()?.(body, status);
      await new Promise((done) => setImmediate(done));
    },
    tell: (type: string, data?: unknown) =>
      listeners.get(type)?.(data === undefined ? {} : { data: JSON.stringify(data) }),
    asked: () => answers.length,
  };
}

function listOf(feed: ReturnType<typeof openFakes>['feed']): TaskList | undefined {
  const result = feed.result.value;
  return 'value' in result ? result.value : undefined;
}

test('reads again when the reader asks for it, and believes the newest answer', async () => {
  const { feed, answer, asked } = openFakes();
  readAgain();
  assert.equal(asked(), 2);
  await answer({ tasks: [{ ...wireTask, state: 'sent' }], uploads: [] });
  assert.equal(feed.result.value.state, 'loading');
  await answer({ tasks: [wireTask], uploads: [] });
  assert.deepEqual(
    listOf(feed)?.tasks.map(({ state }) => state),
    ['done'],
  );
  readAgain();
  await answer({}, 503);
  assert.equal(feed.result.value.state, 'stale');
  feed.close();
  readAgain();
  assert.equal(asked(), 0);
});

test('shows changes as they are told, also those that overtake the first answer', async () => {
  const { feed, answer, tell } = openFakes();
  tell('open');
  tell('task', { ...wireTask, state: 'done' });
  await answer({ tasks: [{ ...wireTask, state: 'sent' }], uploads: [] });
  assert.equal(feed.isPushed.value, true);
  assert.deepEqual(
    listOf(feed)?.tasks.map(({ state }) => state),
    ['done'],
  );
  tell('task', { ...wireTask, id: '2000_c2hvcA==.1', createTimeMs: 2000, state: 'waiting' });
  tell('upload', { id: 'u1', name: 'a.jfr' });
  tell('task', 'nonsense');
  assert.deepEqual(
    listOf(feed)?.tasks.map(({ id }) => id),
    ['2000_c2hvcA==.1', '1000_c2hvcA==.1'],
  );
  assert.equal(listOf(feed)?.uploads.length, 1);
  feed.close();
});

test('reads the list anew when the stream comes back, and keeps the old one when that fails', async () => {
  const { feed, answer, tell, asked } = openFakes();
  tell('open');
  await answer({ tasks: [wireTask], uploads: [] });
  tell('error');
  assert.equal(feed.isPushed.value, false);
  tell('open');
  assert.equal(asked(), 1);
  await answer({ code: 'STORE_NOT_READY', message: 'The storage is not ready.' }, 503);
  assert.equal(feed.result.value.state, 'stale');
  assert.equal(listOf(feed)?.tasks.length, 1);
  feed.close();
});

test('says that there is nothing, and fills up when the first task is made', async () => {
  const { feed, answer, tell } = openFakes();
  await answer({ tasks: [], uploads: [] });
  assert.equal(feed.result.value.state, 'empty');
  tell('task', wireTask);
  assert.equal(feed.result.value.state, 'ready');
  feed.close();
});

test('uploads under a name, and passes on why a file is refused', async () => {
  const asked: string[] = [];
  const body = new Blob(['x']);
  const answering =
    (status: number, answer: unknown): typeof fetch =>
    async (url) => {
      asked.push(typeof url === 'string' ? url : '');
      return new Response(JSON.stringify(answer), { status });
    };
  const upload = await uploadProfile(
    answering(200, { id: 'u1' }),
    { name: 'a b.jfr', body },
    's.1',
  );
  assert.equal(upload.profile, 'upload/u1');
  assert.deepEqual(asked, ['/api/profiling/uploads?name=a+b.jfr&service=s.1']);
  await assert.rejects(
    uploadProfile(
      answering(413, { code: 'X', message: 'It is too large.' }),
      { name: '', body },
      '',
    ),
    /too large/,
  );
});

test('says before the server does what a task lacks', () => {
  const check = (draft: TaskDraft, expected: readonly string[]): void =>
    assert.deepEqual(Object.keys(problemsOf(draft)).sort(), expected);
  const trace = {
    kind: 'trace',
    serviceId: 's',
    endpointName: 'GET:/a',
    durationMinutes: 5,
    minDurationThresholdMs: 0,
    dumpPeriodMs: 10,
    maxSamplingCount: 9,
  } as const;
  check(trace, []);
  check(
    { ...trace, endpointName: ' ', durationMinutes: 16, dumpPeriodMs: 9, maxSamplingCount: 10 },
    ['duration', 'endpoint', 'period', 'samples'],
  );
  check({ ...trace, serviceId: '', minDurationThresholdMs: Number.NaN }, ['service', 'threshold']);
  const jfr = { kind: 'async-profiler', serviceId: 's', instanceIds: ['i'], execArgs: '' } as const;
  check({ ...jfr, durationSeconds: 60, events: ['CPU'] }, []);
  check({ ...jfr, instanceIds: [], durationSeconds: 0, events: [] }, [
    'duration',
    'events',
    'instances',
  ]);
  const pprof = { kind: 'pprof', serviceId: 's', instanceIds: ['i'], dumpPeriod: 0 } as const;
  check({ ...pprof, event: 'HEAP', durationMinutes: 0 }, []);
  check({ ...pprof, event: 'BLOCK', durationMinutes: 16 }, ['duration', 'period']);
});

test('knows what agents of a language can do', () => {
  assert.equal(usualKind('GO'), 'pprof');
  assert.equal(unfitReason('async-profiler', ['GO', 'JAVA']), undefined);
  assert.notEqual(unfitReason('async-profiler', ['GO']), undefined);
  assert.notEqual(unfitReason('pprof', ['JAVA']), undefined);
  assert.notEqual(unfitReason('trace', ['NODEJS']), undefined);
  assert.equal(unfitReason('trace', ['PYTHON']), undefined);
  assert.equal(unfitReason('pprof', ['UNKNOWN']), undefined);
});

test('offers other instances of the task first, then its service, then the rest', () => {
  const other = (id: string, serviceId: string, createTimeMs: number) =>
    parseTask({
      ...wireTask,
      id,
      serviceId,
      createTimeMs,
      startTimeMs: createTimeMs,
      instances: [{ ...wireTask.instances[0], profile: `task/${id}/${serviceId}_YQ==` }],
    });
  const own = parseTask({
    ...wireTask,
    instances: [
      wireTask.instances[0],
      { ...wireTask.instances[1], profile: 'task/1000_c2hvcA==.1/c2hvcA==.1_Yg==' },
    ],
  });
  const list: TaskList = {
    tasks: [other('9_eA==.1', 'eA==.1', 9), own, other('3_c2hvcA==.1', 'c2hvcA==.1', 3)].flatMap(
      (task) => task ?? [],
    ),
    uploads: [parseUpload({ id: 'u1', timeMs: 99 })].flatMap((each) => each ?? []),
  };
  const reference = parseReference('task/1000_c2hvcA==.1/c2hvcA==.1_YQ==');
  assert.ok(reference !== undefined);
  assert.deepEqual(
    comparablesOf(reference, list).map((each) => each.reference),
    [
      'task/1000_c2hvcA==.1/c2hvcA==.1_Yg==',
      'task/3_c2hvcA==.1/c2hvcA==.1_YQ==',
      'task/9_eA==.1/eA==.1_YQ==',
      'upload/u1',
    ],
  );
});

const wireSpan = (spanId: number, parentSpanId: number, startTime: number, endTime: number) => ({
  spanId,
  parentSpanId,
  segmentId: 's',
  startTime,
  endTime,
  endpointName: `span ${spanId}`,
  isError: null,
  profiled: true,
});

test('orders spans as a waterfall, those without a parent on top', () => {
  const spans = orderSpans([
    wireSpan(3, 1, 30, 40),
    wireSpan(1, 0, 20, 50),
    wireSpan(0, -1, 0, 100),
    wireSpan(2, 0, 10, 15),
    wireSpan(9, 7, 5, 6),
  ]);
  assert.deepEqual(
    spans.map(({ spanId, depth }) => [spanId, depth]),
    [
      [0, 0],
      [2, 1],
      [1, 1],
      [3, 2],
      [9, 0],
    ],
  );
});

test('leaves out the time of children, overlapping ones too', () => {
  const spans = orderSpans([
    wireSpan(0, -1, 0, 100),
    wireSpan(1, 0, 10, 30),
    wireSpan(2, 0, 20, 50),
    wireSpan(3, 0, 60, 100),
  ]);
  const [root] = spans;
  assert.ok(root !== undefined);
  assert.deepEqual(rangesOf(spans, root, false), [[0, 101]]);
  assert.deepEqual(rangesOf(spans, root, true), [
    [0, 10],
    [50, 60],
    [100, 101],
  ]);
});
