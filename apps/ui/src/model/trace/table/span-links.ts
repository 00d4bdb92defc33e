/**
 * Finds each span's parent and cuts circles.
 *
 * 1. A span with `parentSpanId` ≥ 0 has its parent in its own segment. Otherwise the first reference whose segment and
 *    span are in the trace names it; consumers of batches have many references, of which most lead to other traces.
 * 2. Of spans with one and the same segment and number the first to arrive is the one that children find.
 * 3. Every span has at most one parent, so what is not a tree is a circle: each is cut at its earliest span, which
 *    becomes a root. No recursion: a chain of 100,000 spans is as good as any other.
 */
import { SpanFlag } from './trace-table.ts';
import { readNumber, readRefs, readText } from './wire-span.ts';
import type { WireSpan } from './wire-span.ts';

export interface SpanLinks {
  /** Index of the parent in the list of spans, or −1. */
  readonly parent: Int32Array;
  /** Bits of `SpanFlag` that linking found. */
  readonly flags: Int32Array;
}

/** Numbers segments, and finds a span by segment and number. */
class SpanIndex {
  readonly #segments = new Map<string, number>();
  readonly #spans = new Map<number | string, number>();

  /** Plain small numbers as keys are much the cheaper ones; odd span numbers fall back to text. */
  #keyOf(segment: number, spanId: number): number | string {
    return Number.isInteger(spanId) && spanId >= 0 && spanId < 4096
      ? segment * 4096 + spanId
      : `${segment}:${spanId}`;
  }

  /** False when another span has the same place. */
  add(segmentId: string, spanId: number, index: number): boolean {
    let segment = this.#segments.get(segmentId);
    if (segment === undefined) {
      segment = this.#segments.size;
      this.#segments.set(segmentId, segment);
    }
    const key = this.#keyOf(segment, spanId);
    if (this.#spans.has(key)) return false;
    this.#spans.set(key, index);
    return true;
  }

  find(segmentId: string, spanId: number): number {
    const segment = this.#segments.get(segmentId);
    return segment === undefined ? -1 : (this.#spans.get(this.#keyOf(segment, spanId)) ?? -1);
  }
}

/** Links spans to their parents. `start` decides where circles are cut. */
export function linkSpans(spans: readonly WireSpan[], start: Float64Array): SpanLinks {
  const count = spans.length;
  const parent = new Int32Array(count).fill(-1);
  const flags = new Int32Array(count);
  const index = new SpanIndex();
  spans.forEach((span, i) => {
    const isNew = index.add(readText(span['segmentId']), readNumber(span['spanId'], -1), i);
    if (!isNew) flags[i] = SpanFlag.duplicate;
  });
  for (let i = 0; i < count; i += 1) linkOne(spans[i] as WireSpan, i, index, parent, flags);
  cutLoops(parent, flags, start);
  return { parent, flags };
}

function linkOne(
  span: WireSpan,
  i: number,
  index: SpanIndex,
  parent: Int32Array,
  flags: Int32Array,
): void {
  const parentSpanId = readNumber(span['parentSpanId'], -1);
  if (parentSpanId >= 0) {
    const found = index.find(readText(span['segmentId']), parentSpanId);
    if (found === -1) flags[i] = (flags[i] as number) | SpanFlag.orphan;
    else if (found === i) flags[i] = (flags[i] as number) | SpanFlag.loop;
    else parent[i] = found;
    return;
  }
  const refs = readRefs(span['refs']);
  if (refs.length === 0) return;
  for (const ref of refs) {
    const found = index.find(ref.parentSegmentId, ref.parentSpanId);
    if (found === -1 || found === i) continue;
    parent[i] = found;
    flags[i] =
      (flags[i] as number) | (ref.type === 'CROSS_THREAD' ? SpanFlag.async : SpanFlag.remote);
    return;
  }
  flags[i] = (flags[i] as number) | SpanFlag.orphan;
}

/** Walks up from every span once; a walk that meets itself has found a circle. */
function cutLoops(parent: Int32Array, flags: Int32Array, start: Float64Array): void {
  // 0: not seen; otherwise 1 + the span whose walk saw it.
  const seenBy = new Int32Array(parent.length);
  for (let i = 0; i < parent.length; i += 1) {
    let at = i;
    while (at !== -1 && seenBy[at] === 0) {
      seenBy[at] = i + 1;
      at = parent[at] as number;
    }
    if (at === -1 || seenBy[at] !== i + 1) continue;
    let earliest = at;
    for (let it = parent[at] as number; it !== at; it = parent[it] as number) {
      if ((start[it] as number) < (start[earliest] as number)) earliest = it;
    }
    parent[earliest] = -1;
    flags[earliest] = (flags[earliest] as number) | SpanFlag.loop;
  }
}
