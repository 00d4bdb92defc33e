import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { CodedError } from '@stormpetrel/base';
import fc from 'fast-check';
import { mergeTree } from '../analysis/merge-tree.ts';
import { encodeProfile } from '../codec/encode-profile.ts';
import { writePprof } from '../pprof/write-pprof.ts';
import { FrameKind, type StackProfile, none } from '../stack-profile.ts';
import { arbitrarySamples, profileOf } from '../testing/arbitrary-profile.ts';
import { slowForm } from '../testing/slow-tree.ts';
import { formatWeight } from './format-weight.ts';
import { parseLocation } from './firefox-location.ts';
import { gunzip } from './gunzip.ts';
import { importProfile } from './import-profile.ts';
import { TextBudget } from './text-budget.ts';
import { writeCollapsed } from './write-collapsed.ts';
import { writeSpeedscope } from './write-speedscope.ts';
import { writeSvg } from './write-svg.ts';

const utf8 = new TextEncoder();
const ofText = (text: string): Promise<StackProfile> => importProfile(utf8.encode(text));
const ofJson = (value: unknown): Promise<StackProfile> => ofText(JSON.stringify(value));

async function code(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'none';
  } catch (error) {
    assert.ok(error instanceof CodedError, String(error));
    return error.code;
  }
}

/** Samples as `event thread @time outer;inner value unit`. */
function linesOf(profile: StackProfile): string[] {
  const { strings, stacks, frames } = profile;
  return profile.samples.flatMap((table) =>
    Array.from(table.stack, (stack, row) => {
      const path: string[] = [];
      for (let at = stack; at !== none; at = stacks.parent[at] ?? none) {
        path.unshift(strings[frames.name[stacks.frame[at] ?? none] ?? none] ?? '');
      }
      const thread = strings[table.thread[row] ?? none] ?? '-';
      const value = `${table.values[0]?.[row]} ${table.types[0]?.unit}`;
      return `${table.event} ${thread} @${table.timeMs[row] ?? 0} ${path.join(';')} ${value}`;
    }),
  );
}

function framesOf({ frames, strings }: StackProfile): unknown[] {
  return Array.from({ length: frames.count }, (_, row) => [
    strings[frames.name[row] ?? none],
    strings[frames.file[row] ?? none],
    strings[frames.module[row] ?? none],
    frames.line[row],
    frames.kind[row],
  ]);
}

test('reads collapsed stacks', async () => {
  const profile = await ofText('# made by hand\nmain;work 3\r\n\nmain;read_[k] 1.5\n  x y;z 2');
  assert.deepEqual(linesOf(profile), [
    'samples - @0 main;work 3 count',
    'samples - @0 main;read 1.5 count',
    'samples - @0 x y;z 2 count',
  ]);
  assert.deepEqual(framesOf(profile)[2], ['read', undefined, undefined, 0, FrameKind.kernel]);
});

test('names the line that is no stack', async () => {
  for (const text of ['main;work 3\nhello', 'main', 'a 1\nmain;work x', '7', '# nothing']) {
    assert.equal(await code(ofText(text)), 'PROFILE_MALFORMED', text);
  }
  await assert.rejects(ofText('a 1\n\nhello'), /line 3/);
});

const speedscope = {
  $schema: 'https://www.speedscope.app/file-format-schema.json',
  shared: { frames: [{ name: 'main', file: 'm.js', line: 3 }, { name: 'work' }, { name: 'read' }] },
};

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

const firefoxThread = {
  name: 'GeckoMain',
  processName: 'Web',
  tid: 7,
  samples: {
    stack: [1, null, 2],
    time: [0, 1, 2.5],
    weight: [1, 1, 4],
    weightType: 'samples',
    length: 3,
  },
  nativeAllocations: { stack: [0, 0], time: [1, 2], weight: [64, -64], length: 2 },
  stackTable: { frame: [0, 1, 2], prefix: [null, 0, 0], length: 3 },
  frameTable: {
    func: [0, 1, 2],
    line: [null, 12, null],
    address: [-1, -1, 4660],
    implementation: [null, 5, null],
    inlineDepth: [0, 0, 0],
    length: 3,
  },
  funcTable: {
    name: [0, 1, 2],
    fileName: [null, 3, null],
    resource: [-1, -1, 0],
    isJS: [false, true, false],
    lineNumber: [null, 10, null],
    length: 3,
  },
  resourceTable: { name: [4], lib: [0], length: 1 },
  stringArray: ['(root)', 'work', 'memcpy', 'https://example.org/a.js', 'libc.so', 'ion'],
};
const firefox = { meta: { startTime: 1_700_000_000_000, version: 30 } };

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

test('tells formats by their content, packed or not', async () => {
  const profile = profileOf([
    {
      stack: [[0, 1, 0]],
      timeMs: 5,
      thread: 1,
      state: 0,
      values: [3, 10],
      labels: [],
    },
  ]);
  const files: readonly (readonly [string, Uint8Array])[] = [
    ['pprof', writePprof(profile)],
    ['pprof', encodeProfile(profile)],
    ['collapsed', utf8.encode(writeCollapsed(profile))],
    ['speedscope', utf8.encode(`\ufeff  ${writeSpeedscope(profile, { name: 'x' })}`)],
    ['firefox', utf8.encode(JSON.stringify({ ...firefox, threads: [firefoxThread] }))],
  ];
  for (const [source, bytes] of files) {
    assert.equal((await importProfile(bytes)).source, source);
    assert.equal((await importProfile(gzipSync(bytes))).source, source);
  }
});

test('refuses what it cannot read, and never breaks', async () => {
  const cases: readonly (readonly [Uint8Array, string])[] = [
    [new Uint8Array(0), 'PROFILE_FORMAT_UNKNOWN'],
    [utf8.encode('{"traceEvents":[]}'), 'PROFILE_FORMAT_UNKNOWN'],
    [utf8.encode('{"shared":'), 'PROFILE_MALFORMED'],
    [utf8.encode('SPP1'), 'PROFILE_MALFORMED'],
    [Uint8Array.of(0x1f, 0x8b, 8, 0), 'PROFILE_MALFORMED'],
    [gzipSync('main 1').subarray(0, 15), 'PROFILE_MALFORMED'],
    [utf8.encode('FLR\0'), 'PROFILE_MALFORMED'],
  ];
  for (const [bytes, expected] of cases) assert.equal(await code(importProfile(bytes)), expected);
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), async (bytes) => {
      await code(importProfile(bytes));
    }),
    { numRuns: 500 },
  );
});

test('never breaks on JSON of any shape', async () => {
  const keys = fc.constantFrom(
    ...Object.keys({ ...firefoxThread, ...speedscope, meta: 1, data: 1 }),
  );
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(null, 0, 1, -1, 0.5, 'work', true, 1e300),
      fc.array(tie('json'), { maxLength: 3 }),
      fc.dictionary(keys, tie('json'), { maxKeys: 5 }),
    ),
  }));
  await fc.assert(
    fc.asyncProperty(json, json, async (a, b) => {
      await code(ofJson({ meta: {}, threads: [{ ...firefoxThread, ...(a as object) }, b] }));
      await code(ofJson({ shared: { frames: [{ name: 'f' }] }, profiles: [a, b] }));
    }),
    { numRuns: 500 },
  );
});

test('stops unpacking at the limit', async () => {
  const bomb = gzipSync(new Uint8Array(1 << 24));
  assert.equal(await code(gunzip(bomb, 1 << 20)), 'PROFILE_TOO_LARGE');
  assert.equal((await gunzip(bomb, 1 << 24)).length, 1 << 24);
  const limits = { bytesMax: 100, jsonBytesMax: 10 };
  assert.equal(await code(importProfile(new Uint8Array(101), { limits })), 'PROFILE_TOO_LARGE');
  const json = utf8.encode('{"meta":{},"threads":[]}');
  assert.equal(await code(importProfile(json, { limits })), 'PROFILE_TOO_LARGE');
});

test('writes collapsed stacks that read back as the same tree', async () => {
  await fc.assert(
    fc.asyncProperty(arbitrarySamples, async (samples) => {
      const profile = profileOf(samples);
      const text = writeCollapsed(profile, { type: 'samples' });
      if (text === '') return;
      const back = mergeTree([{ profile: await ofText(text) }]);
      const tree = mergeTree([{ profile, selection: { type: 'samples' } }]);
      assert.equal(back.total[0], tree.total[0]);
      const weights = (of: typeof tree): number[] => Array.from(of.self.filter(Boolean).sort());
      assert.deepEqual(weights(back), weights(tree));
    }),
  );
});

test('writes names that collapsed stacks have no place for with others in it', () => {
  const profile = profileOf([
    { stack: [[4, 0, 0]], timeMs: 0, thread: 0, state: 0, values: [2, 0], labels: [] },
  ]);
  assert.equal(writeCollapsed(profile, { type: 'samples' }), 'über:x 2\n');
  const odd = profileOf([
    { stack: [[6, 0, 0]], timeMs: 0, thread: 0, state: 0, values: [1, 0], labels: [] },
  ]);
  assert.equal(writeCollapsed(odd, { type: 'samples' }), '(unknown) 1\n');
});

test('writes speedscope files that read back as the same tree', async () => {
  await fc.assert(
    fc.asyncProperty(arbitrarySamples, async (samples) => {
      const profile = profileOf(samples);
      const text = writeSpeedscope(profile, { name: 'x', event: 'cpu', type: 'samples' });
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

test('draws a flame graph as it did', async () => {
  const profile = await ofText(
    'java.lang.Thread.run;shop.Main.main;shop.Order.place 40\n' +
      'java.lang.Thread.run;shop.Main.main;shop.Order.place;libc <read> & "write" 35\n' +
      'java.lang.Thread.run;shop.Main.main;a 1\n' +
      'GC 24\n',
  );
  const svg = writeSvg(mergeTree([{ profile }]), { title: 'shop & more', widthPx: 600 });
  const path = join(import.meta.dirname, 'testdata', 'flame.svg');
  if (process.env['UPDATE'] === '1') writeFileSync(path, svg);
  assert.equal(svg, readFileSync(path, 'utf8'));
});

test('leaves out of a drawing what nobody could see', async () => {
  const profile = await ofText('wide 100000\nnarrow;deep 1\n');
  const svg = writeSvg(mergeTree([{ profile }]), { title: 't', isIcicle: false });
  assert.equal(svg.match(/<g>/g)?.length, 2);
  assert.match(svg, /viewBox="0 0 1200 84"/);
});

test('writes as much of a name as fits', async () => {
  const profile = await ofText(
    'org.shop.Order.place 20\norg.shop.Basket.add 11\nns::f(std::string) 8\ntoolongtofit 8\nx.y 2\nrest 151\n',
  );
  const svg = writeSvg(mergeTree([{ profile }]), { title: '', widthPx: 1020, order: 'row' });
  const labels = Array.from(svg.matchAll(/<text x[^>]*>([^<]*)</g), ([, label]) => label);
  assert.deepEqual(labels, ['all', 'Order.place', 'add', 'f(s…', 'too…', 'rest']);
});

test('draws nothing but the root of an empty tree', () => {
  assert.equal(writeSvg(mergeTree([]), { title: '' }).match(/<g>/g)?.length, 1);
});

test('refuses to write a text beyond the limit', () => {
  const budget = new TextBudget(3);
  assert.equal(budget.spend('abc'), 'abc');
  assert.throws(() => budget.spend('d'), { code: 'PROFILE_TOO_LARGE' });
});

test('writes weights as people read them', () => {
  const cases = [
    [1_250_000_000, 'nanoseconds', '1.25 s'],
    [90, 'seconds', '1.5 min'],
    [0, 'nanoseconds', '0 ns'],
    [3_400_000, 'bytes', '3.4 MB'],
    [1200, 'count', '1,200 samples'],
    [1, 'count', '1 sample'],
    [-2000, 'bytes', '-2 kB'],
    [7, 'contentions', '7 contentions'],
  ] as const;
  for (const [value, unit, text] of cases) assert.equal(formatWeight(value, unit), text);
});
