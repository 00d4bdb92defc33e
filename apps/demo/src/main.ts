/**
 * `npm run demo`: the server, a small shop that reports to it, and a trickle of visitors. Prints the page to open.
 * Everything is on loopback, data goes to a temporary folder, and Ctrl-C ends it all. Ends by itself after DEMO_MINUTES
 * (default 480).
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startDatabase } from './database.ts';
import { LogShipper } from './log-shipper.ts';
import { type ShopServiceName, shop, visits, visitsPerSecond } from './shop.ts';

const children: ChildProcess[] = [];
const folder = mkdtempSync(join(tmpdir(), 'stormpetrel-demo-'));
const minutes = Number(process.env['DEMO_MINUTES'] ?? 480);

process.on('SIGINT', () => void stop(0));
process.on('SIGTERM', () => void stop(0));
setTimeout(() => void stop(0), minutes * 60_000).unref();

const addresses = await startServer();
const database = await startDatabase();
const shipper = new LogShipper(addresses.page);
const ports = await startShop(addresses.grpc, database.port);
process.stdout.write(`\n  The shop is open. Watch it at ${addresses.page}\n  Ctrl-C ends it.\n\n`);
setInterval(visit, 1000 / visitsPerSecond);

/** Starts the server and reads from its log where it listens. */
async function startServer(): Promise<{ readonly page: string; readonly grpc: string }> {
  const main = fileURLToPath(new URL('../../server/src/main.js', import.meta.url));
  const child = spawn(process.execPath, [main], {
    // Where it listens stands in a line of its log.
    env: {
      ...process.env,
      SW_STORAGE_EMBEDDED_PATH: join(folder, 'data'),
      SW_LOGGING_LEVEL: 'info',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  child.on('exit', (code) => void stop(code ?? 1));
  return new Promise((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const ready = readReady(line);
      if (ready !== undefined) resolve(ready);
      else if (/"level":"(warn|error)"/.test(line)) process.stdout.write(`${line}\n`);
    });
  });
}

function readReady(line: string): { page: string; grpc: string } | undefined {
  if (!line.includes('"message":"ready"')) return undefined;
  const { page, grpc } = JSON.parse(line) as { page: string; grpc: string };
  return { page, grpc };
}

async function startShop(
  grpc: string,
  databasePort: number,
): Promise<Record<ShopServiceName, number>> {
  const names = Object.keys(shop) as ShopServiceName[];
  const free = await Promise.all(names.map(() => freePort()));
  const shopPorts = Object.fromEntries(names.map((name, i) => [name, free[i]])) as Record<
    ShopServiceName,
    number
  >;
  const listening = names.map((name) => {
    const child = fork(fileURLToPath(new URL('./service.ts', import.meta.url)), {
      env: {
        ...process.env,
        SW_AGENT_NAME: `shop-${name}`,
        SW_AGENT_INSTANCE: `${name}-1`,
        SW_AGENT_COLLECTOR_BACKEND_SERVICES: grpc,
        SW_AGENT_LOGGING_LEVEL: 'error',
        SHOP_SERVICE: name,
        SHOP_PORTS: JSON.stringify(shopPorts),
        SHOP_DATABASE_PORT: String(databasePort),
      },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    children.push(child);
    if (child.stdout !== null) shipper.follow(child.stdout, `shop-${name}`, `${name}-1`);
    return new Promise((resolve) => child.once('message', resolve));
  });
  await Promise.all(listening);
  return shopPorts;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        resolve(address !== null && typeof address === 'object' ? address.port : 0),
      );
    });
  });
}

function visit(): void {
  const total = visits.reduce((sum, { share }) => sum + share, 0);
  let pick = Math.random() * total;
  const chosen = visits.find(({ share }) => (pick -= share) < 0) ?? visits[0];
  get({ host: '127.0.0.1', port: ports.web, path: chosen?.path ?? '/' }, (response) =>
    response.resume(),
  ).on('error', () => {
    // A visitor whose page does not load goes away; the shop's own traces tell why.
  });
}

async function stop(code: number): Promise<never> {
  for (const child of children) child.kill('SIGTERM');
  const gone = children.map((child) => new Promise((resolve) => child.once('exit', resolve)));
  const running = children.some((child) => child.exitCode === null && child.signalCode === null);
  if (running)
    await Promise.race([Promise.all(gone), new Promise((resolve) => setTimeout(resolve, 3000))]);
  rmSync(folder, { recursive: true, force: true });
  process.exit(code);
}
