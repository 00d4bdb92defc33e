/**
 * One opened trace: the bytes as they arrived, the spans in them, and the table. It runs in a worker for all but small
 * traces, so the page holds only the table and asks for the rest; see `session-protocol.ts`.
 */
import { buildTrace } from '../table/build-trace.ts';
import type { BuildOptions } from '../table/build-trace.ts';
import { findSpanRows } from '../table/find-spans.ts';
import { findRowsByKey, spanDetailOf } from '../table/span-detail.ts';
import type { SpanDetail } from '../table/span-detail.ts';
import type { TraceTable } from '../table/trace-table.ts';
import { findSpans } from '../table/wire-span.ts';
import type { WireSpan } from '../table/wire-span.ts';

/** Questions that can be asked of an opened trace, here or across a thread. */
export interface TraceSession {
  /** As it was opened; `rebuild` gives others. Rows of other answers are those of the table built last. */
  readonly table: TraceTable;
  rebuild(options: BuildOptions): Promise<TraceTable>;
  detail(row: number): Promise<SpanDetail | undefined>;
  find(text: string): Promise<Int32Array>;
  /** The rows of spans by their keys, −1 where there is none. */
  rowsOf(spanKeys: readonly string[]): Promise<Int32Array>;
  /** The spans as text: JSON that this page opens again. */
  exportJson(): Promise<string>;
  close(): void;
}

/** A message of GraphQL about what went wrong, if the answer holds one. */
function errorOf(json: unknown): string | undefined {
  if (
    typeof json !== 'object' ||
    json === null ||
    !('errors' in json) ||
    !Array.isArray(json.errors)
  )
    return undefined;
  const first: unknown = json.errors[0];
  const message =
    typeof first === 'object' && first !== null && 'message' in first ? first.message : undefined;
  return typeof message === 'string' ? message : 'The server answered with an error.';
}

/** Reads and builds; throws an `Error` with words for people when the bytes are no JSON or hold an error. */
export class LocalTraceSession {
  #table: TraceTable;
  readonly #spans: readonly WireSpan[];

  constructor(bytes: Uint8Array, options: BuildOptions) {
    let json: unknown;
    try {
      json = JSON.parse(new TextDecoder().decode(bytes));
    } catch {
      throw new Error('This is not JSON, so it is not a trace.');
    }
    this.#spans = findSpans(json);
    const error = errorOf(json);
    if (error !== undefined && this.#spans.length === 0) throw new Error(error);
    this.#table = buildTrace(this.#spans, options);
  }

  get table(): TraceTable {
    return this.#table;
  }

  rebuild(options: BuildOptions): TraceTable {
    this.#table = buildTrace(this.#spans, options);
    return this.#table;
  }

  detail(row: number): SpanDetail | undefined {
    return spanDetailOf(this.#table, this.#spans, row);
  }

  find(text: string): Int32Array {
    return findSpanRows(this.#table, this.#spans, text);
  }

  rowsOf(spanKeys: readonly string[]): Int32Array {
    return findRowsByKey(this.#table, this.#spans, spanKeys);
  }

  exportJson(): string {
    return JSON.stringify({ data: { trace: { spans: this.#spans } } });
  }
}

/** A session on this thread behind the face that works for both. */
export function localSession(bytes: Uint8Array, options: BuildOptions): TraceSession {
  const local = new LocalTraceSession(bytes, options);
  return {
    table: local.table,
    rebuild: (next) => Promise.resolve(local.rebuild(next)),
    detail: (row) => Promise.resolve(local.detail(row)),
    find: (text) => Promise.resolve(local.find(text)),
    rowsOf: (keys) => Promise.resolve(local.rowsOf(keys)),
    exportJson: () => Promise.resolve(local.exportJson()),
    close: () => undefined,
  };
}
