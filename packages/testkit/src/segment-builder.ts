import { SpanLayer, SpanType } from '@stormpetrel/model';
import type { ReferenceSample, SegmentSample, SpanSample, TagSample } from './segment-sample.ts';

export type SpanOptions = Omit<SpanSample, 'spanId' | 'spanType' | 'tags' | 'spanLayer'> & {
  readonly tags?: Readonly<Record<string, string>> | readonly TagSample[];
  readonly spanLayer?: keyof typeof SpanLayer;
  /** Instead of `endTime`. */
  readonly durationMs?: number;
};

/**
 * Builds sample segments with little to say:
 *
 *     new SegmentBuilder('cart', 'cart-1', startMs)
 *       .entry('POST:/checkout', { durationMs: 80, spanLayer: 'Http' })
 *       .exit('/pay', { peer: 'pay:80', durationMs: 30 })
 *       .build()
 *
 * Spans get ids in order and the first one as parent; those without a start begin with the segment.
 */
export class SegmentBuilder {
  readonly #service: string;
  readonly #instance: string;
  readonly #startMs: number;
  readonly #spans: SpanSample[] = [];
  #traceId: string;
  #segmentId: string;

  constructor(service: string, instance: string, startMs: number) {
    this.#service = service;
    this.#instance = instance;
    this.#startMs = startMs;
    this.#traceId = `trace-${service}-${startMs}`;
    this.#segmentId = `segment-${service}-${startMs}`;
  }

  ids(traceId: string, segmentId: string): this {
    this.#traceId = traceId;
    this.#segmentId = segmentId;
    return this;
  }

  entry(operationName: string, options: SpanOptions = {}): this {
    return this.#add(SpanType.Entry, operationName, options);
  }

  exit(operationName: string, options: SpanOptions = {}): this {
    return this.#add(SpanType.Exit, operationName, options);
  }

  local(operationName: string, options: SpanOptions = {}): this {
    return this.#add(SpanType.Local, operationName, options);
  }

  build(): SegmentSample {
    return {
      traceId: this.#traceId,
      traceSegmentId: this.#segmentId,
      service: this.#service,
      serviceInstance: this.#instance,
      spans: this.#spans,
    };
  }

  #add(spanType: number, operationName: string, options: SpanOptions): this {
    const { durationMs = 10, tags = [], spanLayer = 'Unknown', ...rest } = options;
    const startTime = options.startTime ?? this.#startMs;
    this.#spans.push({
      spanId: this.#spans.length,
      parentSpanId: this.#spans.length === 0 ? -1 : 0,
      endTime: startTime + durationMs,
      ...rest,
      startTime,
      operationName,
      spanType,
      spanLayer: SpanLayer[spanLayer],
      tags: isTagList(tags) ? tags : Object.entries(tags).map(([key, value]) => ({ key, value })),
    });
    return this;
  }
}

/** A reference from another process, the usual case. */
export function referenceFrom(
  parentService: string,
  parentServiceInstance: string,
  parentEndpoint: string,
  networkAddressUsedAtPeer: string,
): ReferenceSample {
  return { parentService, parentServiceInstance, parentEndpoint, networkAddressUsedAtPeer };
}

function isTagList(
  tags: Readonly<Record<string, string>> | readonly TagSample[],
): tags is readonly TagSample[] {
  return Array.isArray(tags);
}
