import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Telemetry, silentLogger } from '@stormpetrel/base';
import { listenHttp } from './http-server.ts';
import { pageRoute } from './page-route.ts';

const folder = mkdtempSync(join(tmpdir(), 'page-route-'));
writeFileSync(join(folder, 'index.html'), '<p>page</p>');

const server = await listenHttp({
  host: '127.0.0.1',
  port: 0,
  routes: [pageRoute(silentLogger, folder)],
  idleTimeoutMs: 1_000,
  headerBytesMax: 8_192,
  logger: silentLogger,
  telemetry: new Telemetry(),
});
after(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

async function check(path: string, accept: string, expected: number): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${server.port}${path}`, { headers: { accept } });
  await response.text();
  assert.equal(response.status, expected, `${path} for ${accept}`);
}

const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

test('whoever may be a person gets the page at any address of a page', async () => {
  await check('/', browser, 200);
  await check('/trace/abc', browser, 200);
  await check('/statuses', '*/*', 200);
  await check('/trace/abc', 'application/json, text/plain, */*', 200);
});

test('whoever comes before the page is built is told so at any of its addresses, and asks again', async () => {
  const empty = mkdtempSync(join(tmpdir(), 'page-route-empty-'));
  const early = await listenHttp({
    host: '127.0.0.1',
    port: 0,
    routes: [pageRoute(silentLogger, empty)],
    idleTimeoutMs: 1_000,
    headerBytesMax: 8_192,
    logger: silentLogger,
    telemetry: new Telemetry(),
  });
  for (const path of ['/', '/traces?service=a']) {
    const { status, headers } = await fetch(`http://127.0.0.1:${early.port}${path}`);
    assert.deepEqual(
      [status, headers.get('content-type'), headers.get('refresh')],
      [503, 'text/plain; charset=utf-8', '3'],
      path,
    );
  }
  await early.close();
  rmSync(empty, { recursive: true });
});

test('a program is not sent the page for an answer that is not here', async () => {
  await check('/zipkin/api/v2/services', '*/*', 404);
  await check('/debugging/config/dump', browser, 404);
  await check('/status/cluster/nodes', 'application/json', 404);
  await check('/trace/abc', 'application/json', 404);
  await check('/trace/abc', 'application/problem+json; charset=utf-8', 404);
});
