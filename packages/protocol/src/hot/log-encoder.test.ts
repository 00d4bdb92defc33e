import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { LogData, LogTags } from '../generated/log.ts';
import { encodeStoredLog } from './log-encoder.ts';

const utf8 = new TextEncoder();
const name = fc.string({ unit: 'grapheme', maxLength: 8 });
const bodyOf = [
  () => ({ type: 'NONE' }),
  (text: string) => ({ type: 'TEXT', text: { text } }),
  (json: string) => ({ type: 'JSON', json: { json } }),
  (yaml: string) => ({ type: 'YAML', yaml: { yaml } }),
] as const;

test('writes logs that the generated codec reads as they were', () => {
  const log = fc.record({
    timeMs: fc.maxSafeInteger(),
    service: name,
    instance: name,
    endpoint: name,
    traceId: name,
    segmentId: name,
    spanId: fc.integer(),
    contentType: fc.integer({ min: 0, max: 3 }),
    content: name,
    tags: fc.array(fc.record({ key: name, value: name }), { maxLength: 3 }),
  });
  fc.assert(
    fc.property(log, ({ traceId, content, tags, ...rest }) => {
      const bytes = encodeStoredLog({
        ...rest,
        traceId: utf8.encode(traceId),
        content: utf8.encode(content),
        tags: LogTags.encode({ data: tags }).finish(),
      });
      const expected = LogData.fromPartial({
        timestamp: rest.timeMs,
        service: rest.service,
        serviceInstance: rest.instance,
        endpoint: rest.endpoint,
        body: bodyOf[rest.contentType as 0 | 1 | 2 | 3](content),
        traceContext: {
          traceId,
          traceSegmentId: rest.segmentId,
          // A span is one of a segment.
          spanId: rest.segmentId === '' ? 0 : rest.spanId,
        },
        ...(tags.length > 0 && { tags: { data: tags } }),
      });
      assert.deepEqual(LogData.decode(bytes), LogData.decode(LogData.encode(expected).finish()));
    }),
  );
});
