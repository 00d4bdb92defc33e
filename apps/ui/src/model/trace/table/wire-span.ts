/**
 * A trace as the GraphQL answer (`queryTrace`, `queryTraces`) or a dropped file holds it. Nothing here is trusted:
 * files come from anywhere, and servers differ. `findSpans` looks for the list of spans in the shapes that exist;
 * each field is read through the `read…` functions, which never throw.
 */

/** One span as it may arrive. Every field may be absent or of a wrong type. */
export type WireSpan = Readonly<Record<string, unknown>>;

/** Where a span's parent lies when it is in another segment. */
export interface WireRef {
  readonly traceId: string;
  readonly parentSegmentId: string;
  readonly parentSpanId: number;
  readonly type: string;
}

/** A key with its text. */
export interface KeyValue {
  readonly key: string;
  readonly value: string;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The field as text; numbers and booleans are written out, anything else is the empty string. */
export function readText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return '';
}

/** The field as a finite number, or `fallback`. Numbers in text (as some exporters write 64-bit values) count. */
export function readNumber(value: unknown, fallback: number): number {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : fallback;
}

/** The field as a list; anything else is the empty list. */
export function readList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Keys with text, of tags and of log fields. */
export function readKeyValues(value: unknown): KeyValue[] {
  const pairs: KeyValue[] = [];
  for (const item of readList(value)) {
    if (isRecord(item)) pairs.push({ key: readText(item['key']), value: readText(item['value']) });
  }
  return pairs;
}

/** The references of a span to parents in other segments, in the order of the wire. */
export function readRefs(value: unknown): WireRef[] {
  const refs: WireRef[] = [];
  for (const item of readList(value)) {
    if (!isRecord(item)) continue;
    refs.push({
      traceId: readText(item['traceId']),
      parentSegmentId: readText(item['parentSegmentId']),
      parentSpanId: readNumber(item['parentSpanId'], -1),
      type: readText(item['type']),
    });
  }
  return refs;
}

/**
 * Finds the list of spans: `[…]`, `{spans}`, `{trace: {spans}}`, `{data: {<any>: {spans}}}` and
 * `{traces: [{spans}]}`. Things in it that are no objects are left out.
 */
export function findSpans(json: unknown): WireSpan[] {
  let at: unknown = json;
  for (let depth = 0; depth < 6; depth += 1) {
    if (Array.isArray(at)) {
      const first: unknown = at[0];
      if (isRecord(first) && Array.isArray(first['spans'])) {
        return at.flatMap((item) =>
          isRecord(item) ? readList(item['spans']).filter(isRecord) : [],
        );
      }
      return at.filter(isRecord);
    }
    if (!isRecord(at)) return [];
    at =
      at['spans'] ??
      at['traces'] ??
      at['data'] ??
      at['trace'] ??
      Object.values(at).find((it) => isRecord(it));
  }
  return [];
}
