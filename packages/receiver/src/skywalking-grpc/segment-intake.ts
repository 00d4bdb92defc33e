import type { Counter, Histogram } from '@stormpetrel/base';
import {
  DecodeOutcome,
  decodeOutcomeText,
  decodeSegment,
  decodeSegmentCollection,
} from '@stormpetrel/protocol';
import type { MessageReader } from '../grpc/grpc-method.ts';
import { type ServiceDeps, latencyBoundsSeconds } from './service-deps.ts';

/** Answer of all data streams: a `Commands` message without commands, which is no bytes at all. */
export const emptyCommands: Uint8Array = new Uint8Array(0);

/**
 * Puts encoded segments into the sink's batch, one by one, and tells the sink once for all that arrived together. A segment
 * that is not sound is counted, and the stream goes on: its neighbours are as good as ever.
 *
 * One intake serves all streams of a protocol, because what happens between `message` and `flush` is never interrupted.
 */
export class SegmentIntake implements MessageReader {
  readonly #deps: ServiceDeps;
  readonly #protocol: string;
  readonly #latency: Histogram;
  readonly #errors: Counter;
  #taken = 0;
  #appended = 0;
  #startMs = 0;

  constructor(deps: ServiceDeps, protocol: 'grpc' | 'http') {
    this.#deps = deps;
    this.#protocol = protocol;
    this.#latency = deps.telemetry.histogram(
      'trace_in_latency',
      'Seconds that a segment took to be received and analysed.',
      latencyBoundsSeconds,
      { protocol },
    );
    this.#errors = deps.telemetry.counter(
      'trace_analysis_error_count',
      'Segments that were refused because their bytes are not sound.',
      { protocol },
    );
  }

  message(bytes: Uint8Array, start: number, end: number): DecodeOutcome {
    if (this.#taken++ === 0) this.#startMs = this.#deps.clock.monotonicMs();
    const outcome = decodeSegment(bytes, start, end, this.#deps.sink.segments);
    if (outcome === DecodeOutcome.ok) this.#appended++;
    else this.#refuse(outcome, end - start);
    return outcome;
  }

  /** A SegmentCollection: all of its segments, or none. */
  collection(bytes: Uint8Array, start: number, end: number): DecodeOutcome {
    if (this.#taken++ === 0) this.#startMs = this.#deps.clock.monotonicMs();
    const { segments } = this.#deps.sink;
    const before = segments.segmentCount;
    const outcome = decodeSegmentCollection(bytes, start, end, segments);
    const count = segments.segmentCount - before;
    this.#appended += count;
    this.#taken += Math.max(0, count - 1);
    if (outcome !== DecodeOutcome.ok) this.#refuse(outcome, end - start);
    return outcome;
  }

  /**
   * Encoded segments that one report brings: all of them, or none, so that it may be mended and sent again without being
   * counted twice. Tells which was the first that is not sound.
   */
  list(messages: readonly Uint8Array[]): { readonly at: number; readonly outcome: DecodeOutcome } {
    const { segments } = this.#deps.sink;
    const { segmentCount } = segments;
    const appended = this.#appended;
    for (const [at, bytes] of messages.entries()) {
      const outcome = this.message(bytes, 0, bytes.length);
      if (outcome === DecodeOutcome.ok) continue;
      segments.truncate(segmentCount);
      this.#appended = appended;
      return { at, outcome };
    }
    return { at: messages.length, outcome: DecodeOutcome.ok };
  }

  flush(): void {
    const taken = this.#taken;
    if (taken === 0) return;
    const appended = this.#appended;
    this.#taken = 0;
    this.#appended = 0;
    if (appended > 0) this.#deps.sink.segmentsAppended(appended);
    const elapsedMs = this.#deps.clock.monotonicMs() - this.#startMs;
    this.#latency.observe(elapsedMs / 1_000 / taken, taken);
  }

  end(): Uint8Array {
    return emptyCommands;
  }

  #refuse(outcome: DecodeOutcome, sizeBytes: number): void {
    this.#errors.add();
    this.#deps.log.log(
      'segment-refused',
      'warn',
      `A segment was refused: ${decodeOutcomeText(outcome)}.`,
      {
        protocol: this.#protocol,
        sizeBytes,
      },
    );
  }
}
