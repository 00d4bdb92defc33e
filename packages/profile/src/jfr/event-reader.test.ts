import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type TypePlan,
  JfrChunkWriter,
  linesOf,
  poolsOf,
  sampleTypes,
  smallPools,
  totalsOf,
  typeId,
} from './testing/index.ts';
import { read, run } from './testing/read-chunks.ts';

test('turns spans of time into nanoseconds by the unit that the metadata tells', () => {
  const spans = (timespan: string | undefined, ticksPerSecond: bigint): number | undefined => {
    const types = sampleTypes.map((type): TypePlan => {
      if (type.id !== typeId.monitorEnter) return type;
      const duration = { name: 'duration', type: 'long', ...(timespan && { timespan }) };
      const fields = (type.fields ?? []).map((field) =>
        field.name === 'duration' ? duration : field,
      );
      return { ...type, fields };
    });
    const chunk = new JfrChunkWriter({ ticksPerSecond })
      .metadata(types)
      .event(typeId.monitorEnter, (body) => body.long(0).long(3_000).long(1).long(1).long(0))
      .checkpoint(poolsOf(smallPools));
    return totalsOf(read(chunk.finish()).profile)['jdk.JavaMonitorEnter']?.[1];
  };
  assert.equal(spans('TICKS', 1_000_000_000n), 3_000);
  assert.equal(spans('TICKS', 2_500_000_000n), 1_200);
  assert.equal(spans(undefined, 2_500_000_000n), 1_200);
  assert.equal(spans('NANOSECONDS', 2_500_000_000n), 3_000);
  assert.equal(spans('MILLISECONDS', 2_500_000_000n), 3_000_000_000);
});

test('weighs a sample of CPU time by the period that it stands for', () => {
  const fields: TypePlan['fields'] = [
    { name: 'startTime', type: 'long' },
    { name: 'stackTrace', type: 'jdk.types.StackTrace', pooled: true },
    { name: 'eventThread', type: 'java.lang.Thread', pooled: true },
    { name: 'failed', type: 'boolean' },
    { name: 'samplingPeriod', type: 'long', timespan: 'NANOSECONDS' },
    { name: 'biased', type: 'boolean' },
  ];
  const chunk = new JfrChunkWriter()
    .metadata([...sampleTypes, { name: 'jdk.CPUTimeSample', id: 300, fields }])
    .event(300, (body) => body.long(0).long(2).long(1).u8(0).long(20_000_000).u8(0))
    .event(300, (body) => body.long(0).long(0).long(1).u8(1).long(20_000_000).u8(0))
    .checkpoint(poolsOf(smallPools));
  const result = read(chunk.finish());
  assert.deepEqual(linesOf(result.profile), {
    'jdk.CPUTimeSample': [`${run} main - 1,20000000 @0`],
  });
  assert.equal(result.withoutStack, 1);
});

test('counts time from the ticks that a chunk begins with', () => {
  const startTicks = 2n ** 55n + 3n;
  const chunk = new JfrChunkWriter({ startTicks, ticksPerSecond: 2_000_000_000n })
    .metadata(sampleTypes)
    .event(typeId.executionSample, (body) =>
      body
        .long(startTicks + 3_000_000_001n)
        .long(1)
        .long(1)
        .long(1),
    )
    .checkpoint(poolsOf(smallPools));
  const [table] = read(chunk.finish()).profile.samples;
  assert.deepEqual([...(table?.timeMs ?? [])], [1_700_000_001_500]);
});

test('weighs what was read or written by its bytes and its time', () => {
  const fields: TypePlan['fields'] = [
    { name: 'startTime', type: 'long' },
    { name: 'duration', type: 'long', timespan: 'TICKS' },
    { name: 'eventThread', type: 'java.lang.Thread', pooled: true },
    { name: 'stackTrace', type: 'jdk.types.StackTrace', pooled: true },
    { name: 'host', type: 'java.lang.String' },
    { name: 'bytesRead', type: 'long' },
  ];
  const chunk = new JfrChunkWriter()
    .metadata([...sampleTypes, { name: 'jdk.SocketRead', id: 300, fields }])
    .event(300, (body) => body.long(0).long(700).long(1).long(2).utf8('db').long(4096))
    .event(300, (body) => body.long(0).long(300).long(1).long(2).utf8('db').long(-1))
    .checkpoint(poolsOf(smallPools));
  const { profile } = read(chunk.finish());
  assert.deepEqual(linesOf(profile), {
    'jdk.SocketRead': [`${run} main - 1,4096,700 @0`, `${run} main - 1,0,300 @0`],
  });
});
