import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CodedError } from '@stormpetrel/base';
import { ProfileBuilder, type StackProfile, mergeTree, none } from '@stormpetrel/profile';
import { packProfile, unpackProfile } from '@stormpetrel/profile/jobs';
import { baseMs, seededStore } from '../../../testing/ask.ts';
import { addDump, addGoProfile } from '../../../testing/profiling-seed.ts';
import { Seed } from '../../../testing/seed.ts';
import { type DumpChoice, readTraceProfile } from './task-profile.ts';

const everything: DumpChoice = { segmentIds: [], fromMs: undefined, toMs: undefined };

/** Function and samples of each row of the tree. */
function linesOf(profile: StackProfile): readonly string[] {
  const tree = mergeTree([{ profile }]);
  return Array.from(
    tree.total,
    (total, row) => `${tree.symbols.name(tree.symbol[row] ?? 0)} ${total}`,
  ).slice(1);
}

test('makes a profile of the dumps that are chosen', async () => {
  const seed = new Seed();
  for (const [segmentId, stack] of [
    ['a', 'main;work'],
    ['b', 'main;wait'],
    ['c', 'main;else'],
  ] as const) {
    for (const sequence of [0, 1]) {
      addDump(seed, 't', { segmentId, timeMs: baseMs + sequence, sequence, stack });
    }
  }
  addDump(seed, 'other', { segmentId: 'a', timeMs: baseMs, sequence: 5, stack: 'no' });
  const reader = await seededStore(seed);
  const read = async (change: Partial<DumpChoice>): Promise<readonly string[]> => {
    const packed = await readTraceProfile(reader, 't', { ...everything, ...change });
    return linesOf(unpackProfile(packed)).toSorted();
  };
  assert.deepEqual(await read({}), ['else 2', 'main 6', 'wait 2', 'work 2']);
  assert.deepEqual(await read({ segmentIds: ['b'] }), ['main 2', 'wait 2']);
  assert.deepEqual(await read({ segmentIds: ['a', 'b'] }), ['main 4', 'wait 2', 'work 2']);
  assert.deepEqual(await read({ segmentIds: ['a'], fromMs: baseMs + 1 }), ['main 1', 'work 1']);
  assert.deepEqual(await read({ segmentIds: ['a'], toMs: baseMs }), ['main 1', 'work 1']);
});

test('gives the samples of Go agents, of several segments as one', async () => {
  const profileOf = (name: string, count: number): Uint8Array => {
    const builder = new ProfileBuilder('pprof');
    const event = builder.event('cpu', [{ name: 'samples', unit: 'count' }]);
    event.add(builder.stack(none, builder.frame(builder.string(name))));
    event.setValue(0, count);
    return packProfile(builder.finish());
  };
  const seed = new Seed();
  addGoProfile(seed, 't', 'a', { timeMs: baseMs, profile: profileOf('work', 3) });
  addGoProfile(seed, 't', 'b', { timeMs: baseMs, profile: profileOf('wait', 4) });
  const reader = await seededStore(seed);
  const read = async (segmentIds: readonly string[]): Promise<readonly string[]> => {
    const packed = await readTraceProfile(reader, 't', { ...everything, segmentIds });
    return linesOf(unpackProfile(packed)).toSorted();
  };
  assert.deepEqual(await read(['a']), ['work 3']);
  assert.deepEqual(await read([]), ['wait 4', 'work 3']);
});

test('says so where there are no dumps', async () => {
  const reader = await seededStore(new Seed());
  await assert.rejects(
    readTraceProfile(reader, 't', everything),
    (error) => error instanceof CodedError && error.code === 'QUERY_PROFILE_NOT_FOUND',
  );
});
