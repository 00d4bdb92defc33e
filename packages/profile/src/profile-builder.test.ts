import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProfileBuilder, overflowName } from './profile-builder.ts';
import { FrameKind, none } from './stack-profile.ts';

const count = [{ name: 'samples', unit: 'count' }];

test('keeps equal strings, frames and stacks once', () => {
  const builder = new ProfileBuilder('pprof');
  const main = builder.string('main');
  const frame = builder.frame(main, { line: 3, kind: FrameKind.native });
  assert.equal(builder.frame(builder.string('main'), { line: 3, kind: FrameKind.native }), frame);
  assert.notEqual(builder.frame(main, { line: 4, kind: FrameKind.native }), frame);
  const outer = builder.stack(none, frame);
  const inner = builder.stack(outer, frame);
  assert.deepEqual([builder.stack(none, frame), builder.stack(outer, frame)], [outer, inner]);
  const { strings, frames, stacks } = builder.finish();
  assert.deepEqual(strings, ['main']);
  assert.deepEqual(frames.line, Uint32Array.of(3, 4));
  assert.deepEqual(stacks, {
    count: 2,
    parent: Uint32Array.of(none, 0),
    frame: Uint32Array.of(0, 0),
  });
});

test('makes columns only where a sample fills them, and fills them up', () => {
  const builder = new ProfileBuilder('jfr');
  const stack = builder.stack(none, builder.frame(builder.string('main')));
  const event = builder.event('cpu', count);
  event.add(stack);
  event.add(stack, 0, builder.string('t'));
  event.setValue(0, 7);
  event.addLabel(builder.string('k'), builder.string('v'));
  event.add(stack);
  assert.deepEqual(builder.finish().samples, [
    {
      event: 'cpu',
      types: count,
      mainType: 0,
      count: 3,
      stack: Uint32Array.of(0, 0, 0),
      timeMs: new Float64Array(0),
      thread: Uint32Array.of(none, 1, none),
      state: new Uint32Array(0),
      values: [Float64Array.of(0, 7, 0)],
      labelOffsets: Uint32Array.of(0, 0, 1, 1),
      labelKeys: Uint32Array.of(2),
      labelValues: Uint32Array.of(3),
    },
  ]);
});

test('folds names beyond the limits into one', () => {
  const builder = new ProfileBuilder('jfr', { stringsMax: 2, framesMax: 2, stringLengthMax: 9 });
  const names = ['a', 'b', 'c', 'd', 'b'].map((name) => builder.string(name));
  assert.deepEqual(names, [0, 1, 2, 2, 1]);
  const frames = [1, 2, 3, 4, 2].map((line) => builder.frame(0, { line }));
  assert.deepEqual(frames, [0, 1, 2, 2, 1]);
  const long = new ProfileBuilder('jfr', { stringLengthMax: 4 });
  long.string('abcdef');
  assert.deepEqual(long.finish().strings, ['abc…']);
  const { strings, frames: table, truncated } = builder.finish();
  assert.deepEqual(strings, ['a', 'b', overflowName]);
  assert.equal(strings[table.name[2] ?? none], overflowName);
  assert.deepEqual(truncated, { samples: 0, stacks: 0, names: 4 });
});

test('ends a stack beyond the limit in the frame that it still has', () => {
  const builder = new ProfileBuilder('jfr', { stacksMax: 2 });
  const frame = builder.frame(builder.string('f'));
  const other = builder.frame(builder.string('g'));
  const first = builder.stack(none, frame);
  const second = builder.stack(first, frame);
  assert.equal(builder.stack(second, frame), second);
  const overflow = builder.stack(none, other);
  const { stacks, frames, strings, truncated } = builder.finish();
  assert.equal(strings[frames.name[stacks.frame[overflow] ?? none] ?? none], overflowName);
  assert.deepEqual([stacks.count, truncated.stacks], [3, 2]);
});

test('leaves samples and labels beyond the limits out, and counts them', () => {
  const builder = new ProfileBuilder('jfr', { samplesMax: 1, labelsMax: 1 });
  const stack = builder.stack(none, builder.frame(builder.string('f')));
  const event = builder.event('cpu', count);
  for (const value of [5, 6]) {
    event.add(stack);
    event.setValue(0, value);
    event.addLabel(0, 0);
    event.addLabel(0, 0);
  }
  const { samples, truncated } = builder.finish();
  assert.deepEqual(samples[0]?.values, [Float64Array.of(5)]);
  assert.deepEqual(samples[0]?.labelOffsets, Uint32Array.of(0, 1));
  assert.deepEqual(truncated, { samples: 1, stacks: 0, names: 1 });
});

test('leaves samples out whose values are beyond the limit', () => {
  const builder = new ProfileBuilder('jfr', { valuesMax: 5 });
  const stack = builder.stack(none, builder.frame(builder.string('f')));
  const event = builder.event('cpu', [...count, { name: 'cpu', unit: 'nanoseconds' }]);
  for (let sample = 0; sample < 4; sample++) event.add(stack);
  const { samples, truncated } = builder.finish();
  assert.deepEqual([samples[0]?.count, truncated.samples], [2, 2]);
});

test('has one frame beyond the limit, whatever it is told of frames that are called so', () => {
  const builder = new ProfileBuilder('jfr', { framesMax: 2 });
  const name = builder.string(overflowName);
  for (let at = 0; at < 5; at++) {
    builder.frame(name, { module: builder.string(`m${at}`), kind: FrameKind.native });
    builder.frame(name, { file: builder.string(`f${at}`) });
  }
  assert.equal(builder.finish().frames.count, 3);
});

test('takes what is no finite number for 0', () => {
  const builder = new ProfileBuilder('jfr');
  const event = builder.event('cpu', count);
  const stack = builder.stack(none, builder.frame(builder.string('f')));
  for (const wrong of [Infinity, -Infinity, Number.NaN]) {
    event.add(stack, wrong);
    event.setValue(0, wrong);
  }
  const { samples, startMs, endMs } = builder.finish(Number.NaN, Infinity);
  assert.deepEqual(
    [samples[0]?.timeMs, samples[0]?.values[0], startMs, endMs],
    [new Float64Array(0), new Float64Array(3), 0, 0],
  );
});
