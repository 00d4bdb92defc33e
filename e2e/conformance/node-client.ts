/**
 * The cases on @grpc/grpc-js, with the stubs and codecs that the Node agent ships: they were generated from SkyWalking's own
 * texts, so this holds our texts against those too.
 *
 *   node node-client.ts <port> <guarded port> <token>
 */
import { createRequire } from 'node:module';
import {
  type ChannelCredentials,
  type ClientUnaryCall,
  type ClientWritableStream,
  Metadata,
  type ServiceError,
  credentials,
  makeClientConstructor,
  status as statusCodes,
} from '@grpc/grpc-js';
import { HealthCheckRequest, HealthCheckResponse } from '@stormpetrel/protocol';

/* The stubs are CommonJS without types for the face used here; their setters are named after the fields. */
interface Message {
  serializeBinary(): Uint8Array;
  [method: string]: (...args: readonly unknown[]) => unknown;
}
type MessageClass = new () => Message;
type Stub = new (address: string, credentials: ChannelCredentials) => Record<string, StubMethod>;
type Callback = (error: ServiceError | null, value?: unknown) => void;
type StubMethod = (...args: readonly unknown[]) => unknown;

const load = createRequire(import.meta.url);
const stubs = 'skywalking-backend-js/lib/proto';
const tracing = load(`${stubs}/language-agent/Tracing_pb`) as Record<string, MessageClass>;
const common = load(`${stubs}/common/Common_pb`) as Record<string, MessageClass>;
const jvm = load(`${stubs}/language-agent/JVMMetric_pb`) as Record<string, MessageClass>;
const management = load(`${stubs}/management/Management_pb`) as Record<string, MessageClass>;
const configuration = load(`${stubs}/language-agent/ConfigurationDiscoveryService_pb`) as Record<
  string,
  MessageClass
>;

function stub(file: string, name: string, port: string): Record<string, StubMethod> {
  const Client = (load(`${stubs}/${file}_grpc_pb`) as Record<string, Stub>)[name];
  if (Client === undefined) throw new Error(`no stub ${name}`);
  return new Client(`127.0.0.1:${port}`, credentials.createInsecure());
}

function make(
  classes: Record<string, MessageClass>,
  name: string,
  fields: Readonly<Record<string, unknown>>,
): Message {
  const Class = classes[name];
  if (Class === undefined) throw new Error(`no message ${name}`);
  const message = new Class();
  for (const [field, value] of Object.entries(fields)) {
    message[`set${field[0]?.toUpperCase() ?? ''}${field.slice(1)}`]?.(value);
  }
  return message;
}

function segment(traceId: string, sizeBytes = 0): Message {
  const tag = make(common, 'KeyStringValuePair', { key: 'url', value: 'x'.repeat(sizeBytes) });
  const spans = [
    make(tracing, 'SpanObject', { spanid: 1, spantype: 1, operationname: 'exit' }),
    make(tracing, 'SpanObject', {
      parentspanid: -1,
      starttime: 1_790_000_000_000,
      operationname: 'GET:/orders',
      tagsList: [tag],
    }),
  ];
  return make(tracing, 'SegmentObject', {
    traceid: traceId,
    tracesegmentid: `${traceId}.1`,
    service: 'orders',
    serviceinstance: 'orders-1',
    spansList: spans,
  });
}

/** A segment whose message has exactly that many bytes. */
function segmentOfSize(traceId: string, sizeBytes: number): Message {
  const guess = segment(traceId, sizeBytes - 200).serializeBinary().length;
  return segment(traceId, sizeBytes - 200 + (sizeBytes - guess));
}

function outcome(error: ServiceError | null): string {
  if (error === null) return 'OK';
  const name = statusCodes[error.code];
  return name === 'CANCELLED' || name === 'DEADLINE_EXCEEDED' ? name : `${name} ${error.details}`;
}

const [port = '', guardedPort = '', token = ''] = process.argv.slice(2);
const traces = stub('language-agent/Tracing', 'TraceSegmentReportServiceClient', port);
const soon = (): { deadline: number } => ({ deadline: Date.now() + 10_000 });

type Stream = ClientWritableStream<Message>;

function collect(
  use: (stream: Stream) => void | Promise<void>,
  options: object = soon(),
  metadata = new Metadata(),
  client = traces,
): Promise<string> {
  return new Promise((resolve) => {
    const done: Callback = (error) => resolve(outcome(error));
    const stream = client['collect']?.(metadata, options, done) as Stream;
    void use(stream);
  });
}

function sendAll(name: string, count: number, from = 0): (stream: Stream) => void {
  return (stream) => {
    for (let i = from; i < from + count; i++) stream.write(segment(`${name}-${i}`));
    stream.end();
  };
}

async function trickle(stream: Stream): Promise<void> {
  for (let i = 0; i < 5; i++) {
    stream.write(segment(`trickle-${i}`));
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  stream.end();
}

function unary(
  client: Record<string, StubMethod>,
  method: string,
  message: Message,
): Promise<string> {
  return new Promise((resolve) => {
    const done: Callback = (error) => resolve(outcome(error));
    client[method]?.(message, new Metadata(), soon(), done);
  });
}

/** A method that is not in the stubs. */
function rawCall(path: string): Promise<string> {
  const bytes = (value: Buffer): Buffer => value;
  const definition = {
    path,
    requestStream: false,
    responseStream: false,
    requestSerialize: bytes,
    requestDeserialize: bytes,
    responseSerialize: bytes,
    responseDeserialize: bytes,
  } as const;
  const Client = makeClientConstructor({ call: definition }, 'raw');
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  return new Promise((resolve) => {
    const call = client['call'] as (
      message: Buffer,
      done: (error: ServiceError | null) => void,
    ) => ClientUnaryCall;
    call.call(client, Buffer.alloc(0), (error) => resolve(outcome(error)));
  });
}

async function configurationText(): Promise<string> {
  const client = stub(
    'language-agent/ConfigurationDiscoveryService',
    'ConfigurationDiscoveryServiceClient',
    port,
  );
  const request = make(configuration, 'ConfigurationSyncRequest', { service: 'orders' });
  const reply = await new Promise<Message>((resolve, reject) => {
    const done = (error: ServiceError | null, value: Message): void =>
      error === null ? resolve(value) : reject(error);
    client['fetchConfigurations']?.(request, done);
  });
  const command = (reply['getCommandsList']?.() as Message[] | undefined)?.[0];
  const args = command?.['getArgsList']?.() as Message[];
  const last = args.at(-1);
  return `${String(command?.['getCommand']?.())} ${String(last?.['getKey']?.())}=${String(last?.['getValue']?.())}`;
}

function healthOf(method: 'Check' | 'Watch'): Promise<string> {
  const definition = {
    path: `/grpc.health.v1.Health/${method}`,
    requestStream: false,
    responseStream: method === 'Watch',
    requestSerialize: (value: HealthCheckRequest) =>
      Buffer.from(HealthCheckRequest.encode(value).finish()),
    requestDeserialize: (bytes: Buffer) => HealthCheckRequest.decode(bytes),
    responseSerialize: (value: HealthCheckResponse) =>
      Buffer.from(HealthCheckResponse.encode(value).finish()),
    responseDeserialize: (bytes: Buffer) => HealthCheckResponse.decode(bytes),
  };
  const Client = makeClientConstructor({ call: definition }, 'health');
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  const text = ({ status }: HealthCheckResponse): string =>
    status === 1 ? 'SERVING' : String(status);
  return new Promise((resolve, reject) => {
    const request = HealthCheckRequest.create();
    if (method === 'Check') {
      const call = client['call'] as (
        request: HealthCheckRequest,
        done: (error: ServiceError | null, value: HealthCheckResponse) => void,
      ) => void;
      call.call(client, request, (error, value) =>
        error === null ? resolve(text(value)) : reject(error),
      );
      return;
    }
    const watch = client['call'] as (request: HealthCheckRequest) => NodeJS.EventEmitter & {
      cancel(): void;
    };
    const stream = watch.call(client, request);
    stream.on('error', () => undefined);
    stream.once('data', (value: HealthCheckResponse) => {
      stream.cancel();
      resolve(text(value));
    });
  });
}

function withToken(value: string): Metadata {
  const metadata = new Metadata();
  metadata.set('Authentication', value);
  return metadata;
}

async function main(): Promise<void> {
  const names = { service: 'orders', serviceinstance: 'orders-1' };
  const manager = stub('management/Management', 'ManagementServiceClient', port);
  const compat = stub('management/ManagementCompat', 'ManagementServiceClient', port);
  const guarded = stub('language-agent/Tracing', 'TraceSegmentReportServiceClient', guardedPort);
  const ping = make(management, 'InstancePingPkg', names);
  const cpu = make(common, 'CPU', { usagepercent: 12.5 });
  const metric = make(jvm, 'JVMMetric', { time: 1_790_000_000_000, cpu });
  const property = make(common, 'KeyStringValuePair', { key: 'language', value: 'x' });
  const results = {
    stream: await collect(sendAll('stream', 200)),
    gzip: await gzipStream(),
    empty: await collect((stream) => void stream.end()),
    concurrent: await concurrentStreams(),
    trickle: await collect(trickle),
    big: await collect((stream) => {
      stream.write(segmentOfSize('big-0', 8_000_000));
      stream.end();
    }),
    tooBig: await collect((stream) => {
      stream.on('error', () => undefined);
      stream.write(segmentOfSize('tooBig-0', 11_000_000));
    }),
    cancel: await collect((stream) => {
      for (let i = 0; i < 3; i++) stream.write(segment(`cancel-${i}`));
      setTimeout(() => stream.cancel(), 200);
    }),
    deadline: await collect(() => undefined, { deadline: Date.now() + 300 }),
    collection: await unary(
      traces,
      'collectInSync',
      make(tracing, 'SegmentCollection', {
        segmentsList: [segment('collection-0'), segment('collection-1')],
      }),
    ),
    properties: await unary(
      manager,
      'reportInstanceProperties',
      make(management, 'InstanceProperties', { ...names, propertiesList: [property] }),
    ),
    ping: await unary(manager, 'keepAlive', ping),
    compatPing: await unary(compat, 'keepAlive', ping),
    jvm: await unary(
      stub('language-agent/JVMMetric', 'JVMMetricReportServiceClient', port),
      'collect',
      make(jvm, 'JVMMetricCollection', { ...names, metricsList: [metric] }),
    ),
    configuration: await configurationText(),
    unnamed: await unary(manager, 'keepAlive', make(management, 'InstancePingPkg', {})),
    unimplemented: await rawCall('/skywalking.v3.ServiceMeshMetricService/collect'),
    unknown: await rawCall('/no.Such/thing'),
    health: await healthOf('Check'),
    watch: await healthOf('Watch'),
    tokenMissing: await collect(sendAll('tokenMissing', 1), soon(), undefined, guarded),
    tokenWrong: await collect(sendAll('tokenWrong', 1), soon(), withToken('x'), guarded),
    tokenRight: await collect(sendAll('tokenRight', 1), soon(), withToken(token), guarded),
  };
  process.stdout.write(JSON.stringify(results), () => process.exit(0));
}

/** grpc-js compresses by a channel option. */
function gzipStream(): Promise<string> {
  const Client = (load(`${stubs}/language-agent/Tracing_grpc_pb`) as Record<string, unknown>)[
    'TraceSegmentReportServiceClient'
  ] as new (
    address: string,
    credentials: ChannelCredentials,
    options: object,
  ) => Record<string, StubMethod>;
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), {
    'grpc.default_compression_algorithm': 2,
  });
  return collect(sendAll('gzip', 50), soon(), undefined, client);
}

async function concurrentStreams(): Promise<string> {
  const streams = Array.from({ length: 20 }, (_, i) => collect(sendAll('concurrent', 20, i * 20)));
  const outcomes = new Set(await Promise.all(streams));
  return [...outcomes].join();
}

await main();
