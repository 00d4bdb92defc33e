/**
 * TraceSegmentReportService.collect on @grpc/grpc-js, for bench/grpc.ts to compare with: it only counts messages, whose
 * bodies stay bytes. It stands here because only e2e may depend on grpc-js.
 */
import { Server, ServerCredentials } from '@grpc/grpc-js';

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

/* The same messages to the parent as those of bench/servers/serve-bench.ts. */
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ messages, cpuMicros: user + system, rssBytes: process.memoryUsage.rss() });
});
process.on('disconnect', () => process.exit(0));
server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  process.send?.(port);
});
