import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProfileBuilder } from '../profile-builder.ts';
import { segmentLabels, splitByLabel } from '../split-profile.ts';
import { FrameKind, type StackProfile, none } from '../stack-profile.ts';
import { asyncProfilerTree, goTraceTree, pprofTree } from './profile-trees.ts';

type Frame = readonly [name: string, line: number, kind?: FrameKind];

function stackOf(builder: ProfileBuilder, frames: readonly Frame[]): number {
  return frames.reduce(
    (stack: number, [name, line, kind = FrameKind.unknown]) =>
      builder.stack(stack, builder.frame(builder.string(name), { line, kind })),
    none,
  );
}

function recording(): StackProfile {
  const builder = new ProfileBuilder('jfr');
  const samples = { name: 'samples', unit: 'count' };
  const cpu = builder.event('jdk.ExecutionSample', [samples]);
  cpu.add(
    stackOf(builder, [
      ['Main.run', 3, FrameKind.compiled],
      ['Main.work', 9],
    ]),
  );
  cpu.setValue(0, 2);
  cpu.add(
    stackOf(builder, [
      ['Main.run', 3, FrameKind.interpreted],
      ['read', 0],
    ]),
  );
  cpu.setValue(0, 1);
  const wall = builder.event('profiler.WallClockSample', [samples]);
  wall.add(stackOf(builder, [['Main.run', 3]]));
  wall.setValue(0, 5);
  const park = builder.event('jdk.ThreadPark', [samples, { name: 'delay', unit: 'nanoseconds' }]);
  park.add(stackOf(builder, [['Main.run', 4]]));
  park.setValue(0, 1);
  park.setValue(1, 7000);
  return builder.finish();
}

test('merges recordings by function and line under a root without a name', () => {
  const tree = asyncProfilerTree([recording(), recording()], 'EXECUTION_SAMPLE');
  assert.deepEqual(tree, [
    { id: 0, parentId: -1, codeSignature: '', total: 16, self: 0 },
    { id: 1, parentId: 0, codeSignature: 'Main.run:3', total: 16, self: 10 },
    { id: 2, parentId: 1, codeSignature: 'Main.work:9', total: 4, self: 4 },
    { id: 3, parentId: 1, codeSignature: 'read', total: 2, self: 2 },
  ]);
});

test('adds up what an event type of the protocol means', () => {
  assert.deepEqual(asyncProfilerTree([recording()], 'LOCK'), [
    { id: 0, parentId: -1, codeSignature: '', total: 7000, self: 0 },
    { id: 1, parentId: 0, codeSignature: 'Main.run:4', total: 7000, self: 7000 },
  ]);
  assert.deepEqual(asyncProfilerTree([recording()], 'PROFILER_LIVE_OBJECT'), [
    { id: 0, parentId: -1, codeSignature: '', total: 0, self: 0 },
  ]);
});

function goProfile(): StackProfile {
  const builder = new ProfileBuilder('pprof');
  const types = [
    { name: 'samples', unit: 'count' },
    { name: 'cpu', unit: 'nanoseconds' },
  ];
  const period = { type: { name: 'cpu', unit: 'nanoseconds' }, value: 20_000_000 };
  const cpu = builder.event('cpu', types, 1, period);
  const add = (frames: readonly Frame[], count: number, labels: Record<string, string>): void => {
    cpu.add(stackOf(builder, frames));
    cpu.setValue(0, count);
    cpu.setValue(1, count * 20_000_000);
    for (const [key, value] of Object.entries(labels)) {
      cpu.addLabel(builder.string(key), builder.string(value));
    }
  };
  const main: Frame = ['main.main', 1];
  const inlined: Frame = ['main.add', 7, FrameKind.inlined];
  add([main, ['main.work', 2]], 1, { segment_id: 's1' });
  add([main, ['main.work', 2], inlined], 3, { segment_id: 's1', traceSegmentID: 's2' });
  add([main, ['main.work', 2], inlined, ['runtime.read', 9]], 2, { traceSegmentID: 's2' });
  add([['gc', 0]], 1, { traceSegmentID: 's2' });
  add([main], 100, { other: 's1' });
  return builder.finish(5, 6);
}

test('puts inlined calls into one row with the call that they are in', () => {
  assert.deepEqual(
    pprofTree([goProfile()]).map(({ parentId, codeSignature, total, self }) => [
      parentId,
      codeSignature,
      total / 2e7,
      self / 2e7,
    ]),
    [
      [-1, 'root', 107, 0],
      [0, 'main.main:1', 106, 100],
      [1, 'main.add:7;main.work:2', 5, 3],
      [2, 'runtime.read:9', 2, 2],
      [1, 'main.work:2', 1, 1],
      [0, 'gc:0', 1, 1],
    ],
  );
});

test('splits a Go profile by its segments, the first label counting', () => {
  const split = splitByLabel(goProfile(), segmentLabels);
  assert.deepEqual(Array.from(split.keys()), ['s1', 's2']);
  const [one] = split.values();
  assert.deepEqual(one && [one.startMs, one.endMs, one.samples[0]?.count], [5, 6, 2]);
  assert.equal(one?.strings.includes('runtime.read'), false);
});

test('shows the Go samples of a segment with their time, level by level', () => {
  const trees = Array.from(splitByLabel(goProfile(), segmentLabels).values(), goTraceTree);
  const drawn = trees.map((tree) =>
    tree.map((one) => [
      one.id,
      one.parentId,
      one.codeSignature,
      one.durationMs,
      one.durationChildExcludedMs,
      one.count,
    ]),
  );
  assert.deepEqual(drawn, [
    [
      [0, -1, 'main.main:1', 80, 0, 4],
      [1, 0, 'main.add:7;main.work:2', 60, 60, 3],
      [2, 0, 'main.work:2', 20, 20, 1],
    ],
    [
      [0, -1, 'root', 60, 0, 3],
      [1, 0, 'main.main:1', 40, 0, 2],
      [2, 0, 'gc:0', 20, 20, 1],
      [3, 1, 'main.add:7;main.work:2', 40, 0, 2],
      [4, 3, 'runtime.read:9', 40, 40, 2],
    ],
  ]);
});
