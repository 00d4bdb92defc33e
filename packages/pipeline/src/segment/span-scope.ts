import type { SegmentColumns } from '@stormpetrel/model';
import { decodeText } from './span-tags.ts';

/** The segment and span at hand. One object, filled anew for each. */
export class SpanScope {
  readonly columns: SegmentColumns;
  segment = 0;
  span = 0;
  /** The service and instance that reported the segment. */
  service = 0;
  instance = 0;
  minute = 0;
  latencyMs = 0;
  ok = true;
  /** Calls from this minute on may teach addresses. */
  recentFromMinute = 0;
  #traceId: string | undefined;

  constructor(columns: SegmentColumns) {
    this.columns = columns;
  }

  beginSegment(segment: number, service: number, instance: number): void {
    this.segment = segment;
    this.service = service;
    this.instance = instance;
    this.#traceId = undefined;
  }

  get traceId(): string {
    const { columns, segment } = this;
    return (this.#traceId ??= decodeText(
      columns.arena,
      columns.traceIdStart[segment] as number,
      columns.traceIdEnd[segment] as number,
    ));
  }
}
