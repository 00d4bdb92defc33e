/**
 * Everything about one span, for the pane beside the waterfall. Read from the wire only when someone looks at it.
 */
import type { IndexIntoTrace, TraceTable } from './trace-table.ts';
import { readKeyValues, readList, readNumber, readRefs, readText } from './wire-span.ts';
import type { KeyValue, WireRef, WireSpan } from './wire-span.ts';

export interface SpanLog {
  /** Epoch milliseconds, as the span's own clock had it. */
  readonly timeMs: number;
  readonly data: readonly KeyValue[];
}

export interface SpanEvent {
  readonly event: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly tags: readonly KeyValue[];
}

export interface SpanDetail {
  readonly row: IndexIntoTrace;
  readonly traceId: string;
  readonly segmentId: string;
  readonly spanId: number;
  readonly parentSpanId: number;
  readonly service: string;
  readonly instance: string;
  readonly name: string;
  readonly type: string;
  readonly layer: string;
  readonly component: string;
  readonly peer: string;
  readonly isError: boolean;
  /** Epoch milliseconds as they arrived, before clocks were compared. */
  readonly startMs: number;
  readonly endMs: number;
  readonly tags: readonly KeyValue[];
  readonly logs: readonly SpanLog[];
  readonly refs: readonly WireRef[];
  readonly events: readonly SpanEvent[];
}

function readLogs(value: unknown): SpanLog[] {
  return readList(value).flatMap((log) => {
    if (typeof log !== 'object' || log === null) return [];
    const time = 'time' in log ? readNumber(log.time, 0) : 0;
    return [{ timeMs: time, data: 'data' in log ? readKeyValues(log.data) : [] }];
  });
}

function readInstantMs(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const seconds = 'seconds' in value ? readNumber(value.seconds, 0) : 0;
  const nanos = 'nanos' in value ? readNumber(value.nanos, 0) : 0;
  return seconds * 1000 + nanos / 1e6;
}

function readEvents(value: unknown): SpanEvent[] {
  return readList(value).flatMap((item) => {
    if (typeof item !== 'object' || item === null) return [];
    const event: WireSpan = item as WireSpan;
    return [
      {
        event: readText(event['event']),
        startMs: readInstantMs(event['startTime']),
        endMs: readInstantMs(event['endTime']),
        tags: [...readKeyValues(event['tags']), ...readKeyValues(event['summary'])],
      },
    ];
  });
}

/** Reads the detail of a row; `undefined` when there is no such row. */
export function spanDetailOf(
  table: TraceTable,
  spans: readonly WireSpan[],
  row: IndexIntoTrace,
): SpanDetail | undefined {
  const span = spans[table.source[row] ?? -1];
  if (span === undefined) return undefined;
  return {
    row,
    traceId: readText(span['traceId']),
    segmentId: readText(span['segmentId']),
    spanId: readNumber(span['spanId'], -1),
    parentSpanId: readNumber(span['parentSpanId'], -1),
    service: readText(span['serviceCode']),
    instance: readText(span['serviceInstanceName']),
    name: readText(span['endpointName']),
    type: readText(span['type']),
    layer: readText(span['layer']),
    component: readText(span['component']),
    peer: readText(span['peer']),
    isError: span['isError'] === true,
    startMs: readNumber(span['startTime'], 0),
    endMs: readNumber(span['endTime'], 0),
    tags: readKeyValues(span['tags']),
    logs: readLogs(span['logs']),
    refs: readRefs(span['refs']),
    events: readEvents(span['attachedEvents']),
  };
}

/** How a span is named in the URL: its segment and number, which stay when more of the trace arrives. */
export function spanKeyOf(detail: Pick<SpanDetail, 'segmentId' | 'spanId'>): string {
  return `${detail.segmentId}:${detail.spanId}`;
}

/** Rows of spans by what `spanKeyOf` makes of them, −1 for each that is not there. Of spans that are doubled the first counts. */
export function findRowsByKey(
  table: TraceTable,
  spans: readonly WireSpan[],
  keys: readonly string[],
): Int32Array {
  const rows = new Int32Array(keys.length).fill(-1);
  const places = Map.groupBy(keys.keys(), (place) => keys[place] as string);
  for (let row = 0; row < table.count && places.size > 0; row++) {
    const span = spans[table.source[row] as number];
    const key = `${readText(span?.['segmentId'])}:${readNumber(span?.['spanId'], -1)}`;
    for (const place of places.get(key) ?? []) rows[place] = row;
    places.delete(key);
  }
  return rows;
}
