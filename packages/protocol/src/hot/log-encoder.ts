import { BinaryWriter } from '@bufbuild/protobuf/wire';

/** A log as records keep it: texts that were never decoded stay bytes. */
export interface StoredLog {
  readonly timeMs: number;
  readonly service: string;
  readonly instance: string;
  readonly endpoint: string;
  readonly traceId: Uint8Array;
  readonly segmentId: string;
  readonly spanId: number;
  /** Index into `logContentTypes`. */
  readonly contentType: number;
  readonly content: Uint8Array;
  /** The bytes of a LogTags message. */
  readonly tags: Uint8Array;
}

/** By content type: what the body calls it, and its field there; content stands in field 1 of that message. */
const bodies = [
  { type: 'NONE', field: 0 },
  { type: 'TEXT', field: 2 },
  { type: 'JSON', field: 3 },
  { type: 'YAML', field: 4 },
] as const;

/** The log as LogData bytes, in the form that SkyWalking's exporter gives it (exporter, KafkaLogExporter). */
export function encodeStoredLog(log: StoredLog): Uint8Array {
  const writer = new BinaryWriter();
  if (log.timeMs !== 0) writer.uint32(tagOf(1, 0)).int64(log.timeMs);
  if (log.service !== '') writer.uint32(tagOf(2)).string(log.service);
  if (log.instance !== '') writer.uint32(tagOf(3)).string(log.instance);
  if (log.endpoint !== '') writer.uint32(tagOf(4)).string(log.endpoint);
  const { type, field } = bodies[log.contentType] ?? bodies[0];
  writer.uint32(tagOf(5)).fork().uint32(tagOf(1)).string(type);
  if (field !== 0) {
    writer.uint32(tagOf(field)).fork();
    if (log.content.length > 0) writer.uint32(tagOf(1)).bytes(log.content);
    writer.join();
  }
  writer.join();
  writer.uint32(tagOf(6)).fork();
  if (log.traceId.length > 0) writer.uint32(tagOf(1)).bytes(log.traceId);
  if (log.segmentId !== '') {
    writer.uint32(tagOf(2)).string(log.segmentId);
    if (log.spanId !== 0) writer.uint32(tagOf(3, 0)).int32(log.spanId);
  }
  writer.join();
  if (log.tags.length > 0) writer.uint32(tagOf(7)).bytes(log.tags);
  return writer.finish();
}

function tagOf(field: number, wireType = 2): number {
  return (field << 3) | wireType;
}
