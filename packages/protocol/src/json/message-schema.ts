/**
 * What the protobuf-JSON reader knows of the messages that come as JSON: names and numbers of their fields. Written by hand,
 * because the generated codecs keep neither; a property test compares both.
 */
export type ScalarKind = 'string' | 'int32' | 'int64' | 'bool';

export interface FieldSchema {
  readonly number: number;
  readonly kind: ScalarKind | 'enum' | 'message' | 'stringMap';
  readonly repeated?: boolean;
  /** Of an enum: the numbers of its names. */
  readonly names?: Readonly<Record<string, number>>;
  /** Of a message: its fields. */
  readonly message?: MessageSchema;
}

/** Fields by their JSON names. */
export type MessageSchema = ReadonlyMap<string, FieldSchema>;

function schema(fields: Readonly<Record<string, FieldSchema>>): MessageSchema {
  return new Map(Object.entries(fields));
}

function scalar(number: number, kind: ScalarKind): FieldSchema {
  return { number, kind };
}

function single(number: number, message: MessageSchema): FieldSchema {
  return { number, kind: 'message', message };
}

function list(number: number, message: MessageSchema): FieldSchema {
  return { number, kind: 'message', repeated: true, message };
}

function choice(number: number, names: Readonly<Record<string, number>>): FieldSchema {
  return { number, kind: 'enum', names };
}

const keyStringValuePair = schema({ key: scalar(1, 'string'), value: scalar(2, 'string') });

const log = schema({ time: scalar(1, 'int64'), data: list(2, keyStringValuePair) });

const segmentReference = schema({
  refType: choice(1, { CrossProcess: 0, CrossThread: 1 }),
  traceId: scalar(2, 'string'),
  parentTraceSegmentId: scalar(3, 'string'),
  parentSpanId: scalar(4, 'int32'),
  parentService: scalar(5, 'string'),
  parentServiceInstance: scalar(6, 'string'),
  parentEndpoint: scalar(7, 'string'),
  networkAddressUsedAtPeer: scalar(8, 'string'),
});

const spanObject = schema({
  spanId: scalar(1, 'int32'),
  parentSpanId: scalar(2, 'int32'),
  startTime: scalar(3, 'int64'),
  endTime: scalar(4, 'int64'),
  refs: list(5, segmentReference),
  operationName: scalar(6, 'string'),
  peer: scalar(7, 'string'),
  spanType: choice(8, { Entry: 0, Exit: 1, Local: 2 }),
  spanLayer: choice(9, {
    Unknown: 0,
    Database: 1,
    RPCFramework: 2,
    Http: 3,
    MQ: 4,
    Cache: 5,
    FAAS: 6,
    GenAI: 7,
  }),
  componentId: scalar(10, 'int32'),
  isError: scalar(11, 'bool'),
  tags: list(12, keyStringValuePair),
  logs: list(13, log),
  skipAnalysis: scalar(14, 'bool'),
});

export const segmentObjectSchema: MessageSchema = schema({
  traceId: scalar(1, 'string'),
  traceSegmentId: scalar(2, 'string'),
  spans: list(3, spanObject),
  service: scalar(4, 'string'),
  serviceInstance: scalar(5, 'string'),
  isSizeLimited: scalar(6, 'bool'),
});

export const instancePropertiesSchema: MessageSchema = schema({
  service: scalar(1, 'string'),
  serviceInstance: scalar(2, 'string'),
  properties: list(3, keyStringValuePair),
  layer: scalar(4, 'string'),
});

export const instancePingSchema: MessageSchema = schema({
  service: scalar(1, 'string'),
  serviceInstance: scalar(2, 'string'),
  layer: scalar(3, 'string'),
});

export const eventSchema: MessageSchema = schema({
  uuid: scalar(1, 'string'),
  source: {
    number: 2,
    kind: 'message',
    message: schema({
      service: scalar(1, 'string'),
      serviceInstance: scalar(2, 'string'),
      endpoint: scalar(3, 'string'),
    }),
  },
  name: scalar(3, 'string'),
  type: choice(4, { Normal: 0, Error: 1 }),
  message: scalar(5, 'string'),
  parameters: { number: 6, kind: 'stringMap' },
  startTime: scalar(7, 'int64'),
  endTime: scalar(8, 'int64'),
  layer: scalar(9, 'string'),
});

export const logDataSchema: MessageSchema = schema({
  timestamp: scalar(1, 'int64'),
  service: scalar(2, 'string'),
  serviceInstance: scalar(3, 'string'),
  endpoint: scalar(4, 'string'),
  body: single(
    5,
    schema({
      type: scalar(1, 'string'),
      text: single(2, schema({ text: scalar(1, 'string') })),
      json: single(3, schema({ json: scalar(1, 'string') })),
      yaml: single(4, schema({ yaml: scalar(1, 'string') })),
    }),
  ),
  traceContext: single(
    6,
    schema({
      traceId: scalar(1, 'string'),
      traceSegmentId: scalar(2, 'string'),
      spanId: scalar(3, 'int32'),
    }),
  ),
  tags: single(7, schema({ data: list(1, keyStringValuePair) })),
  layer: scalar(8, 'string'),
});
