/**
 * Someone's service for gRPC hooks: @grpc/grpc-js with messages decoded by protobufjs after a text of its own, so that names and
 * numbers of fields are held against something else than the codec that wrote them.
 */
import { EventEmitter, once } from 'node:events';
import {
  type MethodDefinition,
  Server,
  ServerCredentials,
  type ServerReadableStream,
  type sendUnaryData,
} from '@grpc/grpc-js';
import protobuf from 'protobufjs';

const fields = `
  int64 scopeId = 1; string scope = 2; string name = 3; string id0 = 4; string id1 = 5; string ruleName = 6;
  string alarmMessage = 7; int64 startTime = 8; Tags tags = 9; string uuid = 10;`;
const { root } = protobuf.parse(`syntax = "proto3";
  message Firing { ${fields} }
  message Recovery { ${fields} int64 recoveryTime = 11; }
  message Tags { repeated Tag data = 1; }
  message Tag { string key = 1; string value = 2; }`);

export type SinkMessage = Readonly<Record<string, unknown>>;

export class GrpcAlarmSink implements AsyncDisposable {
  /** One entry a call: the method, and the messages of its stream. */
  readonly calls: { readonly method: string; readonly messages: readonly SinkMessage[] }[] = [];
  readonly port: number;
  readonly #server: Server;
  readonly #events = new EventEmitter();

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
  }

  static async open(): Promise<GrpcAlarmSink> {
    const server = new Server();
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      );
    });
    const sink = new GrpcAlarmSink(server, port);
    server.addService(
      {
        doAlarm: clientStream('/AlarmService/doAlarm'),
        doAlarmRecovery: clientStream('/AlarmService/doAlarmRecovery'),
      },
      {
        doAlarm: sink.#take('doAlarm', 'Firing'),
        doAlarmRecovery: sink.#take('doAlarmRecovery', 'Recovery'),
      },
    );
    return sink;
  }

  /** Done when that many calls have ended since the start. */
  async called(count: number): Promise<GrpcAlarmSink['calls']> {
    while (this.calls.length < count) await once(this.#events, 'call');
    return this.calls;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#server.forceShutdown();
    return Promise.resolve();
  }

  #take(method: string, type: string) {
    return (call: ServerReadableStream<Buffer, Buffer>, reply: sendUnaryData<Buffer>): void => {
      const messages: SinkMessage[] = [];
      call.on('data', (bytes: Buffer) => messages.push(decode(type, bytes)));
      call.on('end', () => {
        reply(null, Buffer.alloc(0));
        this.calls.push({ method, messages });
        this.#events.emit('call');
      });
    };
  }
}

function clientStream(path: string): MethodDefinition<Buffer, Buffer> {
  const asIs = (value: Buffer): Buffer => value;
  return {
    path,
    requestStream: true,
    responseStream: false,
    requestSerialize: asIs,
    requestDeserialize: asIs,
    responseSerialize: asIs,
    responseDeserialize: asIs,
  };
}

function decode(type: string, bytes: Uint8Array): SinkMessage {
  const message = root.lookupType(type);
  return message.toObject(message.decode(bytes), { longs: Number });
}
