/**
 * Turns protobuf-JSON into protobuf bytes, so that what comes as JSON goes the same way as what comes as protobuf.
 *
 * As lenient as the parsers of protobuf: 64-bit numbers as numbers or texts, enums by name or number, `null` for what is left
 * out, unknown fields stepped over, names in camelCase or snake_case. As Java's parser, texts may be given as numbers or
 * truth values. A name that an enum does not have is a fault: it must not turn into the enum's first name.
 *
 * Depth is bounded by the schema: what the schema does not know is never looked into.
 */
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import type { FieldSchema, MessageSchema } from './message-schema.ts';

/** What is wrong, and where: `spans[2].startTime is not a whole number`. */
export class JsonFault {
  readonly #path: string;
  readonly #problem: string;

  constructor(path: string, problem: string) {
    this.#path = path;
    this.#problem = problem;
  }

  get text(): string {
    return `${this.#path === '' ? 'the message' : this.#path} ${this.#problem}`;
  }

  /** The same fault, seen from what holds the value. Paths are put together only where something is wrong. */
  within(place: string): JsonFault {
    if (place === '') return this;
    const isJoined = this.#path === '' || this.#path.startsWith('[');
    return new JsonFault(`${place}${isJoined ? '' : '.'}${this.#path}`, this.#problem);
  }
}

/** The bytes of the message that `value`, as `JSON.parse` gives it, stands for. Never throws. */
export function encodeJson(
  schema: MessageSchema,
  value: unknown,
  path = '',
): Uint8Array | JsonFault {
  const writer = new BinaryWriter();
  return writeMessage(writer, schema, value)?.within(path) ?? writer.finish();
}

function writeMessage(
  writer: BinaryWriter,
  schema: MessageSchema,
  value: unknown,
): JsonFault | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return new JsonFault('', 'is not an object');
  }
  const fields = value as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(fields)) {
    const field = schema.get(name) ?? schema.get(camelCase(name));
    const item = fields[name];
    if (field === undefined || item === null) continue;
    const fault = writeField(writer, field, item);
    if (fault !== undefined) return fault.within(name);
  }
  return undefined;
}

function writeField(
  writer: BinaryWriter,
  field: FieldSchema,
  value: unknown,
): JsonFault | undefined {
  if (field.repeated !== true) return writeItem(writer, field, value);
  if (!Array.isArray(value)) return new JsonFault('', 'is not an array');
  for (const [i, item] of value.entries()) {
    const fault = writeItem(writer, field, item);
    if (fault !== undefined) return fault.within(`[${i}]`);
  }
  return undefined;
}

function writeItem(
  writer: BinaryWriter,
  field: FieldSchema,
  value: unknown,
): JsonFault | undefined {
  switch (field.kind) {
    case 'message': {
      writer.uint32((field.number << 3) | 2).fork();
      const fault = writeMessage(writer, field.message ?? new Map(), value);
      if (fault === undefined) writer.join();
      return fault;
    }
    case 'stringMap':
      return writeStringMap(writer, field.number, value);
    case 'string': {
      const text = textOf(value);
      if (text === undefined) return new JsonFault('', 'is not a text');
      if (text !== '') writer.uint32((field.number << 3) | 2).string(text);
      return undefined;
    }
    case 'bool': {
      if (value !== true && value !== false && value !== 'true' && value !== 'false') {
        return new JsonFault('', 'is neither true nor false');
      }
      if (value === true || value === 'true') writer.uint32(field.number << 3).bool(true);
      return undefined;
    }
    case 'enum': {
      const names = field.names ?? {};
      const number =
        typeof value === 'string' && Object.hasOwn(names, value)
          ? names[value]
          : integerOf(value, 32);
      if (number === undefined) {
        return new JsonFault('', `is none of ${Object.keys(names).join(', ')}`);
      }
      if (Number(number) !== 0) writer.uint32(field.number << 3).int32(Number(number));
      return undefined;
    }
    case 'int32':
    case 'int64': {
      const bits = field.kind === 'int32' ? 32 : 64;
      const number = integerOf(value, bits);
      if (number === undefined) return new JsonFault('', `is not a whole number of ${bits} bits`);
      if (number === 0n) return undefined;
      writer.uint32(field.number << 3);
      if (bits === 32) writer.int32(Number(number));
      else writer.int64(number);
      return undefined;
    }
  }
}

/** Each entry is a message of its own, with the key as field 1 and the value as field 2. */
function writeStringMap(
  writer: BinaryWriter,
  number: number,
  value: unknown,
): JsonFault | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return new JsonFault('', 'is not an object');
  }
  for (const [key, item] of Object.entries(value)) {
    const text = textOf(item);
    if (text === undefined) return new JsonFault(key, 'is not a text');
    writer.uint32((number << 3) | 2).fork();
    writer.uint32((1 << 3) | 2).string(key.toWellFormed());
    writer.uint32((2 << 3) | 2).string(text);
    writer.join();
  }
  return undefined;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.isWellFormed() ? value : value.toWellFormed();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function integerOf(value: unknown, bits: 32 | 64): bigint | undefined {
  const integer = typeof value === 'string' ? integerOfText(value) : integerOfNumber(value);
  return integer !== undefined && BigInt.asIntN(bits, integer) === integer ? integer : undefined;
}

function integerOfText(text: string): bigint | undefined {
  if (/^-?\d{1,20}$/.test(text)) return BigInt(text);
  return /^-?\d{1,20}(\.\d{1,20})?([eE][+-]?\d{1,2})?$/.test(text)
    ? integerOfNumber(Number(text))
    : undefined;
}

function integerOfNumber(value: unknown): bigint | undefined {
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : undefined;
}

function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
