/** The same method on @grpc/grpc-js; bodies stay bytes. */
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { serveBench } from './serve-bench.ts';

const bytes = (value: Buffer): Buffer => value;
let messages = 0;

const server = new Server({ 'grpc.max_receive_message_length': 52_428_800 });
server.addService(
  {
    collect: {
      path: '/skywalking.v3.TraceSegmentReportService/collect',
      requestStream: true,
      responseStream: false,
      requestSerialize: bytes,
      requestDeserialize: bytes,
      responseSerialize: bytes,
      responseDeserialize: bytes,
    },
  },
  {
    collect: (
      call: NodeJS.EventEmitter,
      reply: (error: Error | null, value: Buffer) => void,
    ): void => {
      call.on('data', () => void messages++);
      call.on('end', () => reply(null, Buffer.alloc(0)));
    },
  },
);
server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  serveBench(port, () => messages);
});
