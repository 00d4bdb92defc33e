import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '@stormpetrel/testkit';
import { queryLimits } from '../limits.ts';
import { WorkTurns } from './work-turns.ts';

/** Works five times for as long, and writes down when others had the thread. */
async function work(durationMs: number): Promise<readonly string[]> {
  const clock = new FakeClock(0);
  const events: string[] = [];
  const turns = new WorkTurns(clock, undefined, async () => void events.push('others'));
  const one = async (name: number): Promise<void> => {
    await turns.next();
    clock.advance(durationMs);
    events.push(`work ${name}`);
  };
  await Promise.all([1, 2, 3, 4, 5].map(one));
  return events;
}

test('others have the thread between pieces of work once it was held for long', async () => {
  const { workSliceMs } = queryLimits;
  assert.deepEqual(await work(workSliceMs / 2), [
    'work 1',
    'work 2',
    'others',
    'work 3',
    'work 4',
    'others',
    'work 5',
  ]);
  assert.deepEqual(await work(workSliceMs), [
    'work 1',
    'others',
    'work 2',
    'others',
    'work 3',
    'others',
    'work 4',
    'others',
    'work 5',
  ]);
  assert.deepEqual(await work(0), ['work 1', 'work 2', 'work 3', 'work 4', 'work 5']);
});

test('there are no more turns once nobody wants the answer', async () => {
  const ending = new AbortController();
  const turns = new WorkTurns(new FakeClock(0), ending.signal);
  await turns.next();
  ending.abort(new Error('gone'));
  await assert.rejects(turns.next(), /gone/);
  await assert.rejects(turns.next(), /gone/);
});
