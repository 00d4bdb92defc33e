/**
 * Find in a trace. Every word MUST occur somewhere in the span: its operation, service, instance, peer, component, tags
 * (also as `key=value`) or logs. Letters match without regard to case.
 */
import { FIND_MATCHES_MAX } from '../limits.ts';
import type { TraceTable } from './trace-table.ts';
import { readKeyValues, readList, readText } from './wire-span.ts';
import type { WireSpan } from './wire-span.ts';

/** The words of a find, lower case. */
export function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '');
}

const FIELDS = [
  'endpointName',
  'serviceCode',
  'serviceInstanceName',
  'peer',
  'component',
  'segmentId',
] as const;

/** All that can be found in a span, lower case, one thing a line. */
export function haystackOf(span: WireSpan): string {
  const parts: string[] = FIELDS.map((field) => readText(span[field]));
  for (const { key, value } of readKeyValues(span['tags'])) parts.push(`${key}=${value}`);
  for (const log of readList(span['logs'])) {
    if (typeof log !== 'object' || log === null || !('data' in log)) continue;
    for (const { key, value } of readKeyValues(log.data)) parts.push(`${key}=${value}`);
  }
  return parts.join('\n').toLowerCase();
}

/** Rows that match, rising. Empty for an empty text. */
export function findSpanRows(
  table: TraceTable,
  spans: readonly WireSpan[],
  text: string,
): Int32Array {
  const words = wordsOf(text);
  if (words.length === 0) return new Int32Array(0);
  const rows: number[] = [];
  for (let i = 0; i < table.count && rows.length < FIND_MATCHES_MAX; i += 1) {
    const span = spans[table.source[i] as number];
    if (span === undefined) continue;
    const haystack = haystackOf(span);
    if (words.every((word) => haystack.includes(word))) rows.push(i);
  }
  return Int32Array.from(rows);
}
