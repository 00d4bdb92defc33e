import { parseMemberId, segmentRecord } from '@stormpetrel/model';
import type {
  RecordFilter,
  RecordQuery,
  StoreReader,
  StoredRecord,
} from '@stormpetrel/storage/api';
import { queryLimits } from '../../limits.ts';
import type { Page } from '../page.ts';
import type { TimeWindow } from '../time-window.ts';
import { type SegmentBody, type SpanView, assembleTrace } from './trace-spans.ts';

type Optional<T> = T | null | undefined;

export type TraceState = 'ALL' | 'SUCCESS' | 'ERROR';
export type TraceOrder = 'BY_START_TIME' | 'BY_DURATION';

/** All conditions that are given must hold for one segment. Empty texts and durations of 0 are none. */
export interface TraceConditions {
  readonly serviceId?: Optional<string>;
  readonly serviceInstanceId?: Optional<string>;
  readonly endpointId?: Optional<string>;
  readonly traceId?: Optional<string>;
  readonly window: TimeWindow | undefined;
  readonly minTraceDuration?: Optional<number>;
  readonly maxTraceDuration?: Optional<number>;
  readonly traceState: TraceState;
  readonly tags?: Optional<readonly { readonly key: string; readonly value?: Optional<string> }[]>;
  readonly queryOrder: TraceOrder;
}

/** A segment that matched: GraphQL's `BasicTrace`. */
export interface BasicTraceView {
  readonly segmentId: string;
  readonly endpointNames: readonly string[];
  readonly duration: number;
  readonly start: string;
  readonly isError: boolean;
  readonly traceIds: readonly string[];
}

/** Segments read at once while traces are looked for. */
const scanSize = 500;

/** Traces and their segments, found by the columns beside the stored bytes, which are decoded only when shown. */
export class TraceReader {
  readonly #reader: StoreReader;
  readonly #decode: (bytes: Uint8Array) => SegmentBody | undefined;

  /** `decode` answers undefined for bytes that are no segment. */
  constructor(reader: StoreReader, decode: (bytes: Uint8Array) => SegmentBody | undefined) {
    this.#reader = reader;
    this.#decode = decode;
  }

  /** All spans of a trace; none when there is no such trace. */
  async readTrace(traceId: string): Promise<readonly SpanView[]> {
    if (traceId === '') return [];
    const records = await this.#reader.readRecords({
      schema: segmentRecord,
      filters: [{ column: 'traceId', op: 'equals', value: traceId }],
      order: { column: 'startTime', descending: false },
      offset: 0,
      limit: queryLimits.segmentsOfTraceMax,
      columns: ['body'],
    });
    return assembleTrace(records.flatMap((record) => this.#segmentsOf(record)));
  }

  /** Matching segments, one entry each: newest or longest first. */
  async listSegments(conditions: TraceConditions, page: Page): Promise<readonly BasicTraceView[]> {
    if (page.limit === 0) return [];
    const columns = ['startTime', 'traceId', 'segmentId', 'endpoint', 'latency', 'isError'];
    const records = await this.#reader.readRecords({ ...queryOf(conditions), ...page, columns });
    return records.map(basicTraceOf);
  }

  /** Whole traces of which a segment matches, newest or longest matching segment first. */
  async listTraces(
    conditions: TraceConditions,
    page: Page,
  ): Promise<readonly (readonly SpanView[])[]> {
    const traceIds = await this.#listTraceIds(conditions, page);
    return Promise.all(traceIds.map((traceId) => this.readTrace(traceId)));
  }

  async #listTraceIds(conditions: TraceConditions, page: Page): Promise<readonly string[]> {
    const wanted = page.offset + page.limit;
    const traceIds = new Set<string>();
    const query = { ...queryOf(conditions), columns: ['traceId'] };
    const { segmentsScannedMax } = queryLimits;
    for (let offset = 0; traceIds.size < wanted && offset < segmentsScannedMax;) {
      const limit = Math.min(Math.max(scanSize, wanted), segmentsScannedMax - offset);
      const records = await this.#reader.readRecords({ ...query, offset, limit });
      for (const record of records) traceIds.add(textOf(record, 'traceId'));
      if (records.length < limit) break;
      offset += limit;
    }
    return [...traceIds].slice(page.offset, wanted);
  }

  #segmentsOf(record: StoredRecord): SegmentBody[] {
    const body = record['body'];
    const segment = body instanceof Uint8Array ? this.#decode(body) : undefined;
    return segment === undefined ? [] : [segment];
  }
}

function queryOf(conditions: TraceConditions): Omit<RecordQuery, 'offset' | 'limit' | 'columns'> {
  const { window } = conditions;
  const column = conditions.queryOrder === 'BY_DURATION' ? 'latency' : 'startTime';
  return {
    schema: segmentRecord,
    ...(window === undefined ? {} : { fromMs: window.fromMs, toMs: window.toMs }),
    filters: filtersOf(conditions),
    order: { column, descending: true },
  };
}

function filtersOf(conditions: TraceConditions): RecordFilter[] {
  const filters: RecordFilter[] = [];
  const equals = (column: string, value: Optional<string>): void => {
    if (value !== undefined && value !== null && value !== '') {
      filters.push({ column, op: 'equals', value });
    }
  };
  equals('service', conditions.serviceId);
  equals('instance', conditions.serviceInstanceId);
  equals('endpoint', conditions.endpointId);
  equals('traceId', conditions.traceId?.trim());
  const min = conditions.minTraceDuration ?? 0;
  const max = conditions.maxTraceDuration ?? 0;
  if (min !== 0 || max !== 0) {
    const ends = { ...(min === 0 ? {} : { min }), ...(max === 0 ? {} : { max }) };
    filters.push({ column: 'latency', op: 'range', ...ends });
  }
  if (conditions.traceState !== 'ALL') {
    filters.push({ column: 'isError', op: 'equals', value: conditions.traceState === 'ERROR' });
  }
  for (const { key, value } of conditions.tags ?? []) {
    filters.push({ column: 'tags', op: 'has', term: `${key}=${value ?? ''}` });
  }
  return filters;
}

function basicTraceOf(record: StoredRecord): BasicTraceView {
  const endpoint = parseMemberId(textOf(record, 'endpoint'));
  return {
    segmentId: textOf(record, 'segmentId'),
    endpointNames: endpoint === undefined ? [] : [endpoint.name],
    duration: Number(record['latency'] ?? 0),
    start: String(record['startTime'] ?? 0),
    isError: record['isError'] === true,
    traceIds: [textOf(record, 'traceId')],
  };
}

function textOf(record: StoredRecord, column: string): string {
  const value = record[column];
  return typeof value === 'string' ? value : '';
}
