import { ProtobufBytes } from './protobuf-bytes.ts';
import type { TagSample } from './segment-sample.ts';

/** A log as a plain object, in the words of the wire (data-collect protocol, Logging.proto). Absent fields have proto3's zero. */
export interface LogSample {
  readonly timestamp?: number;
  readonly service?: string;
  readonly serviceInstance?: string;
  readonly endpoint?: string;
  readonly layer?: string;
  /** At most one of the three. */
  readonly text?: string;
  readonly json?: string;
  readonly yaml?: string;
  readonly traceId?: string;
  readonly traceSegmentId?: string;
  readonly spanId?: number;
  readonly tags?: readonly TagSample[] | Readonly<Record<string, string>>;
}

/** The sample as LogData bytes, as an agent would send them. */
export function encodeLog(log: LogSample): Uint8Array {
  const message = new ProtobufBytes();
  message.varint(1, log.timestamp ?? 0);
  message.text(2, log.service ?? '');
  message.text(3, log.serviceInstance ?? '');
  message.text(4, log.endpoint ?? '');
  const body = encodeBody(log);
  if (body !== undefined) message.message(5, body);
  const context = encodeContext(log);
  if (context.length > 0) message.message(6, context);
  const tags = encodeTags(log.tags ?? []);
  if (tags.length > 0) message.message(7, tags);
  message.text(8, log.layer ?? '');
  return message.bytes();
}

function encodeBody(log: LogSample): Uint8Array | undefined {
  for (const [field, value] of [
    [2, log.text],
    [3, log.json],
    [4, log.yaml],
  ] as const) {
    if (value === undefined) continue;
    const content = new ProtobufBytes();
    content.text(1, value);
    const body = new ProtobufBytes();
    body.message(field, content.bytes());
    return body.bytes();
  }
  return undefined;
}

function encodeContext(log: LogSample): Uint8Array {
  const context = new ProtobufBytes();
  context.text(1, log.traceId ?? '');
  context.text(2, log.traceSegmentId ?? '');
  context.varint(3, log.spanId ?? 0);
  return context.bytes();
}

function encodeTags(tags: NonNullable<LogSample['tags']>): Uint8Array {
  const pairs = Array.isArray(tags)
    ? (tags as readonly TagSample[])
    : Object.entries(tags as Readonly<Record<string, string>>).map(([key, value]) => ({
        key,
        value,
      }));
  const message = new ProtobufBytes();
  for (const { key, value } of pairs) {
    const pair = new ProtobufBytes();
    pair.text(1, key);
    pair.text(2, value);
    message.message(1, pair.bytes());
  }
  return message.bytes();
}
