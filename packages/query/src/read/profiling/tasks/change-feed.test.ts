import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CodedError } from '@stormpetrel/base';
import { ProfilingOperation, memberId, profilingLogSchemas } from '@stormpetrel/model';
import { rowWriter } from '@stormpetrel/storage/api';
import { openMemoryStore } from '@stormpetrel/storage/memory';
import { recordSchemas } from '@stormpetrel/model';
import { FakeClock } from '@stormpetrel/testkit';
import { inlineProfileWork } from '@stormpetrel/profile/jobs';
import { queryLimits } from '../../../limits.ts';
import { baseMs, settings } from '../../../testing/ask.ts';
import { traceTask } from '../../../testing/profiling-seed.ts';
import { type Change, ChangeFeed } from './change-feed.ts';
import { ProfilingTasks } from './profiling-tasks.ts';
import { TaskViews } from './task-views.ts';
import { Uploads } from '../uploads.ts';

const periodMs = 5;
const never = 60_000;

function world(): {
  readonly feed: ChangeFeed;
  readonly tasks: ProfilingTasks;
  readonly rows: ReturnType<typeof rowWriter>;
  readonly errors: unknown[];
  readonly reads: { count: number; fail: boolean };
} {
  const clock = new FakeClock(baseMs);
  const { reader, writer } = openMemoryStore({
    schema: { tables: [], records: recordSchemas },
    retention: settings.retention,
    clock,
  });
  const rows = rowWriter(writer);
  const reads = { count: 0, fail: false };
  const counting = {
    ...reader,
    readMetrics: reader.readMetrics.bind(reader),
    readMetadata: reader.readMetadata.bind(reader),
    close: reader.close.bind(reader),
    readRecords: async (query: Parameters<typeof reader.readRecords>[0]) => {
      reads.count++;
      if (reads.fail) throw new Error('no store');
      return reader.readRecords(query);
    },
  };
  const tasks = new ProfilingTasks({ reader: counting, rows, clock });
  const views = new TaskViews(counting, clock);
  const work = inlineProfileWork();
  const uploads = new Uploads({ reader: counting, rows, clock, work, newId: () => 'u' });
  const errors: unknown[] = [];
  const onError = (error: unknown): void => void errors.push(error);
  const feed = new ChangeFeed({ tasks, views, uploads, clock, onError, periodMs });
  return { feed, tasks, rows, errors, reads };
}

async function next(changes: AsyncIterator<Change | undefined>): Promise<string> {
  const { value } = (await changes.next()) as { readonly value: Change | undefined };
  return value?.event === 'task' ? `${value.view.serviceName} ${value.view.state}` : 'nothing';
}

function draftOf(service: string): Parameters<ProfilingTasks['create']>[0] {
  const { serviceId, spec } = traceTask(service, baseMs);
  return { kind: 'trace', serviceId, durationMs: 300_000, spec };
}

test('tells what is under way, and then each change once', async () => {
  const { feed, tasks, rows } = world();
  const task = await tasks.create(draftOf('shop'));
  assert.ok(task !== undefined);
  const leaving = new AbortController();
  const changes = feed.follow(leaving.signal, never)[Symbol.asyncIterator]();
  assert.equal(await next(changes), 'shop waiting');
  await tasks.create(draftOf('bank'));
  assert.equal(await next(changes), 'bank waiting');
  const row = {
    time: task.endTimeMs,
    taskId: task.id,
    instance: memberId(task.serviceId, 'i1'),
    operation: ProfilingOperation.notified,
    operationTime: baseMs,
    message: '',
  };
  await rows.writeRows({ records: [{ schema: profilingLogSchemas.trace, rows: [row] }] });
  assert.equal(await next(changes), 'shop sent');
  const later = feed.follow(leaving.signal, never)[Symbol.asyncIterator]();
  assert.deepEqual(
    new Set([await next(later), await next(later)]),
    new Set(['shop sent', 'bank waiting']),
  );
  leaving.abort();
  assert.deepEqual(await changes.next(), { value: undefined, done: true });
  assert.equal(feed.followers, 0);
});

test('says now and then that nothing changes', async () => {
  const { feed } = world();
  const leaving = new AbortController();
  const changes = feed.follow(leaving.signal, 1)[Symbol.asyncIterator]();
  assert.equal(await next(changes), 'nothing');
  leaving.abort();
});

test('does not look at the store while nobody follows, and goes on where it fails', async () => {
  const { feed, tasks, reads, errors } = world();
  await tasks.create(draftOf('shop'));
  const before = reads.count;
  await new Promise((resolve) => setTimeout(resolve, 4 * periodMs));
  assert.equal(reads.count, before);
  reads.fail = true;
  const leaving = new AbortController();
  const changes = feed.follow(leaving.signal, never)[Symbol.asyncIterator]();
  const first = next(changes);
  while (errors.length < 2) await new Promise((resolve) => setTimeout(resolve, periodMs));
  reads.fail = false;
  assert.equal(await first, 'shop waiting');
  leaving.abort();
});

test('lets no more follow than the limit, and those again whose place is free', () => {
  const { feed } = world();
  const all = Array.from({ length: queryLimits.profileListenersMax }, () => {
    const leaving = new AbortController();
    feed.follow(leaving.signal, never);
    return leaving;
  });
  const follow = (): unknown => feed.follow(new AbortController().signal, never);
  assert.throws(
    follow,
    (error) => error instanceof CodedError && error.code === 'QUERY_PROFILE_LISTENERS',
  );
  for (const leaving of all) leaving.abort();
  assert.equal(feed.followers, 0);
  const gone = AbortSignal.abort();
  feed.follow(gone, never);
  assert.equal(feed.followers, 0);
});
