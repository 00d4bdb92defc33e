/**
 * A Stormpetrel for people who work on the page: GraphQL over a made-up shop, and the built files at `/`, both on
 * loopback. `node dev/mock-server.ts --port 12800 --scene full --now 2026-11-22T14:03:30Z`.
 */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { parseArgs } from 'node:util';
import { readRootFields } from './mock-document.ts';
import { MockLogs } from './mock-logs.ts';
import { resolvers } from './mock-resolvers.ts';
import { MockProfiling } from './mock-profiling.ts';
import type { MockContext } from './mock-resolvers.ts';
import type { Scene } from './mock-world.ts';

export type { Scene } from './mock-world.ts';

export interface MockOptions {
  readonly port?: number;
  readonly scene?: Scene;
  /** The present of the made-up shop; without it, the real one. The clock goes on from there. */
  readonly nowMs?: number;
  /** The clock does not go on: every answer is the same each time, as pictures need it. */
  readonly isStill?: boolean;
  /** The folder of built files. */
  readonly files?: string;
  /** Every answer waits this long. */
  readonly delayMs?: number;
}

export interface MockServer {
  readonly url: string;
  /** Changes the scene under the open pages. */
  setScene(scene: Scene): void;
  close(): Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** What the real server sends as well: the pages must live with it. */
const policy =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

export async function startMockServer(options: MockOptions = {}): Promise<MockServer> {
  const files = options.files ?? join(import.meta.dirname, '../dist');
  const startedMs = Date.now();
  let scene: Scene = options.scene ?? 'full';
  const nowMs = (): number =>
    (options.nowMs ?? startedMs) + (options.isStill === true ? 0 : Date.now() - startedMs);
  const profiling = new MockProfiling(nowMs);
  const logs = new MockLogs(nowMs);
  const server: Server = createServer((request, response) => {
    const answer =
      request.url?.startsWith('/graphql') === true
        ? sendGraphql(request, response, { scene, nowMs, profiling }, options.delayMs ?? 0)
        : request.url?.startsWith('/api/profiling/') === true
          ? profiling.answer(request, response, scene)
          : request.url?.startsWith('/api/logs/') === true
            ? Promise.resolve(logs.answer(new URL(request.url, 'http://mock'), response, scene))
            : sendFile(request, response, files);
    answer.catch(() => response.writableEnded || response.writeHead(500).end());
  });
  await new Promise<void>((done) => server.listen(options.port ?? 0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    setScene: (next) => (scene = next),
    close: () =>
      new Promise((done) => {
        profiling.close();
        logs.close();
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function sendGraphql(
  request: IncomingMessage,
  response: ServerResponse,
  context: MockContext,
  delayMs: number,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (delayMs > 0) await new Promise((done) => setTimeout(done, delayMs));
  if (context.scene === 'broken') {
    response.writeHead(503, { 'content-type': 'text/plain' }).end('The storage is not ready.');
    return;
  }
  const { query, variables } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
    query: string;
    variables?: Record<string, unknown>;
  };
  const data: Record<string, unknown> = {};
  const errors: unknown[] = [];
  for (const { alias, name, args } of readRootFields(query, variables ?? {})) {
    const resolve = context.profiling?.resolvers()[name] ?? resolvers[name];
    if (resolve === undefined)
      errors.push({ message: `Cannot query field "${name}" on type "Query".` });
    else data[alias] = resolve(args, context);
  }
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(errors.length > 0 ? { errors, data: null } : { data }));
}

/** A file of the build; any path without an extension is a page, so it gets the one document. */
async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  folder: string,
): Promise<void> {
  const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://mock').pathname));
  const isPage = !/\.(?:js|css|svg|woff2|map|html)$/.test(path);
  const name = isPage ? '/index.html' : path;
  const file = join(folder, name);
  const found = await stat(file).catch(() => undefined);
  if (found === undefined || !found.isFile()) {
    response.writeHead(404).end();
    return;
  }
  const brotli = await stat(`${file}.br`).catch(() => undefined);
  const isBrotli =
    brotli !== undefined && /\bbr\b/.test(request.headers['accept-encoding']?.toString() ?? '');
  response.writeHead(200, {
    'content-type': types[extname(name)] ?? 'application/octet-stream',
    'cache-control': name.startsWith('/assets/')
      ? 'public, max-age=31536000, immutable'
      : 'no-cache',
    'content-security-policy': policy,
    ...(isBrotli ? { 'content-encoding': 'br' } : {}),
  });
  createReadStream(isBrotli ? `${file}.br` : file).pipe(response);
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '12800' },
      scene: { type: 'string', default: 'full' },
      now: { type: 'string' },
      delay: { type: 'string', default: '0' },
    },
  });
  const server = await startMockServer({
    port: Number(values.port),
    scene: values.scene as Scene,
    delayMs: Number(values.delay),
    ...(values.now === undefined ? {} : { nowMs: Date.parse(values.now) }),
  });
  process.stdout.write(`mock ${values.scene} at ${server.url}\n`);
}
