import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { Event } from '../generated/event.ts';
import { LogData } from '../generated/log.ts';
import { InstancePingPkg, InstanceProperties } from '../generated/management.ts';
import { SegmentObject } from '../generated/trace.ts';
import { JsonFault, encodeJson } from './encode-json.ts';
import {
  type FieldSchema,
  type MessageSchema,
  eventSchema,
  instancePingSchema,
  instancePropertiesSchema,
  logDataSchema,
  segmentObjectSchema,
} from './message-schema.ts';

/** Random values for all fields of a schema, as the generated codecs have them. */
function arbitraryOf(schema: MessageSchema): fc.Arbitrary<Record<string, unknown>> {
  return fc.record(
    Object.fromEntries([...schema].map(([name, field]) => [name, fieldArbitrary(field)])),
  );
}

function fieldArbitrary(field: FieldSchema): fc.Arbitrary<unknown> {
  const { repeated: _repeated, ...single } = field;
  if (field.repeated === true) return fc.array(fieldArbitrary(single), { maxLength: 3 });
  switch (field.kind) {
    case 'string':
      return fc.string({ unit: 'grapheme', maxLength: 8 });
    case 'int32':
      return fc.integer();
    case 'int64':
      return fc.maxSafeInteger();
    case 'bool':
      return fc.boolean();
    case 'enum':
      return fc.constantFrom(...Object.values(field.names ?? {}));
    case 'stringMap':
      return fc.dictionary(fc.string({ maxLength: 4 }), fc.string({ maxLength: 4 }));
    case 'message':
      return arbitraryOf(field.message ?? new Map());
  }
}

interface Codec<Message> {
  encode(message: Message): { finish(): Uint8Array };
  decode(bytes: Uint8Array): Message;
  toJSON(message: Message): unknown;
}

/** All fields of the schema survive the way through JSON, and there are no others: the schema is the codec's. */
function checkSchema<Message>(schema: MessageSchema, codec: Codec<Message>): void {
  fc.assert(
    fc.property(arbitraryOf(schema), (values) => {
      const message = values as Message;
      const bytes = encodeJson(schema, JSON.parse(JSON.stringify(codec.toJSON(message))));
      assert.ok(bytes instanceof Uint8Array);
      assert.deepEqual(codec.decode(bytes), codec.decode(codec.encode(message).finish()));
    }),
  );
  assert.deepEqual([...schema.keys()], Object.keys(codec.decode(new Uint8Array(0)) as object));
}

test('reads segments as the generated codec writes them', () =>
  checkSchema(segmentObjectSchema, SegmentObject));
test('reads instance properties as the generated codec writes them', () =>
  checkSchema(instancePropertiesSchema, InstanceProperties));
test('reads instance pings as the generated codec writes them', () =>
  checkSchema(instancePingSchema, InstancePingPkg));
test('reads logs as the generated codec writes them', () => checkSchema(logDataSchema, LogData));
test('reads events as the generated codec writes them', () => checkSchema(eventSchema, Event));

function check(json: unknown, expected: Partial<SegmentObject> | string): void {
  const result = encodeJson(segmentObjectSchema, json);
  if (typeof expected === 'string') {
    assert.ok(result instanceof JsonFault);
    assert.equal(result.text, expected);
    return;
  }
  assert.ok(result instanceof Uint8Array);
  assert.deepEqual(SegmentObject.decode(result), SegmentObject.fromPartial(expected));
}

function span(fields: object): object {
  return { spans: [fields] };
}

function spanExpected(fields: Partial<SegmentObject['spans'][number]>): Partial<SegmentObject> {
  return SegmentObject.fromPartial({ spans: [fields] });
}

test('takes 64-bit numbers as numbers and texts', () => {
  check(span({ startTime: '1790000000000' }), spanExpected({ startTime: 1_790_000_000_000 }));
  check(span({ startTime: 1.79e12 }), spanExpected({ startTime: 1_790_000_000_000 }));
  check(span({ startTime: '1.79e12' }), spanExpected({ startTime: 1_790_000_000_000 }));
  check(span({ startTime: '-1' }), spanExpected({ startTime: -1 }));
});
test('takes enums by name, number and number in a text', () => {
  check(span({ spanType: 'Exit' }), spanExpected({ spanType: 1 }));
  check(span({ spanType: 2 }), spanExpected({ spanType: 2 }));
  check(span({ spanType: '2' }), spanExpected({ spanType: 2 }));
});
test('takes snake_case names', () =>
  check(
    { trace_segment_id: 'a', service_instance: 'b' },
    { traceSegmentId: 'a', serviceInstance: 'b' },
  ));
test('takes null for what is left out', () => check({ traceId: null, spans: null }, {}));
test('steps over unknown fields, however deep they are', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  check(JSON.parse(`{"traceId":"t","extra":${deep}}`), { traceId: 't' });
});
test('takes numbers and truth values where a text is asked for', () =>
  check(
    span({
      tags: [
        { key: 'status', value: 200 },
        { key: 'ok', value: true },
      ],
    }),
    spanExpected({
      tags: [
        { key: 'status', value: '200' },
        { key: 'ok', value: 'true' },
      ],
    }),
  ));

test('names what is wrong and where', () => {
  check([], 'the message is not an object');
  check(null, 'the message is not an object');
  check({ traceId: {} }, 'traceId is not a text');
  check({ spans: {} }, 'spans is not an array');
  check({ spans: [{}, 7] }, 'spans[1] is not an object');
  check({ spans: [null] }, 'spans[0] is not an object');
  check(span({ spanId: 1.5 }), 'spans[0].spanId is not a whole number of 32 bits');
  check(span({ spanId: 2 ** 31 }), 'spans[0].spanId is not a whole number of 32 bits');
  check(span({ startTime: '9'.repeat(20) }), 'spans[0].startTime is not a whole number of 64 bits');
  check(span({ startTime: '' }), 'spans[0].startTime is not a whole number of 64 bits');
  check(span({ isError: 1 }), 'spans[0].isError is neither true nor false');
  check(span({ spanType: 'Enter' }), 'spans[0].spanType is none of Entry, Exit, Local');
  check(span({ spanType: 'constructor' }), 'spans[0].spanType is none of Entry, Exit, Local');
  check(span({ spanType: { toString: 1 } }), 'spans[0].spanType is none of Entry, Exit, Local');
  check(span({ tags: [{ value: [] }] }), 'spans[0].tags[0].value is not a text');
});

test('names what is wrong in a map of texts', () => {
  const fault = (parameters: unknown): unknown => {
    const result = encodeJson(eventSchema, { parameters });
    return result instanceof JsonFault ? result.text : Event.decode(result).parameters;
  };
  assert.deepEqual(fault({ a: 1, b: true, c: 'x' }), { a: '1', b: 'true', c: 'x' });
  assert.equal(fault([]), 'parameters is not an object');
  assert.equal(fault('a'), 'parameters is not an object');
  assert.equal(fault({ a: null }), 'parameters.a is not a text');
  assert.equal(fault({ a: {} }), 'parameters.a is not a text');
});

test('never throws on JSON of any shape', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (json) => {
      encodeJson(segmentObjectSchema, json);
      encodeJson(segmentObjectSchema, { spans: json, traceId: json });
      encodeJson(eventSchema, { source: json, parameters: json, type: json });
      encodeJson(segmentObjectSchema, { spans: [{ tags: json, spanType: json, startTime: json }] });
    }),
    { numRuns: 500 },
  );
});
