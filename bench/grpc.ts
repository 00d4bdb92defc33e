/**
 * What does it cost to receive 4-span segments over gRPC client streams?
 *
 *   node bench/grpc.ts [messages]
 *
 * Each server runs in a process of its own and only its CPU time counts. Frames are made beforehand, so the clients of this
 * process are not what limits; they open a new stream for each 500, 20 or 5 segments, eight at a time on two connections.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { type ClientHttp2Session, connect } from 'node:http2';
import { join } from 'node:path';
import { sampleSegments } from './sample-segments.ts';
import type { BenchReport } from './servers/serve-bench.ts';

const path = '/skywalking.v3.TraceSegmentReportService/collect';
const messagesPerRun = Number(process.argv[2] ?? 150_000);
const only = process.argv[3];
const servers: readonly (readonly [name: string, file: string, argument: string])[] = [
  ['bare node:http2, framing only', 'servers/bare-http2.ts', ''],
  ['ours, framing only', 'servers/own-server.ts', 'framing'],
  ['ours, decoded into columns', 'servers/own-server.ts', 'decode'],
  ['grpc-js, bodies not decoded', '../e2e/conformance/grpc-js-server.ts', ''],
];

function frames(segments: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    segments.flatMap((bytes) => {
      const header = Buffer.alloc(5);
      header.writeUInt32BE(bytes.length, 1);
      return [header, bytes];
    }),
  );
}

async function sendStream(session: ClientHttp2Session, body: Buffer): Promise<void> {
  const stream = session.request({
    ':method': 'POST',
    ':path': path,
    'content-type': 'application/grpc',
    te: 'trailers',
    'grpc-timeout': '30S',
    'user-agent': 'grpc-java-netty/1.68.1',
  });
  stream.end(body);
  stream.resume();
  await once(stream, 'close');
}

async function load(port: number, perStream: number, total: number): Promise<void> {
  const segments = sampleSegments(perStream * 8);
  const bodies = Array.from({ length: 8 }, (_, i) =>
    frames(segments.slice(i * perStream, (i + 1) * perStream)),
  );
  const sessions = [0, 1].map(() => connect(`http://127.0.0.1:${port}`));
  let left = Math.ceil(total / perStream);
  const lanes = Array.from({ length: 8 }, async (_, lane) => {
    while (left-- > 0) {
      await sendStream(sessions[lane % 2] as ClientHttp2Session, bodies[lane] as Buffer);
    }
  });
  await Promise.all(lanes);
  for (const session of sessions) session.destroy();
}

async function report(child: ChildProcess): Promise<BenchReport> {
  child.send('report');
  const [answer] = (await once(child, 'message')) as [BenchReport];
  return answer;
}

async function measure(child: ChildProcess, port: number, perStream: number): Promise<string> {
  await load(port, perStream, messagesPerRun / 5);
  let best = 0;
  for (let i = 0; i < 3; i++) {
    const before = await report(child);
    await load(port, perStream, messagesPerRun);
    const after = await report(child);
    const seconds = (after.cpuMicros - before.cpuMicros) / 1e6;
    best = Math.max(best, (after.messages - before.messages) / seconds);
  }
  return `${(best / 1_000).toFixed(0)} k`.padStart(12);
}

async function main(): Promise<void> {
  const sizes = [500, 20, 5];
  process.stdout.write(
    `messages per server CPU-second      ${sizes.map((n) => `${n}/stream`.padStart(12)).join('')}       rss\n`,
  );
  for (const [name, file, argument] of servers) {
    if (only !== undefined && !name.includes(only)) continue;
    const child = fork(join(import.meta.dirname, file), [argument]);
    const [port] = (await once(child, 'message')) as [number];
    const cells: string[] = [];
    for (const perStream of sizes) cells.push(await measure(child, port, perStream));
    const { rssBytes } = await report(child);
    process.stdout.write(
      `${name.padEnd(36)}${cells.join('')} ${(rssBytes / 2 ** 20).toFixed(0).padStart(5)} MiB\n`,
    );
    child.disconnect();
  }
}

await main();
