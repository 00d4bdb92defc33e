import type { Counter, Telemetry } from '@stormpetrel/base';
import { ingestPaths } from './ingest-paths.ts';
import type { ReadBody } from './body-reader.ts';
import { type HttpReply, textReply } from './http-reply.ts';
import type { HttpRoute } from './http-server.ts';
import type { Thread } from '../threads/thread.ts';

/** Largest body of HTTP ingest, compressed or not. */
const bodyBytesMax = 16 * 1024 * 1024;

/** Hands what agents post to the ingest thread: all data goes in by one door. */
export function ingestRoute(ingest: Thread, telemetry: Telemetry): HttpRoute {
  const refused = telemetry.counter('http_ingest_refused_total', 'HTTP reports refused.');
  return (request, path, readBody) => {
    if (!ingestPaths.has(path)) return undefined;
    if (request.method !== 'POST') return Promise.resolve(textReply(405, 'POST only\n'));
    return take({ ingest, refused, readBody }, request, path);
  };
}

async function take(
  {
    ingest,
    refused,
    readBody,
  }: { readonly ingest: Thread; readonly refused: Counter; readonly readBody: ReadBody },
  request: Parameters<HttpRoute>[0],
  path: string,
): Promise<HttpReply> {
  const body = await readBody(bodyBytesMax);
  if (!(body instanceof Uint8Array)) {
    refused.add();
    return textReply(body.status, `${body.reason}\n`);
  }
  const contentEncoding = request.headers['content-encoding'] ?? '';
  const reply = await ingest.ingest({ path, contentEncoding, body });
  if (reply === undefined) refused.add();
  return reply ?? textReply(503, 'too much to do; try again\n');
}
