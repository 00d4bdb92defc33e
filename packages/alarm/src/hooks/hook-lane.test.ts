import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counter, type LogFields } from '@stormpetrel/base';
import { FakeClock, SeededRandom } from '@stormpetrel/testkit';
import fc from 'fast-check';
import type { AlarmNotice } from '../notice.ts';
import { HookLane, type LaneParts } from './hook-lane.ts';
import { hookLimits } from './hook-limits.ts';
import type { HookTarget, SendResult } from './hook-target.ts';
import { firing, recovered, startMs } from './testing/sample-notices.ts';

const sent: SendResult = { kind: 'sent' };
const again: SendResult = { kind: 'again', reason: 'busy' };

interface Opened {
  readonly lane: HookLane;
  /** The uuids of each batch that was tried. */
  readonly batches: string[][];
  readonly pausesMs: number[];
  readonly logged: LogFields[];
  readonly counts: () => readonly number[];
  /** Done when the lane has nothing left to do. */
  readonly idle: () => Promise<void>;
}

function openLane(
  answer: (batch: readonly AlarmNotice[], signal: AbortSignal) => SendResult | Promise<SendResult>,
  target: Partial<HookTarget> = {},
  parts: Partial<LaneParts> = {},
): Opened {
  const batches: string[][] = [];
  const pausesMs: number[] = [];
  const logged: LogFields[] = [];
  const counters = { sent: new Counter(), failed: new Counter(), dropped: new Counter() };
  const lane = new HookLane(
    'webhook.a',
    {
      key: 'a',
      address: 'http://a',
      secrets: ['pass-word'],
      batchMax: 3,
      takesFiring: true,
      takesRecovery: true,
      send: async (batch, signal) => {
        batches.push(batch.map(({ uuid }) => uuid));
        return answer(batch, signal);
      },
      ...target,
    },
    counters,
    {
      limits: hookLimits,
      clock: new FakeClock(startMs),
      random: () => 0,
      logger: { log: (_level, _message, fields = {}) => void logged.push(fields) },
      sleep: async (durationMs, signal) => {
        if (durationMs === hookLimits.flushMsMax && !signal.aborted) {
          return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
        }
        pausesMs.push(durationMs);
      },
      ...parts,
    },
  );
  const counts = (): number[] => [
    counters.sent.value,
    counters.failed.value,
    counters.dropped.value,
  ];
  const idle = async (): Promise<void> => {
    for (let turns = 0; turns < 1_000; turns++) await Promise.resolve();
  };
  return { lane, batches, pausesMs, logged, counts, idle };
}

const alarms = (...uuids: string[]): AlarmNotice[] => uuids.map((uuid) => firing({ uuid }));

test('sends what comes in one tick together, and no more than the target takes', async () => {
  const { lane, batches, counts, idle } = openLane(() => sent);
  lane.offer(alarms('1', '2'));
  lane.offer(alarms('3', '4'));
  await idle();
  lane.offer(alarms('5'));
  await idle();
  assert.deepEqual(
    [batches, counts()],
    [
      [['1', '2', '3'], ['4'], ['5']],
      [5, 0, 0],
    ],
  );
});

test('keeps the order of alarms and recoveries, and never mixes them', async () => {
  const { lane, batches, idle } = openLane(() => sent);
  lane.offer([...alarms('1', '2'), recovered({ uuid: '1' }), ...alarms('3')]);
  await idle();
  assert.deepEqual(batches, [['1', '2'], ['1'], ['3']]);
});

test('leaves out the kind that the target is not told of', async () => {
  const notices = [...alarms('1'), recovered({ uuid: '2' })];
  for (const takesFiring of [true, false]) {
    const target = { takesFiring, takesRecovery: !takesFiring };
    const { lane, batches, idle } = openLane(() => sent, target);
    lane.offer(notices);
    await idle();
    assert.deepEqual(batches, [[takesFiring ? '1' : '2']]);
  }
});

test('tries again with pauses that double, and gives up in the end', async () => {
  const { lane, batches, pausesMs, logged, counts, idle } = openLane(() => again);
  lane.offer(alarms('1'));
  await idle();
  assert.equal(batches.length, hookLimits.attemptsMax);
  assert.deepEqual(pausesMs, [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000]);
  assert.deepEqual(counts(), [0, 1, 0]);
  assert.deepEqual(logged, [
    {
      kind: 'alarm-hook-failed',
      suppressed: 0,
      code: 'ALARM_NOT_DELIVERED',
      hook: 'webhook.a',
      address: 'http://a',
      notices: 1,
      attempts: 8,
      reason: 'busy',
    },
  ]);
});

test('half of a pause is chance', async () => {
  const random = new SeededRandom(7);
  const { lane, pausesMs, idle } = openLane(() => again, {}, { random: () => random.next() });
  lane.offer(alarms('1'));
  await idle();
  pausesMs.forEach((pauseMs, i) => {
    const fullMs = Math.min(60_000, 1_000 * 2 ** i);
    assert.ok(pauseMs >= fullMs / 2 && pauseMs < fullMs, `${pauseMs} of ${fullMs}`);
  });
});

test('waits as long as it is asked to', async () => {
  let attempts = 0;
  const { lane, pausesMs, counts, idle } = openLane(() =>
    ++attempts < 3 ? { ...again, afterMs: 1_700 } : sent,
  );
  lane.offer(alarms('1'));
  await idle();
  assert.deepEqual(
    [pausesMs, counts()],
    [
      [1_700, 1_700],
      [1, 0, 0],
    ],
  );
});

test('does not repeat what was refused, and goes on with the next', async () => {
  const { lane, batches, counts, idle } = openLane(
    ([first]) => (first?.uuid === '1' ? { kind: 'failed', reason: 'no' } : sent),
    { batchMax: 1 },
  );
  lane.offer(alarms('1', '2'));
  await idle();
  assert.deepEqual(
    [batches, counts()],
    [
      [['1'], ['2']],
      [1, 1, 0],
    ],
  );
});

test('outlives a target that throws', async () => {
  let calls = 0;
  const { lane, counts, idle } = openLane(
    () => {
      if (++calls === 1) throw new Error('odd');
      return sent;
    },
    { batchMax: 1 },
  );
  lane.offer(alarms('1', '2'));
  await idle();
  assert.deepEqual(counts(), [1, 1, 0]);
});

test('drops the oldest past the limit, counts them and says so once', async () => {
  const first = Promise.withResolvers<SendResult>();
  const { lane, batches, counts, logged, idle } = openLane(
    (batch) => (batch[0]?.uuid === 'first' ? first.promise : sent),
    { batchMax: 1 },
    { limits: { ...hookLimits, queuedNoticesMax: 2 } },
  );
  lane.offer(alarms('first'));
  await idle();
  lane.offer(alarms('1', '2', '3'));
  lane.offer(alarms('4'));
  first.resolve(sent);
  await idle();
  assert.deepEqual(
    [batches, counts()],
    [
      [['first'], ['3'], ['4']],
      [3, 0, 2],
    ],
  );
  assert.deepEqual(
    logged.map(({ kind, notices }) => [kind, notices]),
    [['alarm-hook-dropped', 1]],
  );
});

test('closing sends what is queued, with one more attempt instead of pauses', async () => {
  let attempts = 0;
  const { lane, batches, counts } = openLane(([first]) => {
    attempts++;
    return first?.uuid === '1' ? again : sent;
  });
  lane.offer([...alarms('1'), recovered({ uuid: '2' })]);
  await lane.close();
  assert.deepEqual([batches, counts(), attempts], [[['1'], ['2']], [1, 1, 0], 2]);
});

test('closing cuts a pause short', async () => {
  const inPause = Promise.withResolvers<void>();
  let attempts = 0;
  const { lane, counts } = openLane(
    () => (++attempts === 1 ? again : sent),
    {},
    {
      sleep: (_durationMs, signal) =>
        new Promise((resolve) => {
          inPause.resolve();
          if (signal.aborted) resolve();
          signal.addEventListener('abort', () => resolve());
        }),
    },
  );
  lane.offer(alarms('1'));
  await inPause.promise;
  await lane.close();
  assert.deepEqual([attempts, counts()], [2, [1, 0, 0]]);
});

test('closing lets go of a target that hangs, and counts what it still had', async () => {
  let closed = 0;
  const { lane, batches, counts } = openLane(
    (_batch, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) resolve(again);
        signal.addEventListener('abort', () => resolve(again));
      }),
    { batchMax: 1, close: () => void closed++ },
    { sleep: () => Promise.resolve() },
  );
  lane.offer(alarms('1', '2', '3'));
  await lane.close();
  assert.deepEqual([batches[0], counts(), closed], [['1'], [0, 1, 2], 1]);
});

test('no log line shows what is secret', async () => {
  const { lane, logged, idle } = openLane(() => ({
    kind: 'failed',
    reason: 'http://a/pass-word said: pass-word is wrong',
  }));
  lane.offer(alarms('1'));
  await idle();
  assert.equal(logged[0]?.['reason'], 'http://a/*** said: *** is wrong');
});

test('every notice is counted once, and what is sent keeps its order', async () => {
  const kinds = fc.array(fc.tuple(fc.boolean(), fc.nat({ max: 3 })), { maxLength: 40 });
  const answers = fc.array(fc.constantFrom('sent', 'again', 'failed'), { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(kinds, answers, fc.integer({ min: 1, max: 5 }), async (ticks, said, max) => {
      let calls = 0;
      const order: string[] = [];
      const { lane, counts, idle } = openLane(
        (batch) => {
          const kind = said[calls++ % said.length] ?? 'sent';
          if (kind !== 'sent') return { kind, reason: '' };
          assert.equal(new Set(batch.map((notice) => notice.recoveryTimeMs)).size, 1);
          order.push(...batch.map(({ uuid }) => uuid));
          return sent;
        },
        { batchMax: max },
        { limits: { ...hookLimits, queuedNoticesMax: 10 } },
      );
      let offered = 0;
      for (const [over, turns] of ticks) {
        const uuid = String(offered++).padStart(3, '0');
        lane.offer([over ? recovered({ uuid }) : firing({ uuid })]);
        for (let i = 0; i < turns; i++) await Promise.resolve();
      }
      await idle();
      await lane.close();
      const [sentCount = 0, failed = 0, dropped = 0] = counts();
      assert.deepEqual([sentCount + failed + dropped, order.length], [offered, sentCount]);
      assert.deepEqual(order, order.toSorted());
    }),
  );
});
