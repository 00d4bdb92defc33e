import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StringInterner } from '@stormpetrel/base';
import { SegmentColumns } from './segment-columns.ts';

test('offsets have room for one more than there are segments, at every size', () => {
  const columns = new SegmentColumns(new StringInterner({ namesMax: 10, bytesMax: 100 }));
  const short: number[] = [];
  for (; columns.segmentCount < 5_000; columns.segmentCount++) {
    columns.reserveSegment();
    if (columns.segmentCount + 1 >= columns.spanOffset.length) short.push(columns.segmentCount);
    if (columns.segmentCount >= columns.segmentStart.length) short.push(columns.segmentCount);
  }
  assert.deepEqual(short, []);
});

test('offsets have room for one more than there are spans, at every size', () => {
  const columns = new SegmentColumns(new StringInterner({ namesMax: 10, bytesMax: 100 }));
  const short: number[] = [];
  for (; columns.spanCount < 20_000; columns.spanCount++) {
    columns.reserveSpan();
    const offsetsLength = Math.min(columns.refOffset.length, columns.tagOffset.length);
    if (columns.spanCount + 1 >= offsetsLength) short.push(columns.spanCount);
    if (columns.spanCount >= columns.spanId.length) short.push(columns.spanCount);
  }
  assert.deepEqual(short, []);
});
