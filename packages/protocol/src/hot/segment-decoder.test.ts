import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StringInterner } from '@stormpetrel/base';
import { SegmentColumns } from '@stormpetrel/model';
import * as fc from 'fast-check';
import { SegmentCollection, SegmentObject, SpanObject } from '../generated/trace.ts';
import { nameBytesMax, segmentSpansMax, segmentTagsMax } from '../limits.ts';
import { DecodeOutcome } from './decode-outcome.ts';
import { readSegment } from './read-segment.ts';
import { decodeSegment, decodeSegmentCollection } from './segment-decoder.ts';

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

function emptyColumns(): SegmentColumns {
  return new SegmentColumns(new StringInterner({ namesMax: 100_000, bytesMax: 1 << 24 }));
}

/** Columns that were used before, so that whatever is not written anew shows. */
function usedColumns(): SegmentColumns {
  const columns = emptyColumns();
  const span = SpanObject.create({
    spanId: 7,
    parentSpanId: 7,
    startTime: 7,
    endTime: 7,
    operationName: 'used',
    peer: 'used',
    spanType: 2,
    spanLayer: 5,
    componentId: 7,
    isError: true,
    skipAnalysis: true,
    tags: [{ key: 'used', value: 'used' }],
    refs: [{ refType: 1, traceId: 'used', parentService: 'used', parentEndpoint: 'used' }],
  });
  for (let i = 0; i < 4; i++) {
    const spans = Array.from({ length: 5 }, () => span);
    const used = { spans, traceId: 'used', traceSegmentId: 'used', service: 'used' };
    const bytes = SegmentObject.encode(
      SegmentObject.create({ ...used, serviceInstance: 'used' }),
    ).finish();
    assert.equal(decodeSegment(bytes, 0, bytes.length, columns), DecodeOutcome.ok);
  }
  columns.clear();
  return columns;
}

function text(columns: SegmentColumns, start: number, end: number): string {
  return utf8.decode(columns.arena.subarray(start, end));
}

/** All that the columns say about one segment, as plain values. */
function segmentAt(columns: SegmentColumns, i: number): unknown {
  const spans = range(columns.spanOffset, i).map((s) => ({
    spanId: columns.spanId[s],
    parentSpanId: columns.parentSpanId[s],
    startTime: columns.startMs[s],
    endTime: columns.endMs[s],
    operationName: columns.names.text(columns.operation[s] ?? 0),
    peer: columns.names.text(columns.peer[s] ?? 0),
    spanType: columns.spanType[s],
    spanLayer: columns.spanLayer[s],
    componentId: columns.componentId[s],
    isError: columns.isError[s] === 1,
    skipAnalysis: columns.skipAnalysis[s] === 1,
    refs: range(columns.refOffset, s).map((r) => ({
      refType: columns.refType[r],
      traceId: text(columns, columns.refTraceIdStart[r] ?? 0, columns.refTraceIdEnd[r] ?? 0),
      parentService: columns.names.text(columns.refParentService[r] ?? 0),
      parentServiceInstance: columns.names.text(columns.refParentInstance[r] ?? 0),
      parentEndpoint: columns.names.text(columns.refParentEndpoint[r] ?? 0),
      networkAddressUsedAtPeer: columns.names.text(columns.refAddress[r] ?? 0),
    })),
    tags: range(columns.tagOffset, s).map((t) => ({
      key: columns.names.text(columns.tagKey[t] ?? 0),
      value: text(columns, columns.tagValueStart[t] ?? 0, columns.tagValueEnd[t] ?? 0),
    })),
  }));
  return {
    traceId: text(columns, columns.traceIdStart[i] ?? 0, columns.traceIdEnd[i] ?? 0),
    traceSegmentId: text(columns, columns.segmentIdStart[i] ?? 0, columns.segmentIdEnd[i] ?? 0),
    service: columns.names.text(columns.service[i] ?? 0),
    serviceInstance: columns.names.text(columns.instance[i] ?? 0),
    spans,
  };
}

function range(offsets: Uint32Array, i: number): number[] {
  const [from, to] = [offsets[i] ?? 0, offsets[i + 1] ?? 0];
  return Array.from({ length: to - from }, (_, k) => from + k);
}

/** The same from the object that the generated codec gives: the slow twin. */
function expectedOf(segment: SegmentObject): unknown {
  return {
    traceId: segment.traceId,
    traceSegmentId: segment.traceSegmentId,
    service: segment.service,
    serviceInstance: segment.serviceInstance,
    spans: segment.spans.map(({ logs: _logs, refs, spanType, spanLayer, ...span }) => ({
      ...span,
      spanType: enumByte(spanType),
      spanLayer: enumByte(spanLayer),
      refs: refs.map(({ parentTraceSegmentId: _id, parentSpanId: _spanId, refType, ...ref }) => ({
        ...ref,
        refType: enumByte(refType),
      })),
    })),
  };
}

function enumByte(value: number): number {
  return value < 0 || value > 255 ? 255 : value;
}

/** Columns as plain data, with the ranges that are in use only. */
function snapshot(columns: SegmentColumns): unknown {
  return {
    counts: [
      columns.arenaLength,
      columns.segmentCount,
      columns.spanCount,
      columns.refCount,
      columns.tagCount,
    ],
    arena: columns.arena.slice(0, columns.arenaLength),
    ends: columns.segmentEnd.slice(0, columns.segmentCount),
    segments: Array.from({ length: columns.segmentCount }, (_, i) => segmentAt(columns, i)),
  };
}

const name = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('', 'gateway', 'GET:/a', '鹱'));
const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const int64 = fc.oneof(fc.maxSafeInteger(), fc.constantFrom(0, -1, 1.7e12, 2 ** 53));
const tag = fc.record({ key: name, value: fc.string({ unit: 'binary', maxLength: 200 }) });
const spanArbitrary = fc.record({
  spanId: int32,
  parentSpanId: int32,
  startTime: int64,
  endTime: int64,
  refs: fc.array(
    fc.record({
      refType: fc.constantFrom(0, 1, 2, 300, -1),
      traceId: name,
      parentTraceSegmentId: name,
      parentSpanId: int32,
      parentService: name,
      parentServiceInstance: name,
      parentEndpoint: name,
      networkAddressUsedAtPeer: name,
    }),
    { maxLength: 3 },
  ),
  operationName: name,
  peer: name,
  spanType: fc.constantFrom(0, 1, 2, 7, 256, -1),
  spanLayer: fc.constantFrom(0, 3, 6, 7, 300),
  componentId: int32,
  isError: fc.boolean(),
  tags: fc.array(tag, { maxLength: 4 }),
  logs: fc.array(fc.record({ time: int64, data: fc.array(tag, { maxLength: 2 }) }), {
    maxLength: 2,
  }),
  skipAnalysis: fc.boolean(),
});
const segmentArbitrary = fc
  .record({
    traceId: name,
    traceSegmentId: name,
    spans: fc.array(spanArbitrary, { maxLength: 5 }),
    service: name,
    serviceInstance: name,
    isSizeLimited: fc.boolean(),
  })
  .map((segment) => segment as SegmentObject);

test('decodes random segments to the same values as the generated codec', () => {
  fc.assert(
    fc.property(fc.array(segmentArbitrary, { minLength: 1, maxLength: 4 }), (segments) => {
      const columns = usedColumns();
      for (const segment of segments) {
        const bytes = SegmentObject.encode(segment).finish();
        const padded = Uint8Array.of(1, 2, 3, ...bytes, 0xff, 0x08, 0x0a);
        const outcome = decodeSegment(padded, 3, 3 + bytes.length, columns);
        assert.equal(outcome, DecodeOutcome.ok);
      }
      segments.forEach((segment, i) => {
        const decoded = readSegment(SegmentObject.encode(segment).finish());
        assert.deepEqual(segmentAt(columns, i), expectedOf(decoded));
        assert.deepEqual(
          columns.arena.slice(columns.segmentStart[i], columns.segmentEnd[i]),
          SegmentObject.encode(segment).finish(),
        );
      });
    }),
    { numRuns: 300 },
  );
});

test('takes split and repeated fields as the generated codec does', () => {
  fc.assert(
    fc.property(segmentArbitrary, segmentArbitrary, (first, second) => {
      const bytes = Buffer.concat([
        SegmentObject.encode(first).finish(),
        SegmentObject.encode(second).finish(),
      ]);
      const columns = emptyColumns();
      assert.equal(decodeSegment(bytes, 0, bytes.length, columns), DecodeOutcome.ok);
      assert.deepEqual(segmentAt(columns, 0), expectedOf(SegmentObject.decode(bytes)));
    }),
  );
});

function generatedOutcome(bytes: Uint8Array): SegmentObject | undefined {
  try {
    return SegmentObject.decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * Whatever the hot decoder takes the generated one takes too, with the same values; what it refuses leaves no trace.
 * It may be stricter: the generated one ends a message in silence at tag 0 and at an end-of-group.
 */
function checkAgainstTwin(bytes: Uint8Array): void {
  const columns = emptyColumns();
  const sample = SegmentObject.encode(sampleSegment).finish();
  decodeSegment(sample, 0, sample.length, columns);
  const before = snapshot(columns);
  const outcome = decodeSegment(bytes, 0, bytes.length, columns);
  if (outcome !== DecodeOutcome.ok) {
    assert.deepEqual(snapshot(columns), before);
    return;
  }
  const twin = generatedOutcome(bytes);
  assert.ok(twin !== undefined, 'the hot decoder took what the generated one refuses');
  assert.deepEqual(segmentAt(columns, 1), expectedOf(twin));
}

const sampleSpan = SpanObject.create({
  spanId: 1,
  parentSpanId: -1,
  startTime: 1_790_000_000_000,
  operationName: 'GET:/orders',
  tags: [{ key: 'http.method', value: 'GET' }],
  refs: [{ traceId: 't', parentService: 'gateway' }],
  logs: [{ time: 1, data: [{ key: 'event', value: 'error' }] }],
});
const sampleSegment = SegmentObject.create({
  traceId: 'trace',
  traceSegmentId: 'segment',
  service: 'orders',
  serviceInstance: 'orders-1',
  spans: [sampleSpan],
});

test('agrees with the generated codec on random bytes, and leaves no trace of what it refuses', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), checkAgainstTwin), { numRuns: 2_000 });
});

test('agrees with the generated codec on sound segments with a few bytes changed', () => {
  const changes = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 3 });
  fc.assert(
    fc.property(segmentArbitrary, changes, (segment, pairs) => {
      const bytes = SegmentObject.encode(segment).finish();
      for (const [at, byte] of pairs) if (bytes.length > 0) bytes[at % bytes.length] = byte;
      checkAgainstTwin(bytes);
    }),
    { numRuns: 2_000 },
  );
});

test('agrees with the generated codec on every cut of a segment', () => {
  const bytes = SegmentObject.encode(sampleSegment).finish();
  for (let length = 0; length < bytes.length; length++) checkAgainstTwin(bytes.slice(0, length));
});

function check(bytes: readonly number[], expected: DecodeOutcome): void {
  const columns = emptyColumns();
  assert.equal(decodeSegment(Uint8Array.from(bytes), 0, bytes.length, columns), expected);
  assert.equal(columns.segmentCount, expected === DecodeOutcome.ok ? 1 : 0);
}

test('takes an empty message', () => check([], DecodeOutcome.ok));
test('steps over unknown fields of each wire type', () =>
  check([0x78, 1, 0x79, 1, 2, 3, 4, 5, 6, 7, 8, 0x7a, 1, 9, 0x7d, 1, 2, 3, 4], DecodeOutcome.ok));
test('steps over a known field with another wire type', () => check([0x08, 5], DecodeOutcome.ok));
test('takes padded tags and lengths', () =>
  check([0xa2, 0x80, 0x00, 0x82, 0x00, 0x61, 0x62], DecodeOutcome.ok));
test('refuses groups', () => check([0x0b, 0x0c], DecodeOutcome.malformed));
test('refuses field number zero', () => check([0x00, 0x00], DecodeOutcome.malformed));
test('refuses a length past the end', () => check([0x0a, 5, 1], DecodeOutcome.malformed));
test('refuses a negative length', () =>
  check([0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f], DecodeOutcome.malformed));
test('refuses a varint of eleven bytes', () =>
  check([0x30, ...Array.from({ length: 10 }, () => 0x80), 0], DecodeOutcome.malformed));
test('refuses a varint that its message does not hold', () =>
  check([0x1a, 1, 0x08, 0x30, 0x00], DecodeOutcome.malformed));
test('refuses a span that runs past its segment', () =>
  check([0x1a, 4, 0x08, 0x01], DecodeOutcome.malformed));
test('refuses a log that is not sound', () =>
  check([0x1a, 4, 0x6a, 2, 0x12, 9], DecodeOutcome.malformed));

test('reads a negative int32 of ten bytes', () => {
  const bytes = [0x1a, 11, 0x10, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
  const columns = emptyColumns();
  decodeSegment(Uint8Array.from(bytes), 0, bytes.length, columns);
  assert.equal(columns.parentSpanId[0], -1);
});

function spansOf(count: number): Uint8Array {
  const bytes = new Uint8Array(count * 2);
  for (let i = 0; i < bytes.length; i += 2) bytes[i] = 0x1a;
  return bytes;
}

test('refuses a segment with too many spans', () => {
  const columns = emptyColumns();
  const most = spansOf(segmentSpansMax);
  const more = spansOf(segmentSpansMax + 1);
  assert.equal(decodeSegment(most, 0, most.length, columns), DecodeOutcome.ok);
  assert.equal(decodeSegment(more, 0, more.length, columns), DecodeOutcome.tooManySpans);
  assert.deepEqual([columns.segmentCount, columns.spanCount], [1, segmentSpansMax]);
});

test('refuses a segment with too many tags', () => {
  const tags = new Uint8Array((segmentTagsMax + 1) * 2);
  for (let i = 0; i < tags.length; i += 2) tags[i] = 0x62;
  const header = [0x1a, (tags.length & 0x7f) | 0x80, ((tags.length >> 7) & 0x7f) | 0x80];
  const bytes = Uint8Array.from([...header, tags.length >> 14, ...tags]);
  const columns = emptyColumns();
  assert.equal(decodeSegment(bytes, 0, bytes.length, columns), DecodeOutcome.tooManyTags);
  assert.deepEqual([columns.tagCount, columns.arenaLength], [0, 0]);
});

test('cuts a name that is too long at the border of a character', () => {
  const service = `${'x'.repeat(nameBytesMax - 1)}é`;
  const bytes = SegmentObject.encode(SegmentObject.create({ service })).finish();
  const columns = emptyColumns();
  decodeSegment(bytes, 0, bytes.length, columns);
  assert.equal(columns.names.text(columns.service[0] ?? 0), 'x'.repeat(nameBytesMax - 1));
});

test('decodes a collection as its segments, or not at all', () => {
  fc.assert(
    fc.property(fc.array(segmentArbitrary, { maxLength: 4 }), (segments) => {
      const bytes = SegmentCollection.encode({ segments }).finish();
      const columns = emptyColumns();
      assert.equal(decodeSegmentCollection(bytes, 0, bytes.length, columns), DecodeOutcome.ok);
      assert.deepEqual(
        segments.map((_, i) => segmentAt(columns, i)),
        segments.map((segment) =>
          expectedOf(SegmentObject.decode(SegmentObject.encode(segment).finish())),
        ),
      );
      assert.equal(columns.segmentCount, segments.length);
      const bad = Uint8Array.of(...bytes, 0x0a, 1, 0x0a);
      const before = snapshot(columns);
      assert.equal(decodeSegmentCollection(bad, 0, bad.length, columns), DecodeOutcome.malformed);
      assert.deepEqual(snapshot(columns), before);
    }),
  );
});
