/**
 * `npm run dist`: one folder, dist/stormpetrel, that runs with nothing but Node 24: the server bundled, the page built, the
 * compiled rules inside, and V8's compile cache filled by one start. `node tools/dist.ts <folder> --page-as-built` writes to
 * another folder, and takes the page as it was built last: for tests.
 *
 *     dist/stormpetrel/server/*.js      the program (main.js) and its threads
 *     dist/stormpetrel/page/            the built page
 *     dist/stormpetrel/oal/             the texts of the rules, to be read
 *     dist/stormpetrel/compile-cache/   V8's; left out of trust, rebuilt when the Node version differs
 *     dist/stormpetrel/stormpetrel      starts it (stormpetrel.cmd on Windows)
 *     dist/stormpetrel/README.md        how, for who has nothing but the folder
 */
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values: options, positionals } = parseArgs({
  options: { 'page-as-built': { type: 'boolean' } },
  allowPositionals: true,
});
const folder = resolve(positionals[0] ?? join(root, 'dist', 'stormpetrel'));
const server = join(root, 'apps', 'server', 'src');

rmSync(folder, { recursive: true, force: true });
mkdirSync(join(folder, 'server'), { recursive: true });
await build({
  input: {
    main: join(server, 'main.js'),
    'thread-main': join(server, 'threads', 'thread-main.js'),
  },
  platform: 'node',
  // Kafka's client reads a file beside its own sources, which is not there in a bundle; this entry has its content inside.
  resolve: { alias: { '@platformatic/wasm-utils$': '@platformatic/wasm-utils/bundled' } },
  output: {
    dir: join(folder, 'server'),
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'part-[hash].js',
    minify: true,
  },
  logLevel: 'warn',
});
writeFileSync(join(folder, 'server', 'package.json'), '{"type":"module"}\n');
if (options['page-as-built'] !== true) {
  execFileSync('npm run build -w @stormpetrel/ui', {
    cwd: root,
    shell: true,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
cpSync(join(root, 'apps', 'ui', 'dist'), join(folder, 'page'), { recursive: true });
// To be read at /runtime/oal/files; the rules themselves are compiled in.
cpSync(join(root, 'packages', 'language', 'src', 'oal', 'rules'), join(folder, 'oal'), {
  recursive: true,
});
for (const name of ['LICENSE', 'NOTICE']) cpSync(join(root, name), join(folder, name));
cpSync(join(root, 'tools', 'dist-readme.md'), join(folder, 'README.md'));
// Found behind a symbolic link too, as people put it into /usr/local/bin. `exec`: signals reach the server itself.
writeFileSync(
  join(folder, 'stormpetrel'),
  '#!/bin/sh\nexec node "$(dirname "$(readlink -f "$0")")/server/main.js" "$@"\n',
);
chmodSync(join(folder, 'stormpetrel'), 0o755);
writeFileSync(join(folder, 'stormpetrel.cmd'), '@node "%~dp0server\\main.js" %*\r\n');
await fillCompileCache();
process.stdout.write(`dist: ${folder}\n`);

/** One start, a question and stop: V8 writes what it compiled when the process ends. */
async function fillCompileCache(): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'stormpetrel-dist-'));
  const child = spawn(process.execPath, [join(folder, 'server', 'main.js')], {
    env: {
      ...process.env,
      // It waits for the line `ready`.
      SW_LOGGING_LEVEL: 'info',
      SW_STORAGE_EMBEDDED_PATH: data,
      SW_CORE_REST_PORT: '0',
      SW_CORE_GRPC_PORT: '0',
      SW_TELEMETRY_PROMETHEUS_PORT: '0',
      SW_ADMIN_SERVER_PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const code = await new Promise<number>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = JSON.parse(text) as { readonly message: string; readonly page: string };
      if (line.message === 'ready') void askOnce(line.page).finally(() => child.kill('SIGTERM'));
    });
    child.once('exit', (status) => resolve(status ?? 1));
  });
  rmSync(data, { recursive: true, force: true });
  if (code !== 0) throw new Error(`the bundled server ended with ${code}`);
}

/** What answers is loaded with the first question, and the alarms behind `ready`. */
async function askOnce(page: string): Promise<void> {
  const response = await fetch(new URL('/graphql', page), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ version listLayers }' }),
  });
  await response.text();
  await sleep(1_000);
}
