/**
 * How a question was answered, for those who ask with `debug`: what was read, under which condition, how many rows came, how
 * long it took. Spans nest: what is read while a span runs, also by what it began and awaits, is its child.
 *
 * Times are nanoseconds of a clock that never goes back, from an arbitrary start, as in SkyWalking's own traces.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { type Clock, messageOf } from '@stormpetrel/base';
import { queryLimits } from '../limits.ts';

/** GraphQL's `DebuggingSpan`. */
export interface ExecutionSpanView {
  readonly spanId: number;
  /** -1 at the root. */
  readonly parentSpanId: number;
  readonly operation: string;
  readonly startTime: number;
  readonly endTime: number;
  readonly duration: number;
  readonly msg: string | null;
  readonly error: string | null;
}

/** GraphQL's `DebuggingTrace`. */
export interface ExecutionTraceView {
  readonly traceId: string;
  readonly condition: string;
  readonly startTime: number;
  readonly endTime: number;
  readonly duration: number;
  readonly spans: readonly ExecutionSpanView[];
}

/** What a running span may still be told. */
export interface ExecutionSpan {
  /** Added to the message, after what was said before. */
  tell(text: string): void;
}

interface OpenSpan extends ExecutionSpan {
  readonly spanId: number;
  readonly parentSpanId: number;
  readonly operation: string;
  readonly startTime: number;
  endTime: number;
  message: string;
  error: string | undefined;
}

/** Spans past the limit of a trace are run and not kept. */
const unkept: ExecutionSpan = { tell() {} };

export class ExecutionTrace {
  readonly #clock: Clock;
  readonly #traceId: string;
  readonly #condition: string;
  readonly #startTime: number;
  readonly #spans: OpenSpan[] = [];
  readonly #running = new AsyncLocalStorage<number>();
  /** Parent of what runs outside of any span's own flow: work that was put together from several askers. */
  readonly #rootSpanId = 0;

  constructor(options: {
    readonly traceId: string;
    readonly condition: string;
    readonly clock: Clock;
  }) {
    this.#clock = options.clock;
    this.#traceId = options.traceId;
    this.#condition = cut(options.condition);
    this.#startTime = this.#now();
  }

  /** Runs `work` within a span. What it throws is written down, and thrown on. */
  async span<T>(
    operation: string,
    message: string,
    work: (span: ExecutionSpan) => T | Promise<T>,
  ): Promise<T> {
    if (this.#spans.length >= queryLimits.executionSpansMax) return work(unkept);
    const span = this.#open(operation, message);
    try {
      return await this.#running.run(span.spanId, () => work(span));
    } catch (thrown) {
      span.error = cut(messageOf(thrown));
      throw thrown;
    } finally {
      span.endTime = this.#now();
    }
  }

  /** The trace as it is now: spans that still run end here. */
  view(): ExecutionTraceView {
    const endTime = this.#now();
    return {
      traceId: this.#traceId,
      condition: this.#condition,
      startTime: this.#startTime,
      endTime,
      duration: endTime - this.#startTime,
      spans: this.#spans.map((span) => viewOf(span, endTime)),
    };
  }

  #open(operation: string, message: string): OpenSpan {
    const spanId = this.#spans.length;
    const span: OpenSpan = {
      spanId,
      parentSpanId: spanId === 0 ? -1 : (this.#running.getStore() ?? this.#rootSpanId),
      operation: cut(operation),
      startTime: this.#now(),
      endTime: 0,
      message,
      error: undefined,
      tell(text) {
        span.message += `${span.message === '' ? '' : ', '}${text}`;
      },
    };
    this.#spans.push(span);
    return span;
  }

  #now(): number {
    return Math.round(this.#clock.monotonicMs() * 1e6);
  }
}

function viewOf(span: OpenSpan, nowNs: number): ExecutionSpanView {
  const { spanId, parentSpanId, operation, startTime } = span;
  const endTime = span.endTime === 0 ? nowNs : span.endTime;
  return {
    spanId,
    parentSpanId,
    operation,
    startTime,
    endTime,
    duration: endTime - startTime,
    msg: span.message === '' ? null : cut(span.message),
    error: span.error ?? null,
  };
}

function cut(text: string): string {
  const { executionTextMax } = queryLimits;
  return text.length <= executionTextMax ? text : `${text.slice(0, executionTextMax)}…`;
}
