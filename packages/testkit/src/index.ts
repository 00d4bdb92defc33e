export { appendSegment } from './append-segment.ts';
export { type LogSample, encodeLog } from './encode-log.ts';
export { encodeSegment } from './encode-segment.ts';
export { FakeClock } from './fake-clock.ts';
export {
  HttpSink,
  type SinkReply,
  type SinkRequest,
  closeMidway,
  hang,
  replyWith,
  sendEndlessly,
} from './http-sink.ts';
export { SeededRandom } from './seeded-random.ts';
export { SegmentBuilder, type SpanOptions, referenceFrom } from './segment-builder.ts';
export type { ReferenceSample, SegmentSample, SpanSample, TagSample } from './segment-sample.ts';
