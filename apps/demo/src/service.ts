/**
 * One service of the shop. Started by main.ts with the agent's own variables (SW_AGENT_NAME …) and
 * SHOP_SERVICE, SHOP_PORTS (JSON: service → port) and SHOP_DATABASE_PORT.
 */
import type * as NodeHttp from 'node:http';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ShopRoute, ShopServiceName } from './shop.ts';
import { shop } from './shop.ts';
import { type AgentContext, ShopLog } from './shop-log.ts';

/** What is used of pg, whose types are a package of their own. */
type PoolConstructor = new (options: object) => {
  query(text: string, values: readonly unknown[]): Promise<unknown>;
};

// The agent patches modules as they are required, so it comes first and everything patched comes through require.
const require = createRequire(import.meta.url);
const agent = require('skywalking-backend-js') as {
  default: { start(options: object): void };
  ContextManager: AgentContext;
};
agent.default.start({});
const log = new ShopLog(agent.ContextManager);
const http: typeof NodeHttp = require('node:http');
const { Pool }: { readonly Pool: PoolConstructor } = require('pg');

const name = process.env['SHOP_SERVICE'] as ShopServiceName;
const ports = JSON.parse(process.env['SHOP_PORTS'] ?? '{}') as Readonly<
  Record<ShopServiceName, number>
>;
const database = new Pool({
  host: '127.0.0.1',
  port: Number(process.env['SHOP_DATABASE_PORT']),
  user: 'postgres',
  database: 'postgres',
  max: 1,
});
let served = 0;

const server = http.createServer((request, response) => {
  const path = (request.url ?? '/').split('?')[0];
  const route = shop[name].find((candidate) => candidate.path === path);
  if (route === undefined) {
    response.writeHead(404).end();
    return;
  }
  const startMs = Date.now();
  serve(route).then(
    () => {
      reportServed(route, Date.now() - startMs);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
    },
    (error: unknown) => {
      const text = error instanceof Error ? error.stack : String(error);
      log.write('ERROR', `GET ${route.path} failed: ${text}`);
      response.writeHead(500).end(String(error));
    },
  );
});
server.listen(ports[name], '127.0.0.1', () => {
  log.write('INFO', `${name} listens on port ${ports[name]}`);
  process.send?.('listening');
});
process.on('disconnect', () => process.exit(0));

async function serve(route: ShopRoute): Promise<void> {
  const turn = ++served;
  const slow = route.slowEvery > 0 && turn % route.slowEvery === 0;
  await sleep(slow ? route.workMs * 10 + 300 : route.workMs * (0.5 + Math.random()));
  if (route.query !== undefined) await ask(route.query);
  for (const call of route.calls) await fetchFrom(ports[call.service], call.path);
  if (route.failEvery > 0 && turn % route.failEvery === 0) throw new Error('card declined');
}

/** A line for each request that was served; billing writes what a program would read, the others what people would. */
function reportServed({ path, workMs }: ShopRoute, durationMs: number): void {
  const isSlow = durationMs > workMs * 10 + 200;
  if (isSlow) log.write('WARN', `GET ${path} took ${durationMs} ms, more than it should`);
  else if (name !== 'billing') log.write('INFO', `GET ${path} 200 in ${durationMs} ms`);
  else log.write('INFO', { event: 'charged', turn: served, currency: 'EUR', durationMs });
}

async function ask(query: string): Promise<void> {
  log.write('DEBUG', `asking the database: ${query}`);
  await database.query(query, query.includes('$1') ? [1 + (served % 20)] : []);
}

function fetchFrom(port: number, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // Not http.get: the agent's plugin patches http.request.
    const request = http.request({ host: '127.0.0.1', port, path }, (response) => {
      response.resume();
      response.on('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`${path} answered ${response.statusCode}`));
      });
    });
    request.on('error', reject);
    request.end();
  });
}
