import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { CodedError } from '@stormpetrel/base';
import fc from 'fast-check';
import { mergeTree } from '../analysis/merge-tree.ts';
import type { Selection } from '../analysis/selection.ts';
import { importProfile } from '../formats/import-profile.ts';
import { ProfileBuilder } from '../profile-builder.ts';
import type { ExportFormat, ProfileExport } from '../profile-work.ts';
import { type StackProfile, none } from '../stack-profile.ts';
import { arbitrarySamples, profileOf } from '../testing/arbitrary-profile.ts';
import { slowSamples } from '../testing/slow-tree.ts';
import { exportProfile } from './export-profile.ts';
import { packProfile } from './packed-profile.ts';

const formats = ['pprof', 'collapsed', 'speedscope'] as const;

/** A sample of a small profile: its path, thread, state, time and weight. */
type Row = readonly [path: string, thread: string, state: string, timeMs: number, weight: number];

function smallProfile(rows: readonly Row[], event = 'cpu'): StackProfile {
  const builder = new ProfileBuilder('jfr');
  const types = [
    { name: 'samples', unit: 'count' },
    { name: 'cpu', unit: 'nanoseconds' },
  ];
  const table = builder.event(event, types, 1);
  for (const [path, thread, state, timeMs, weight] of rows) {
    let stack: number = none;
    for (const name of path.split(';')) {
      stack = builder.stack(stack, builder.frame(builder.string(name)));
    }
    const named = (name: string): number => (name === '' ? none : builder.string(name));
    table.add(stack, timeMs, named(thread), named(state));
    table.setValue(0, 1);
    table.setValue(1, weight);
  }
  return builder.finish(1_700_000_000_000, 1_700_000_060_000);
}

const start = 1_700_000_000_000;
const after = smallProfile([
  ['main;work', 'main', 'RUNNABLE', start + 1, 30],
  ['main;work;read', 'main', 'WAITING', start + 2, 50],
  ['pool;work', 'pool-1', 'RUNNABLE', start + 3, 20],
  ['pool;new', 'pool-2', 'RUNNABLE', start + 4, 100],
]);
const before = smallProfile([
  ['main;work', 'main', 'RUNNABLE', start - 9, 300],
  ['main;gone', 'main', 'RUNNABLE', start - 8, 100],
]);

function exported(profile: StackProfile, to: ProfileExport): string {
  const bytes = exportProfile(packProfile(profile), to);
  return new TextDecoder().decode(to.format === 'pprof' ? gunzipSync(bytes) : bytes);
}

function compared(format: ExportFormat, isRaw = false): ProfileExport {
  return { format, name: 'new', isRaw, against: { profile: packProfile(before), name: 'old' } };
}

/** Weights by path, as the slow twin adds them up. */
function pathsOf(profile: StackProfile, selection: Selection): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const { path, weight } of slowSamples(profile, selection)) {
    const key = path.map((name) => (name === '' ? '(unknown)' : name)).join('>');
    const written = key.replaceAll(';', ':');
    sums[written] = (sums[written] ?? 0) + weight;
  }
  for (const [path, sum] of Object.entries(sums)) if (sum === 0) delete sums[path];
  return sums;
}

test('every format holds just what was selected', async () => {
  const selections = fc.record(
    {
      events: fc.constantFrom(['cpu'], ['wall']),
      type: fc.constant('samples'),
      threads: fc.subarray(['', 'thread-1', 'thread-2', 'thread-3'], { minLength: 1 }),
      states: fc.subarray(['', 'state-1', 'state-2'], { minLength: 1 }),
      ranges: fc.array(
        fc
          .tuple(fc.nat(1000), fc.integer({ min: 1, max: 500 }))
          .map(([a, b]) => [a, a + b] as const),
        { minLength: 1, maxLength: 3 },
      ),
    },
    { requiredKeys: ['events', 'type'] },
  );
  let written = 0;
  await fc.assert(
    fc.asyncProperty(arbitrarySamples, selections, async (samples, selection) => {
      const profile = profileOf(samples);
      for (const format of formats) {
        const to = { format, selection };
        const bytes = bytesOrNothing(profile, to);
        if (bytes === undefined || (format === 'collapsed' && bytes.length === 0)) continue;
        written++;
        const back = await importProfile(bytes);
        assert.deepEqual(pathsOf(back, { type: 'samples' }), pathsOf(profile, selection), format);
      }
    }),
    { numRuns: 400 },
  );
  assert.ok(written > 30, `${written}`);
});

function bytesOrNothing(profile: StackProfile, to: ProfileExport): Uint8Array | undefined {
  try {
    return exportProfile(packProfile(profile), to);
  } catch (error) {
    assert.ok(error instanceof CodedError && error.code === 'PROFILE_SELECTION_EMPTY');
    return undefined;
  }
}

test('threads and states come back from pprof, samples that differ in nothing else are one', async () => {
  const twice = smallProfile([
    ['main;work', 'main', 'RUNNABLE', start + 1, 30],
    ['main;work', 'main', 'RUNNABLE', start + 2, 5],
    ['main;work', 'main', '', start + 3, 7],
  ]);
  const back = await importProfile(exportProfile(packProfile(twice), { format: 'pprof' }));
  const [table] = back.samples;
  const named = (column: Uint32Array | undefined): unknown[] =>
    Array.from(column ?? [], (string) => back.strings[string] ?? '-');
  assert.deepEqual(
    [named(table?.thread), named(table?.state), table?.values.map((column) => [...column])],
    [
      ['main', 'main'],
      ['RUNNABLE', '-'],
      [
        [2, 1],
        [35, 7],
      ],
    ],
  );
});

test('without an event the one with the most samples is written, of those that have the type', () => {
  const builder = new ProfileBuilder('jfr');
  const stack = builder.stack(none, builder.frame(builder.string('main')));
  const bytes = builder.event('alloc', [{ name: 'space', unit: 'bytes' }]);
  const locks = builder.event('lock', [{ name: 'delay', unit: 'nanoseconds' }]);
  bytes.add(stack);
  bytes.setValue(0, 1024);
  for (const delay of [3, 4]) {
    locks.add(stack);
    locks.setValue(0, delay);
  }
  const profile = builder.finish();
  assert.equal(exported(profile, { format: 'collapsed' }), 'main 7\n');
  assert.equal(
    exported(profile, { format: 'collapsed', selection: { type: 'space' } }),
    'main 1024\n',
  );
  assert.match(exported(profile, { format: 'pprof', selection: { type: 'space' } }), /space/);
});

test('a type that is chosen becomes the default type of a pprof file', async () => {
  const to = { format: 'pprof', selection: { type: 'samples' } } as const;
  const back = await importProfile(exportProfile(packProfile(after), to));
  const [table] = back.samples;
  assert.equal(table?.types[table.mainType]?.name, 'samples');
});

test('spans of time that are no whole numbers become nanoseconds in pprof', async () => {
  const builder = new ProfileBuilder('firefox');
  const event = builder.event('time', [{ name: 'time', unit: 'milliseconds' }]);
  event.add(builder.stack(none, builder.frame(builder.string('main'))));
  event.setValue(0, 0.25);
  const profile = builder.finish();
  const back = await importProfile(exportProfile(packProfile(profile), { format: 'pprof' }));
  assert.deepEqual(back.samples[0]?.types, [{ name: 'time', unit: 'nanoseconds' }]);
  assert.deepEqual([...(back.samples[0]?.values[0] ?? [])], [250_000]);
});

test('a comparison as collapsed stacks has two weights, those from before scaled', () => {
  assert.equal(
    exported(after, compared('collapsed')),
    [
      'main;work 150 30',
      'main;work;read 0 50',
      'main;gone 50 0',
      'pool;work 0 20',
      'pool;new 0 100',
      '',
    ].join('\n'),
  );
  assert.match(exported(after, compared('collapsed', true)), /^main;work 300 30$/m);
});

test('a comparison as collapsed stacks is read as what it was before and after', async () => {
  const back = await importProfile(exportProfile(packProfile(after), compared('collapsed')));
  const wholes = ['before', 'after'].map(
    (type) => mergeTree([{ profile: back, selection: { type } }]).total[0],
  );
  assert.deepEqual(wholes, [200, 200]);
  assert.equal(back.samples[0]?.mainType, 1);
});

test('a comparison in pprof takes what was before away, and marks it', async () => {
  const back = await importProfile(exportProfile(packProfile(after), compared('pprof')));
  const label = { key: 'pprof::base', value: 'true' };
  assert.deepEqual(pathsOf(back, { labels: [label] }), { 'main>work': -150, 'main>gone': -50 });
  assert.deepEqual(pathsOf(back, {}), {
    'main>work': -120,
    'main>work>read': 50,
    'main>gone': -50,
    'pool>work': 20,
    'pool>new': 100,
  });
});

test('a comparison of one thread with another, each with a window of its own', () => {
  const to: ProfileExport = {
    format: 'collapsed',
    isRaw: true,
    selection: { threads: ['pool-1', 'pool-2'], ranges: [[start, start + 4]] },
    against: { profile: packProfile(after), selection: { threads: ['main'], states: ['WAITING'] } },
  };
  assert.equal(exported(after, to), 'main;work;read 50 0\npool;work 0 20\n');
});

test('what is compared may be of another kind: its own event, its own value', () => {
  const calls = smallProfile([['main;work', 'main', '', 0, 1]], 'wall');
  const to: ProfileExport = {
    format: 'svg',
    selection: { events: ['cpu'], type: 'cpu' },
    against: { profile: packProfile(calls), selection: { type: 'samples' } },
  };
  const svg = exported(after, to);
  assert.match(svg, /after 200 ns, 100\.00 %\nbefore 1 sample, 100\.00 %/);
  assert.match(svg, /cpu, cpu — before: wall, samples/);
});

test('a comparison for speedscope has the threads of both', () => {
  const file = JSON.parse(exported(after, compared('speedscope'))) as {
    readonly profiles: readonly { readonly name: string; readonly endValue: number }[];
  };
  assert.deepEqual(
    file.profiles.map(({ name, endValue }) => [name, endValue]),
    [
      ['after: main', 80],
      ['after: pool-1', 20],
      ['after: pool-2', 100],
      ['before: main', 400],
    ],
  );
});

test('a drawing says what is drawn', () => {
  const selection: Selection = {
    type: 'cpu',
    threads: ['main', '', 'pool-1', 'pool-2'],
    states: ['RUNNABLE'],
    ranges: [[start, start + 5_000]],
  };
  const mixed = smallProfile([
    ['main', 'main', 'RUNNABLE', start + 1, 1],
    ['main', '', 'RUNNABLE', start + 1, 1],
    ['main', 'pool-1', 'RUNNABLE', start + 1, 1],
    ['main', 'pool-2', 'RUNNABLE', start + 1, 1],
  ]);
  const svg = exported(mixed, { format: 'svg', name: 'shop', selection });
  assert.match(
    svg,
    /<title>shop · cpu, cpu · threads main, \(none\), pool-1 and 1 more · state RUNNABLE · 2023-11-14 22:13:20\.000 UTC – 22:13:25\.000 UTC<\/title>/,
  );
});

test('a comparison is drawn from blue over grey to orange, as wide as after', () => {
  const svg = exported(after, compared('svg'));
  const rows = Array.from(
    svg.matchAll(
      /<title>([^<\n]*)\n([^<]*)<\/title><rect class="(\w+)" x="[\d.]+" y="\d+" width="([\d.]+)"/g,
    ),
    ([, name, text, colour, width]) => [name, text, colour, width],
  );
  assert.deepEqual(rows, [
    ['all', 'after 200 ns, 100.00 %\nbefore 400 ns, 100.00 %', 'd6', '1179.5'],
    ['pool', 'after 120 ns, 60.00 %\nbefore 0 ns, 0.00 %', 'd12', '707.5'],
    ['new', 'after 100 ns, 50.00 %\nbefore 0 ns, 0.00 %', 'd12', '589.5'],
    ['work', 'after 20 ns, 10.00 %\nbefore 0 ns, 0.00 %', 'd12', '117.5'],
    ['main', 'after 80 ns, 40.00 %\nbefore 400 ns, 100.00 %', 'd2', '471.5'],
    ['work', 'after 80 ns, 40.00 %\nbefore 300 ns, 75.00 %', 'd2', '471.5'],
    ['read', 'after 50 ns, 25.00 %\nbefore 0 ns, 0.00 %', 'd12', '294.5'],
  ]);
  assert.match(svg, /new, compared with old · cpu · shares compared/);
});

test('refuses what selects nothing, on either side', () => {
  const against = (selection: Selection): ProfileExport => ({
    format: 'svg',
    against: { profile: packProfile(before), selection },
  });
  const refused: readonly (readonly [ProfileExport, RegExp])[] = [
    [{ format: 'svg', selection: { events: ['x'] } }, /no event "x"/],
    [{ format: 'svg', selection: { type: 'x' } }, /no value type "x"/],
    [{ format: 'svg', selection: { threads: ['main', 'x'] } }, /no thread "x"/],
    [{ format: 'svg', selection: { threads: [''] } }, /no thread ""/],
    [{ format: 'svg', selection: { states: ['x'] } }, /no state "x"/],
    [{ format: 'svg', selection: { ranges: [[0, 1]] } }, /no sample/],
    [
      { format: 'svg', selection: { threads: ['main'], ranges: [[start + 3, Infinity]] } },
      /no sample/,
    ],
    [against({ events: ['wall'] }), /no event "wall"/],
    [against({ threads: ['pool-1'] }), /no thread "pool-1"/],
  ];
  for (const [to, why] of refused) {
    assert.throws(
      () => exported(after, to),
      (error: unknown) =>
        error instanceof CodedError &&
        error.code === 'PROFILE_SELECTION_EMPTY' &&
        why.test(error.message),
    );
  }
});
