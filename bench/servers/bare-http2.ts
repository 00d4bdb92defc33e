/** The ceiling: node:http2 and a loop over frame headers, nothing else. */
import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { serveBench } from './serve-bench.ts';

const path = '/skywalking.v3.TraceSegmentReportService/collect';
const reply = Buffer.alloc(5);
const headers = { ':status': 200, 'content-type': 'application/grpc' };
const trailers = { 'grpc-status': '0' };
let messages = 0;

const server = createServer({
  settings: { initialWindowSize: 1 << 20, maxConcurrentStreams: 256 },
});
server.on('session', (session) => session.setLocalWindowSize(1 << 22));
server.on('stream', (stream, request) => {
  if (request[':path'] !== path) {
    stream.close();
    return;
  }
  let missing = 0;
  let rest: Buffer = Buffer.alloc(0);
  stream.on('data', (received: Buffer) => {
    let at = Math.min(missing, received.length);
    missing -= at;
    if (missing > 0) return;
    let chunk = received;
    if (rest.length > 0) {
      chunk = Buffer.concat([rest, received]);
      rest = Buffer.alloc(0);
      at = 0;
    }
    while (at + 5 <= chunk.length) {
      messages++;
      at += 5 + chunk.readUInt32BE(at + 1);
    }
    if (at > chunk.length) missing = at - chunk.length;
    else if (at < chunk.length) rest = chunk.subarray(at);
  });
  stream.on('end', () => {
    stream.on('wantTrailers', () => stream.sendTrailers(trailers));
    stream.respond(headers, { waitForTrailers: true });
    stream.end(reply);
  });
});
server.listen(0, '127.0.0.1', () => {
  serveBench((server.address() as AddressInfo).port, () => messages);
});
