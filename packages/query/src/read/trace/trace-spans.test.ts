import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { type SegmentBody, type SpanBody, assembleTrace } from './trace-spans.ts';

function span(spanId: number, options: Partial<SpanBody> = {}): SpanBody {
  return {
    spanId,
    parentSpanId: spanId === 0 ? -1 : 0,
    startTime: 1000 + spanId,
    endTime: 2000,
    refs: [],
    operationName: `op-${spanId}`,
    peer: '',
    spanType: 2,
    spanLayer: 0,
    componentId: 0,
    isError: false,
    tags: [],
    logs: [],
    ...options,
  };
}

function segment(traceSegmentId: string, spans: readonly SpanBody[]): SegmentBody {
  return { traceId: 't', traceSegmentId, service: 'cart', serviceInstance: 'c-1', spans };
}

function refTo(parentTraceSegmentId: string, parentSpanId: number): SpanBody['refs'][number] {
  return { refType: 0, traceId: 't', parentTraceSegmentId, parentSpanId };
}

function orderOf(segments: readonly SegmentBody[]): string[] {
  return assembleTrace(segments).map(({ segmentId, spanId }) => `${segmentId}${spanId}`);
}

test('shows all that a stored span holds', () => {
  const tags = [{ key: 'http.method', value: 'GET' }];
  const logs = [{ time: 1500, data: [{ key: 'event', value: 'error' }] }];
  const ref = { refType: 1, traceId: 'u', parentTraceSegmentId: 'p', parentSpanId: 3 };
  const entry = { spanType: 0, spanLayer: 3, componentId: 1, isError: true, peer: 'db:1' };
  const spans = [span(0, { ...entry, tags, logs, refs: [ref] })];
  assert.deepEqual(assembleTrace([segment('a', spans)]), [
    {
      traceId: 't',
      segmentId: 'a',
      spanId: 0,
      parentSpanId: -1,
      refs: [{ traceId: 'u', parentSegmentId: 'p', parentSpanId: 3, type: 'CROSS_THREAD' }],
      serviceCode: 'cart',
      serviceInstanceName: 'c-1',
      startTime: 1000,
      endTime: 2000,
      endpointName: 'op-0',
      type: 'Entry',
      peer: 'db:1',
      component: 'Tomcat',
      isError: true,
      layer: 'Http',
      tags,
      logs,
      attachedEvents: [],
    },
  ]);
});

test('puts what a span led to right behind it, before its siblings', () => {
  const a = segment('a', [span(0), span(1), span(2)]);
  const b = segment('b', [span(0, { refs: [refTo('a', 1)] }), span(1)]);
  assert.deepEqual(orderOf([b, a]), ['a0', 'a1', 'b0', 'b1', 'a2']);
});

test('begins anew with spans whose parent is not there, earliest first', () => {
  const late = segment('late', [span(0, { startTime: 900, refs: [refTo('lost', 1)] })]);
  const early = segment('early', [span(0, { startTime: 100 })]);
  assert.deepEqual(orderOf([late, early]), ['early0', 'late0']);
});

test('follows the last reference of a consumer of several messages', () => {
  const a = segment('a', [span(0)]);
  const b = segment('b', [span(0, { startTime: 5000 })]);
  const both = [span(0, { startTime: 1500, refs: [refTo('a', 0), refTo('b', 0)] })];
  assert.deepEqual(orderOf([a, b, segment('c', both)]), ['a0', 'b0', 'c0']);
});

test('shows spans that lead to each other in a circle, and kinds of later agents', () => {
  const a = segment('a', [span(0, { refs: [refTo('b', 0)], spanType: 9, spanLayer: 99 })]);
  const b = segment('b', [span(0, { refs: [refTo('a', 0)] })]);
  assert.deepEqual(orderOf([a, b]), ['a0', 'b0']);
  assert.deepEqual(
    assembleTrace([a]).map(({ type, layer }) => [type, layer]),
    [['UNRECOGNIZED', 'UNRECOGNIZED']],
  );
});

test('orders a chain of 20,000 spans', () => {
  const spans = Array.from({ length: 20_000 }, (_, i) => span(i, { parentSpanId: i - 1 }));
  const ids = assembleTrace([segment('a', spans)]).map(({ spanId }) => spanId);
  assert.deepEqual(
    ids,
    spans.map(({ spanId }) => spanId),
  );
});

test('shows every span once, whatever its references say', () => {
  const anyRef = fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: -1, max: 3 }));
  const anySpan = fc.record({
    spanId: fc.integer({ min: 0, max: 3 }),
    parentSpanId: fc.integer({ min: -1, max: 3 }),
    refs: fc.array(anyRef, { maxLength: 2 }),
  });
  const anySegment = fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.array(anySpan, { maxLength: 4 }));
  fc.assert(
    fc.property(fc.array(anySegment, { maxLength: 4 }), (drawn) => {
      const segments = drawn.map(([id, spans]) =>
        segment(
          id,
          spans.map(({ spanId, parentSpanId, refs }) =>
            span(spanId, { parentSpanId, refs: refs.map(([to, at]) => refTo(to, at)) }),
          ),
        ),
      );
      const all = segments.flatMap(({ traceSegmentId, spans }) =>
        spans.map(({ spanId }) => `${traceSegmentId}${spanId}`),
      );
      assert.deepEqual(orderOf(segments).toSorted(), all.toSorted());
    }),
  );
});
