import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FrameKind } from '../stack-profile.ts';
import { firefox, firefoxThread } from '../testing/foreign-files.ts';
import { code, framesOf, linesOf, ofJson } from '../testing/profile-text.ts';
import { parseLocation } from './firefox-location.ts';

test('reads processed profiles of the Firefox Profiler', async () => {
  const profile = await ofJson({ ...firefox, threads: [firefoxThread, firefoxThread] });
  const start = 1_700_000_000_000;
  assert.deepEqual(linesOf(profile), [
    `samples Web: GeckoMain @${start} (root);work 1 count`,
    `samples Web: GeckoMain @${start + 2.5} (root);memcpy 4 count`,
    `samples Web: GeckoMain (7) @${start} (root);work 1 count`,
    `samples Web: GeckoMain (7) @${start + 2.5} (root);memcpy 4 count`,
    `nativeAllocations Web: GeckoMain @${start + 1} (root) 64 bytes`,
    `nativeAllocations Web: GeckoMain (7) @${start + 1} (root) 64 bytes`,
  ]);
  assert.deepEqual(framesOf(profile), [
    ['(root)', undefined, undefined, 0, FrameKind.unknown],
    ['work', 'https://example.org/a.js', undefined, 12, FrameKind.compiled],
    ['memcpy', undefined, 'libc.so', 0, FrameKind.native],
  ]);
  assert.deepEqual([profile.startMs, profile.endMs], [start, start + 2.5]);
});

test('reads processed profiles whose tables all threads share', async () => {
  const { stackTable, frameTable, resourceTable, stringArray, funcTable, ...own } = firefoxThread;
  const { fileName: _, ...functions } = funcTable;
  const shared = {
    stackTable,
    frameTable,
    resourceTable,
    stringArray,
    funcTable: { ...functions, source: [null, 0, null] },
    sources: { filename: [3], length: 1 },
  };
  const samples = { stack: [1, 2], timeDeltas: [5, 1], weight: null, length: 2 };
  const thread = { ...own, samples, nativeAllocations: undefined };
  const profile = await ofJson({ ...firefox, shared, threads: [thread] });
  assert.deepEqual(linesOf(profile), [
    'samples Web: GeckoMain @1700000000005 (root);work 1 count',
    'samples Web: GeckoMain @1700000000006 (root);memcpy 1 count',
  ]);
  assert.equal(framesOf(profile)[1]?.toString(), 'work,https://example.org/a.js,,12,2');
});

const geckoThread = {
  name: 'GeckoMain',
  samples: {
    schema: { stack: 0, time: 1 },
    data: [
      [1, 3],
      [null, 4],
    ],
  },
  stackTable: {
    schema: { prefix: 0, frame: 1 },
    data: [
      [null, 0],
      [0, 1],
    ],
  },
  frameTable: { schema: { location: 0, implementation: 1, line: 2 }, data: [[0], [1]] },
  stringTable: ['(root)', 'work (https://example.org/a.js:12:7)'],
};

test('reads profiles as Gecko writes them, of all processes', async () => {
  const profile = await ofJson({
    meta: { startTime: 1000 },
    threads: [geckoThread],
    processes: [{ meta: { startTime: 2000 }, threads: [{ ...geckoThread, name: 'Content' }] }],
  });
  assert.deepEqual(linesOf(profile), [
    'samples GeckoMain @1003 (root);work 1 count',
    'samples Content @2003 (root);work 1 count',
  ]);
  assert.equal(framesOf(profile)[1]?.toString(), 'work,https://example.org/a.js,,12,0');
});

test('takes times beyond all numbers for none', async () => {
  const samples = { stack: [1, 2], time: [1e308, 1], length: 2 };
  const thread = { ...firefoxThread, samples, nativeAllocations: undefined };
  const profile = await ofJson({ meta: { startTime: 1e308 }, threads: [thread] });
  assert.deepEqual([...(profile.samples[0]?.timeMs ?? [])], [0, 1e308]);
  assert.deepEqual([profile.startMs, profile.endMs], [1e308, 1e308]);
});

test('refuses a cyclic stack table, and what refers to nothing', async () => {
  const broken = [
    { stackTable: { frame: [0, 0], prefix: [1, 0] } },
    { stackTable: { frame: [0], prefix: [0] } },
    { stackTable: { frame: [9], prefix: [null] } },
    { stackTable: { frame: [0], prefix: ['x'] } },
    { frameTable: { func: [9, 9, 9], length: 3 } },
    { stringArray: [] },
  ];
  for (const part of broken) {
    const file = { ...firefox, threads: [{ ...firefoxThread, ...part }] };
    assert.equal(await code(ofJson(file)), 'PROFILE_MALFORMED', JSON.stringify(part));
  }
});

test('cuts what Gecko writes for a frame', () => {
  const cut = (text: string): unknown => Object.values(parseLocation(text));
  assert.deepEqual(cut('f (https://a.org:80/x.js:12:3)'), [
    'f',
    'https://a.org:80/x.js',
    undefined,
    12,
  ]);
  assert.deepEqual(cut('f (x.js:12)'), ['f', 'x.js', undefined, 12]);
  assert.deepEqual(cut('f (x.js)'), ['f', 'x.js', undefined, 0]);
  assert.deepEqual(cut('g(int) (in libxul.so + 22)'), ['g(int)', undefined, 'libxul.so', 0]);
  assert.deepEqual(cut('0x1234'), ['0x1234', undefined, undefined, 0]);
});
