import { StringInterner } from '@stormpetrel/base';
import { SegmentColumns } from '@stormpetrel/model';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { appendSegment } from './append-segment.ts';
import { encodeSegment } from './encode-segment.ts';
import { FakeClock } from './fake-clock.ts';
import { SeededRandom } from './seeded-random.ts';
import { SegmentBuilder, referenceFrom } from './segment-builder.ts';

test('moves a clock only when told, and the monotonic one never back', () => {
  const clock = new FakeClock(1000);
  clock.advance(5);
  clock.setNowMs(10);
  assert.deepEqual([clock.nowMs(), clock.monotonicMs()], [10, 5]);
});

test('gives the same numbers for the same seed', () => {
  const draw = (seed: number): number[] => {
    const random = new SeededRandom(seed);
    return Array.from({ length: 5 }, () => random.int(1, 6));
  };
  assert.deepEqual(draw(3), draw(3));
  assert.notDeepEqual(draw(3), draw(4));
  assert.ok(draw(5).every((number) => number >= 1 && number <= 6));
});

test('writes the bytes of a segment as protobuf has them', () => {
  const bytes = encodeSegment({
    traceId: 't',
    traceSegmentId: '',
    service: 'é',
    serviceInstance: '',
    spans: [{ spanId: 1, parentSpanId: -1, startTime: 300, isError: true }],
  });
  assert.equal(
    Buffer.from(bytes).toString('hex'),
    '0a01741a12080110ffffffffffffffffff0118ac0258012202c3a9',
  );
});

test('appends what a decoder of the bytes would', () => {
  const columns = new SegmentColumns(new StringInterner({ namesMax: 100, bytesMax: 1000 }));
  const sample = new SegmentBuilder('cart', 'c1', 1000)
    .ids('trace', 'segment')
    .entry('GET:/', { refs: [referenceFrom('web', 'w', 'e', 'cart:80')], tags: { k: 'value' } })
    .exit('out', { peer: 'db:1', spanLayer: 'Database', isError: true })
    .build();
  appendSegment(columns, sample);
  appendSegment(columns, sample);
  const text = (from: Uint32Array, to: Uint32Array, i: number): string =>
    Buffer.from(columns.arena.slice(from[i], to[i])).toString();
  const name = (ids: Uint32Array, i: number): string => columns.names.text(ids[i] as number);
  assert.deepEqual(
    columns.arena.slice(columns.segmentStart[1], columns.segmentEnd[1]),
    encodeSegment(sample),
  );
  assert.deepEqual(
    [
      text(columns.traceIdStart, columns.traceIdEnd, 1),
      text(columns.segmentIdStart, columns.segmentIdEnd, 1),
      text(columns.tagValueStart, columns.tagValueEnd, 1),
      name(columns.service, 1),
      name(columns.operation, 2),
      name(columns.peer, 3),
      name(columns.refAddress, 1),
      [...columns.spanOffset.subarray(0, 3)],
      [...columns.refOffset.subarray(0, 5)],
      [...columns.tagOffset.subarray(0, 5)],
      [...columns.endMs.subarray(0, 4)],
    ],
    [
      'trace',
      'segment',
      'value',
      'cart',
      'GET:/',
      'db:1',
      'cart:80',
      [0, 2, 4],
      [0, 1, 1, 2, 2],
      [0, 1, 1, 2, 2],
      [1010, 1010, 1010, 1010],
    ],
  );
});
