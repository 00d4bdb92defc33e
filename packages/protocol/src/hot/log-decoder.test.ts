import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BinaryReader } from '@bufbuild/protobuf/wire';
import { StringInterner } from '@stormpetrel/base';
import { LogColumns } from '@stormpetrel/model';
import * as fc from 'fast-check';
import { JSONLog, LogData, LogTags, TextLog, TraceContext, YAMLLog } from '../generated/log.ts';
import { logTagBytesMax, logTagsMax, nameBytesMax } from '../limits.ts';
import { DecodeOutcome } from './decode-outcome.ts';
import { decodeLog } from './log-decoder.ts';

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

function emptyColumns(): LogColumns {
  return new LogColumns(new StringInterner({ namesMax: 100_000, bytesMax: 1 << 24 }));
}

const sampleLog = LogData.fromPartial({
  timestamp: 1_790_000_000_000,
  service: 'orders',
  serviceInstance: 'orders-1',
  endpoint: 'GET:/orders',
  layer: 'GENERAL',
  body: { type: 'text', text: { text: 'order 7 was paid' } },
  traceContext: { traceId: 'trace', traceSegmentId: 'segment', spanId: 3 },
  tags: { data: [{ key: 'level', value: 'INFO' }] },
});

/** Columns that were used before, so that whatever is not written anew shows. */
function usedColumns(): LogColumns {
  const columns = emptyColumns();
  const bytes = LogData.encode(sampleLog).finish();
  for (let i = 0; i < 5; i++) assert.equal(decodeLog(bytes, 0, bytes.length, columns), 0);
  columns.clear();
  return columns;
}

/** All that the columns say about one log, as plain values. */
function logAt(columns: LogColumns, i: number): unknown {
  const text = (start: Uint32Array, end: Uint32Array, at = i): string =>
    utf8.decode(columns.arena.subarray(start[at], end[at]));
  const name = (ids: Uint32Array, at = i): string => columns.names.text(ids[at] ?? 0);
  const [from, to] = [columns.tagOffset[i] ?? 0, columns.tagOffset[i + 1] ?? 0];
  return {
    timestamp: columns.timeMs[i],
    service: name(columns.service),
    serviceInstance: name(columns.instance),
    endpoint: name(columns.endpoint),
    layer: name(columns.layer),
    traceId: text(columns.traceIdStart, columns.traceIdEnd),
    traceSegmentId: text(columns.segmentIdStart, columns.segmentIdEnd),
    spanId: columns.spanId[i],
    contentType: columns.contentType[i],
    content: text(columns.contentStart, columns.contentEnd),
    tags: Array.from({ length: to - from }, (_, k) => ({
      key: name(columns.tagKey, from + k),
      value: text(columns.tagValueStart, columns.tagValueEnd, from + k),
    })),
    allTags: LogTags.decode(columns.arena.slice(columns.tagsStart[i], columns.tagsEnd[i])).data,
  };
}

/** The fields of a message that are strings of bytes, in their order. */
function bytesFields(bytes: Uint8Array): { readonly field: number; readonly value: Uint8Array }[] {
  const reader = new BinaryReader(bytes);
  const fields: { field: number; value: Uint8Array }[] = [];
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if ((tag & 7) === 2) fields.push({ field: tag >>> 3, value: reader.bytes() });
    else reader.skip(tag & 7, tag >>> 3);
  }
  return fields;
}

function joined(fields: ReturnType<typeof bytesFields>, field: number): Uint8Array {
  return Buffer.concat(fields.filter((each) => each.field === field).map(({ value }) => value));
}

/**
 * The same by the generated codec: the slow twin. That codec does not merge a message that comes in parts, as protobuf has
 * it, so the parts are put together before it reads them.
 */
function expectedOf(bytes: Uint8Array): unknown {
  const { body: _body, traceContext: _context, tags: _tags, ...scalars } = LogData.decode(bytes);
  const fields = bytesFields(bytes);
  const { traceId, traceSegmentId, spanId } = TraceContext.decode(joined(fields, 6));
  const tags = LogTags.decode(joined(fields, 7)).data;
  return {
    ...scalars,
    traceId,
    traceSegmentId,
    spanId,
    ...contentOf(joined(fields, 5)),
    tags,
    allTags: tags,
  };
}

function contentOf(body: Uint8Array): { contentType: number; content: string } {
  const kinds = bytesFields(body).filter(({ field }) => field >= 2 && field <= 4);
  const last = kinds.at(-1)?.field;
  const from = kinds.findLastIndex(({ field }) => field !== last) + 1;
  const bytes = joined(kinds.slice(from), last ?? 0);
  switch (last) {
    case 2:
      return { contentType: 1, content: TextLog.decode(bytes).text };
    case 3:
      return { contentType: 2, content: JSONLog.decode(bytes).json };
    case 4:
      return { contentType: 3, content: YAMLLog.decode(bytes).yaml };
    default:
      return { contentType: 0, content: '' };
  }
}

/** Columns as plain data, with the ranges that are in use only. */
function snapshot(columns: LogColumns): unknown {
  return {
    counts: [columns.arenaLength, columns.logCount, columns.tagCount],
    arena: columns.arena.slice(0, columns.arenaLength),
    logs: Array.from({ length: columns.logCount }, (_, i) => logAt(columns, i)),
  };
}

const name = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('', 'gateway', 'GET:/a', '鹱'));
const content = fc.string({ unit: 'binary', maxLength: 300 });
const logArbitrary = fc
  .record({
    timestamp: fc.oneof(fc.maxSafeInteger(), fc.constantFrom(0, -1, 1.7e12, 2 ** 53)),
    service: name,
    serviceInstance: name,
    endpoint: name,
    layer: fc.constantFrom('', 'GENERAL', 'MESH', 'moon'),
    body: fc.oneof(
      fc.constant({}),
      content.map((text) => ({ text: { text } })),
      content.map((json) => ({ json: { json } })),
      content.map((yaml) => ({ yaml: { yaml } })),
    ),
    traceContext: fc.record({
      traceId: name,
      traceSegmentId: name,
      spanId: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    }),
    tags: fc.record({ data: fc.array(fc.record({ key: name, value: content }), { maxLength: 4 }) }),
  })
  .map((log) => LogData.encode(LogData.fromPartial(log)).finish());

test('keeps a byte order mark that a name or a text begins with', () => {
  const log = LogData.fromPartial({
    service: '\uFEFForders',
    body: { text: { text: '\uFEFFpaid' } },
  });
  const columns = emptyColumns();
  const bytes = LogData.encode(log).finish();
  assert.equal(decodeLog(bytes, 0, bytes.length, columns), DecodeOutcome.ok);
  assert.deepEqual(logAt(columns, 0), expectedOf(bytes));
  assert.equal(columns.names.text(columns.service[0] ?? 0), '\uFEFForders');
});

test('decodes random logs to the same values as the generated codec', () => {
  fc.assert(
    fc.property(fc.array(logArbitrary, { minLength: 1, maxLength: 4 }), (logs) => {
      const columns = usedColumns();
      for (const bytes of logs) {
        const padded = Uint8Array.of(1, 2, 3, ...bytes, 0xff, 0x08, 0x0a);
        assert.equal(decodeLog(padded, 3, 3 + bytes.length, columns), DecodeOutcome.ok);
      }
      assert.deepEqual(
        logs.map((_, i) => logAt(columns, i)),
        logs.map(expectedOf),
      );
    }),
    { numRuns: 300 },
  );
});

test('merges what comes in parts, as protobuf has it', () => {
  fc.assert(
    fc.property(fc.array(logArbitrary, { minLength: 2, maxLength: 3 }), (parts) => {
      const bytes = Buffer.concat(parts);
      const columns = usedColumns();
      assert.equal(decodeLog(bytes, 0, bytes.length, columns), DecodeOutcome.ok);
      assert.deepEqual(logAt(columns, 0), expectedOf(bytes));
    }),
  );
});

function generatedTakes(bytes: Uint8Array): boolean {
  try {
    LogData.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Whatever the hot decoder takes the generated one takes too, with the same values; what it refuses leaves no trace. */
function checkAgainstTwin(bytes: Uint8Array): void {
  const columns = emptyColumns();
  const sample = LogData.encode(sampleLog).finish();
  decodeLog(sample, 0, sample.length, columns);
  const before = snapshot(columns);
  const outcome = decodeLog(bytes, 0, bytes.length, columns);
  if (outcome !== DecodeOutcome.ok) {
    assert.deepEqual(snapshot(columns), before);
    return;
  }
  assert.ok(generatedTakes(bytes), 'the hot decoder took what the generated one refuses');
  assert.deepEqual(logAt(columns, 1), expectedOf(bytes));
}

test('agrees with the generated codec on random bytes, and leaves no trace of what it refuses', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), checkAgainstTwin), { numRuns: 2_000 });
});

test('agrees with the generated codec on sound logs with a few bytes changed', () => {
  const changes = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 3 });
  fc.assert(
    fc.property(logArbitrary, changes, (log, pairs) => {
      const bytes = log.slice();
      for (const [at, byte] of pairs) if (bytes.length > 0) bytes[at % bytes.length] = byte;
      checkAgainstTwin(bytes);
    }),
    { numRuns: 2_000 },
  );
});

test('agrees with the generated codec on every cut of a log', () => {
  const bytes = LogData.encode(sampleLog).finish();
  for (let length = 0; length < bytes.length; length++) checkAgainstTwin(bytes.slice(0, length));
});

function check(bytes: readonly number[], expected: DecodeOutcome): void {
  const columns = emptyColumns();
  assert.equal(decodeLog(Uint8Array.from(bytes), 0, bytes.length, columns), expected);
  assert.equal(columns.logCount, expected === DecodeOutcome.ok ? 1 : 0);
}

test('takes an empty message', () => check([], DecodeOutcome.ok));
test('steps over unknown fields of each wire type', () =>
  check([0x78, 1, 0x79, 1, 2, 3, 4, 5, 6, 7, 8, 0x7a, 1, 9, 0x7d, 1, 2, 3, 4], DecodeOutcome.ok));
test('steps over a known field with another wire type', () =>
  check([0x10, 5, 0x3d, 1, 2, 3, 4], DecodeOutcome.ok));
test('takes padded tags and lengths', () =>
  check([0x92, 0x80, 0x00, 0x82, 0x00, 0x61, 0x62], DecodeOutcome.ok));
test('refuses groups', () => check([0x0b, 0x0c], DecodeOutcome.malformed));
test('refuses field number zero', () => check([0x02, 0x00], DecodeOutcome.malformed));
test('refuses a length past the end', () => check([0x12, 5, 1], DecodeOutcome.malformed));
test('refuses a negative length', () =>
  check([0x12, 0xff, 0xff, 0xff, 0xff, 0x0f], DecodeOutcome.malformed));
test('refuses a varint that its message does not hold', () =>
  check([0x32, 1, 0x18, 0x00], DecodeOutcome.malformed));
test('refuses content that runs past its body', () =>
  check([0x2a, 4, 0x12, 3, 0x0a, 1], DecodeOutcome.malformed));

test('tells content that is empty from content that is not there', () => {
  const columns = emptyColumns();
  const bytes = Uint8Array.of(0x2a, 2, 0x1a, 0);
  decodeLog(bytes, 0, bytes.length, columns);
  assert.equal(columns.contentType[0], 2);
});

function tagged(count: number, value: string): Uint8Array {
  const data = Array.from({ length: count }, () => ({ key: 'k', value }));
  return LogData.encode(LogData.fromPartial({ tags: { data } })).finish();
}

function outcomeOf(bytes: Uint8Array): readonly [DecodeOutcome, tags: number, arena: number] {
  const columns = emptyColumns();
  const outcome = decodeLog(bytes, 0, bytes.length, columns);
  return [outcome, columns.tagCount, columns.arenaLength];
}

test('takes so many tags, and refuses a log with more', () => {
  const most = tagged(logTagsMax, 'v');
  assert.deepEqual(outcomeOf(most), [DecodeOutcome.ok, logTagsMax, most.length]);
  const more = tagged(logTagsMax + 1, 'v');
  assert.deepEqual(outcomeOf(more), [DecodeOutcome.tooManyLogTags, 0, 0]);
  // In parts: what is joined is bounded too.
  const parts = Buffer.concat([tagged(logTagsMax, 'v'), tagged(1, 'v')]);
  assert.deepEqual(outcomeOf(parts), [DecodeOutcome.tooManyLogTags, 0, 0]);
});

test('takes so many bytes of tags, and refuses a log with more', () => {
  // Field, length and key of the tag take 11 bytes.
  const value = 'x'.repeat(logTagBytesMax - 11);
  assert.deepEqual(outcomeOf(tagged(1, value)).slice(0, 2), [DecodeOutcome.ok, 1]);
  assert.deepEqual(outcomeOf(tagged(1, `${value}x`)), [DecodeOutcome.tooManyLogTags, 0, 0]);
});

test('cuts a name that is too long at the border of a character', () => {
  const service = `${'x'.repeat(nameBytesMax - 1)}é`;
  const bytes = LogData.encode(LogData.fromPartial({ service })).finish();
  const columns = emptyColumns();
  decodeLog(bytes, 0, bytes.length, columns);
  assert.equal(columns.names.text(columns.service[0] ?? 0), 'x'.repeat(nameBytesMax - 1));
});
