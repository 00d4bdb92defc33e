import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FrameKind } from '../../stack-profile.ts';
import {
  type TypePlan,
  JfrChunkWriter,
  linesOf,
  poolsOf,
  sampleTypes,
  smallChunk,
  smallPools,
  typeId,
} from '../testing/index.ts';
import { chunkWithStack, firstStack, main, read, run } from '../testing/read-chunks.ts';

test('shows no line where there is none', () => {
  for (const line of [-1, 0, -7]) {
    const chunk = chunkWithStack([[10, line, 0]]);
    assert.deepEqual(firstStack(chunk), 'app.Main.main');
  }
  assert.deepEqual(firstStack(chunkWithStack([[10, 70_000, 0]])), 'app.Main.main:70000');
});

test('tells native Java methods from C code, which has no class', () => {
  const frames: readonly (readonly [number, number, number])[] = [[11, 0, 3]];
  assert.equal(firstStack(chunkWithStack(frames)), 'app.Work.run');
  const kinds = { ...smallPools.frameTypes, 5: 'Kernel' };
  const { profile } = read(chunkWithStack(frames, kinds));
  assert.equal(linesOf(profile)['jdk.ExecutionSample']?.[0]?.split(' ')[0], 'run');
  assert.deepEqual([...profile.frames.kind], [FrameKind.native]);
});

test('keeps a stack that has no frames, and leaves out samples that have no stack', () => {
  const chunk = smallChunk()
    .event(typeId.executionSample, (body) => body.long(0).long(1).long(3).long(1))
    .event(typeId.executionSample, (body) => body.long(0).long(1).long(0).long(1))
    .event(typeId.executionSample, (body) => body.long(0).long(1).long(99).long(1))
    .event(typeId.allocation, (body) => body.long(0).long(1).long(3).long(3).long(5).long(0));
  const result = read(chunk.finish());
  assert.deepEqual(
    linesOf(result.profile)['jdk.ExecutionSample']?.at(-1),
    'unknown main STATE_RUNNABLE 1 @0',
  );
  assert.deepEqual(
    linesOf(result.profile)['jdk.ObjectAllocationInNewTLAB']?.at(-1),
    'byte[] main - 1,5 @0',
  );
  assert.equal(result.withoutStack, 2);
});

test('finds the class of an object that was not freed', () => {
  const types: readonly TypePlan[] = [
    ...sampleTypes,
    {
      name: 'jdk.types.OldObject',
      id: 300,
      fields: [
        { name: 'address', type: 'long' },
        { name: 'type', type: 'java.lang.Class', pooled: true },
      ],
    },
    {
      name: 'jdk.OldObjectSample',
      id: 301,
      fields: [
        { name: 'startTime', type: 'long' },
        { name: 'stackTrace', type: 'jdk.types.StackTrace', pooled: true },
        { name: 'object', type: 'jdk.types.OldObject', pooled: true },
        { name: 'objectSize', type: 'long' },
      ],
    },
  ];
  const chunk = new JfrChunkWriter()
    .metadata(types)
    .event(301, (body) => body.long(0).long(1).long(77).long(640))
    .event(301, (body) => body.long(0).long(1).long(78).long(1))
    .checkpoint([{ typeId: 300, entries: [[77, (body) => body.long(4096).long(3)]] }])
    .checkpoint(poolsOf(smallPools));
  assert.deepEqual(linesOf(read(chunk.finish()).profile), {
    'jdk.OldObjectSample': [`${main};byte[] - - 1,640 @0`, `${main};unknown - - 1,1 @0`],
  });
});

test('puts a method that was traced at the inner end of the stack that called it', () => {
  const fields: TypePlan['fields'] = [
    { name: 'startTime', type: 'long' },
    { name: 'duration', type: 'long', timespan: 'TICKS' },
    { name: 'eventThread', type: 'java.lang.Thread', pooled: true },
    { name: 'stackTrace', type: 'jdk.types.StackTrace', pooled: true },
    { name: 'method', type: 'jdk.types.Method', pooled: true },
  ];
  const chunk = new JfrChunkWriter()
    .metadata([...sampleTypes, { name: 'jdk.MethodTrace', id: 300, fields }])
    .event(300, (body) => body.long(0).long(700).long(1).long(1).long(11))
    // As async-profiler writes it: the method is part of the stack, and told nowhere else.
    .event(300, (body) => body.long(0).long(5).long(1).long(2).long(0))
    .checkpoint(poolsOf(smallPools));
  assert.deepEqual(linesOf(read(chunk.finish()).profile), {
    'jdk.MethodTrace': [`${main};app.Work.run main - 1,700 @0`, `${run} main - 1,5 @0`],
  });
});
