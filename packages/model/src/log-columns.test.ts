import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StringInterner } from '@stormpetrel/base';
import { LogColumns } from './log-columns.ts';

test('all columns have room for the log that is reserved, and offsets for one more, at every size', () => {
  const columns = new LogColumns(new StringInterner({ namesMax: 10, bytesMax: 100 }));
  const short: number[] = [];
  for (; columns.logCount < 5_000; columns.logCount++) {
    columns.reserveLog();
    const lengths = [
      columns.timeMs,
      columns.service,
      columns.instance,
      columns.endpoint,
      columns.layer,
      columns.traceIdStart,
      columns.traceIdEnd,
      columns.segmentIdStart,
      columns.segmentIdEnd,
      columns.spanId,
      columns.contentType,
      columns.contentStart,
      columns.contentEnd,
      columns.tagsStart,
      columns.tagsEnd,
    ].map(({ length }) => length);
    if (columns.logCount >= Math.min(...lengths)) short.push(columns.logCount);
    if (columns.logCount + 1 >= columns.tagOffset.length) short.push(columns.logCount);
  }
  assert.deepEqual(short, []);
});
