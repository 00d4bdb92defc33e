/**
 * Sends segments, or logs, over gRPC client streams, as bare HTTP/2 so that the sender costs little. A process of its own: its CPU
 * must not count as the server's.
 *
 *     node packages/testkit/src/load/sender.ts '{"grpc":"127.0.0.1:11800","segments":100000,"perStream":500,"rate":0}'
 *
 * rate: segments a second, 0 as fast as the server takes them. Prints one JSON line: {sent, accepted, refused, seconds}.
 */
import { type ClientHttp2Session, connect } from 'node:http2';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadOptions } from './load-options.ts';
import { makeLogTemplates } from './log-traffic.ts';
import { makeTemplates, stamp, usualTraffic } from './traffic.ts';

const options = JSON.parse(process.argv[2] ?? '{}') as LoadOptions;
const { shape = usualTraffic, templates: templateCount = 4_000 } = options;
const isLogs = options.kind === 'logs';
const templates = isLogs
  ? makeLogTemplates(shape, templateCount)
  : makeTemplates(shape, templateCount, options.flood);
const service = isLogs ? 'LogReportService' : 'TraceSegmentReportService';
const sessions = Array.from({ length: options.connections ?? 4 }, () =>
  connect(`http://${options.grpc}`),
);
let serial = options.serialFrom ?? 0;
let sent = 0;
let accepted = 0;
let refused = 0;
const startMs = performance.now();

await Promise.all(sessions.map((session) => sendAll(session)));
for (const session of sessions) session.close();
const seconds = (performance.now() - startMs) / 1000;
process.stdout.write(`${JSON.stringify({ sent, accepted, refused, seconds })}\n`);

async function sendAll(session: ClientHttp2Session): Promise<void> {
  session.on('error', () => {});
  while (sent < options.segments && !session.closed && !session.destroyed) {
    const count = Math.min(options.perStream, options.segments - sent);
    sent += count;
    const first = serial;
    if (await sendStream(session, count)) {
      accepted += count;
      if (options.acks === true) process.stdout.write(`ack ${Date.now()} ${first} ${count}\n`);
    } else refused += count;
    if (options.rate > 0) {
      const dueMs = startMs + (sent / options.rate) * 1000;
      const aheadMs = dueMs - performance.now();
      if (aheadMs > 1) await sleep(aheadMs);
    }
  }
}

/** One client stream; true when the server answered with status 0. */
function sendStream(session: ClientHttp2Session, count: number): Promise<boolean> {
  return new Promise((resolve) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': `/skywalking.v3.${service}/collect`,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    let status = '';
    stream.on('response', (headers) => (status = String(headers['grpc-status'] ?? status)));
    stream.on('trailers', (trailers) => (status = String(trailers['grpc-status'] ?? status)));
    stream.on('error', () => resolve(false));
    stream.on('close', () => resolve(status === '0'));
    stream.resume();
    stream.end(frames(count));
  });
}

function frames(count: number): Buffer {
  const parts: Buffer[] = [];
  const spreadMs = (options.spreadMinutes ?? 0) * 60_000;
  for (let i = 0; i < count; i++, serial++) {
    const template = templates[serial % templates.length];
    if (template === undefined) continue;
    const agoMs = spreadMs === 0 ? 0 : spreadMs * (1 - serial / options.segments);
    stamp(template, serial, (options.atMs ?? Date.now() - 500) - Math.floor(agoMs));
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(template.bytes.length, 1);
    parts.push(prefix, Buffer.from(template.bytes));
  }
  return Buffer.concat(parts);
}
