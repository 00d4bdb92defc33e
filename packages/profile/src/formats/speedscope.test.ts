import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mergeTree } from '../analysis/merge-tree.ts';
import { FrameKind } from '../stack-profile.ts';
import { arbitrarySamples, profileOf } from '../testing/arbitrary-profile.ts';
import { speedscope } from '../testing/foreign-files.ts';
import { code, framesOf, linesOf, ofJson, ofText } from '../testing/profile-text.ts';
import { slowForm } from '../testing/slow-tree.ts';
import { writeSpeedscope } from './write-speedscope.ts';

test('reads sampled profiles of speedscope, times from their own zero', async () => {
  const profile = await ofJson({
    ...speedscope,
    profiles: [
      {
        type: 'sampled',
        name: 'one',
        unit: 'milliseconds',
        startValue: 100,
        endValue: 103,
        samples: [[0, 1], [], [0, 1, 2]],
        weights: [1, 0.5, 1.5],
      },
      { type: 'sampled', name: 'two', unit: 'bytes', samples: [[0]], weights: [64] },
      { type: 'sampled', name: 'three', unit: 'none', samples: [[0], [0]], weights: [] },
    ],
  });
  assert.deepEqual(linesOf(profile), [
    'time one @100 main;work 1000000 nanoseconds',
    'time one @101.5 main;work;read 1500000 nanoseconds',
    'space two @0 main 64 bytes',
    'samples three @0 main 1 count',
    'samples three @0 main 1 count',
  ]);
  assert.deepEqual(framesOf(profile)[0], ['main', 'm.js', undefined, 3, FrameKind.unknown]);
});

const evented = (events: readonly unknown[], endValue = 9): unknown => ({
  ...speedscope,
  profiles: [{ type: 'evented', name: 'e', unit: 'seconds', startValue: 0, endValue, events }],
});

test('reads evented profiles of speedscope', async () => {
  const profile = await ofJson(
    evented([
      { type: 'O', frame: 0, at: 1 },
      { type: 'O', frame: 1, at: 2 },
      { type: 'C', frame: 1, at: 4 },
      { type: 'C', frame: 0, at: 4 },
      { type: 'O', frame: 2, at: 8 },
    ]),
  );
  assert.deepEqual(linesOf(profile), [
    'time e @1000 main 1000000000 nanoseconds',
    'time e @2000 main;work 2000000000 nanoseconds',
    'time e @8000 read 1000000000 nanoseconds',
  ]);
});

test('refuses speedscope files that do not hold together', async () => {
  const open = { type: 'O', frame: 0, at: 1 };
  const files = [
    evented([open, { type: 'C', frame: 1, at: 2 }]),
    evented([{ type: 'C', frame: 0, at: 2 }]),
    evented([open, { type: 'O', frame: 0, at: 0 }]),
    evented([{ type: 'O', frame: 3, at: 0 }]),
    evented([{ type: 'O', frame: 0 }]),
    { ...speedscope, profiles: [{ type: 'sampled', samples: [[0]], weights: ['x'] }] },
    { ...speedscope, profiles: [{ type: 'other' }] },
    { ...speedscope, profiles: [7] },
    { shared: { frames: [{}] }, profiles: [] },
  ];
  for (const file of files) {
    assert.equal(await code(ofJson(file)), 'PROFILE_MALFORMED', JSON.stringify(file));
  }
});

test('writes speedscope files that read back as the same tree', async () => {
  await fc.assert(
    fc.asyncProperty(arbitrarySamples, async (samples) => {
      const profile = profileOf(samples);
      const text = writeSpeedscope(
        [{ profile, selection: { events: ['cpu'], type: 'samples' } }],
        'x',
      );
      const back = await ofText(text);
      const selection = { events: ['cpu'], type: 'samples' };
      const weights = (tree: ReturnType<typeof mergeTree>): unknown =>
        slowForm({ ...tree, samples: new Float64Array(tree.count) });
      assert.deepEqual(
        weights(mergeTree([{ profile: back }])),
        weights(mergeTree([{ profile, selection }])),
      );
    }),
  );
});
