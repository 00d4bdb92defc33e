import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startFaultServer } from '../support/fault-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'stormpetrel-start-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const program = fileURLToPath(new URL('../../apps/server/src/main.js', import.meta.url));

/** Runs the program until it ends by itself. */
function run(...args: readonly string[]): Promise<{ code: number; stderr: string }> {
  const env = { ...process.env, SW_STORAGE_EMBEDDED_PATH: join(folder, 'data') };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [program, ...args],
      { env, timeout: 20_000 },
      (error, _out, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code ?? -1), stderr }),
    );
  });
}

test('a port in use ends the start with LISTEN_FAILED and exit code 1', async () => {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const port = String((holder.address() as AddressInfo).port);
  const ports: Readonly<Record<string, RegExp>> = {
    SW_CORE_GRPC_PORT: /ended with 1: RECEIVER_LISTEN_FAILED: .*EADDRINUSE/,
    SW_CORE_REST_PORT: /ended with 1: LISTEN_FAILED: .*EADDRINUSE/,
    SW_TELEMETRY_PROMETHEUS_PORT: /ended with 1: LISTEN_FAILED: .*EADDRINUSE/,
  };
  for (const [variable, expected] of Object.entries(ports)) {
    const dataFolder = join(folder, variable);
    await assert.rejects(startFaultServer({ [variable]: port }, dataFolder), expected);
  }
  holder.close();
});

test('a port in use ends the start, too, where the dynamic configuration brings alarm rules', async () => {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const dynamicFile = join(folder, 'dynamic.yaml');
  writeFileSync(dynamicFile, 'alarm.default.alarm-settings: "rules: {}"\n');
  const settings = {
    SW_ADMIN_SERVER_PORT: String((holder.address() as AddressInfo).port),
    SW_CONFIGURATION: 'file',
    SW_CONFIGURATION_FILE_PATH: dynamicFile,
  };
  await assert.rejects(
    startFaultServer(settings, join(folder, 'dynamic')),
    /ended with 1: LISTEN_FAILED: .*EADDRINUSE/,
  );
  holder.close();
});

test('an address of another machine ends the start with LISTEN_FAILED', async () => {
  const dataFolder = join(folder, 'address');
  await assert.rejects(
    startFaultServer({ SW_CORE_REST_HOST: '192.0.2.1' }, dataFolder),
    /ended with 1: LISTEN_FAILED/,
  );
});

test('settings that are not allowed end the start with CONFIG_INVALID and exit code 2', async () => {
  const cases: Readonly<Record<string, string>> = {
    SW_CORE_REST_PORT: 'eighty',
    SW_CORE_GRPC_PORT: '70000',
    SW_CORE_METRICS_DATA_TTL: '-1',
    SW_LOGGING_LEVEL: 'loud',
  };
  for (const [variable, value] of Object.entries(cases)) {
    await assert.rejects(
      startFaultServer({ [variable]: value }, join(folder, 'never')),
      new RegExp(`ended with 2: CONFIG_INVALID: [^]*${variable}`),
    );
  }
});

test('a configuration file that is not there, no YAML, or has unknown keys ends the start with exit code 2', async () => {
  const broken = join(folder, 'broken.yaml');
  writeFileSync(broken, 'core: [1, 2\n');
  const unknown = join(folder, 'unknown.yaml');
  writeFileSync(unknown, 'core:\n  restPrt: 80\n');
  const [absent, noYaml, unknownKey] = await Promise.all([
    run('--config', join(folder, 'absent.yaml')),
    run('--config', broken),
    run('--config', unknown),
  ]);
  assert.deepEqual([absent.code, noYaml.code, unknownKey.code], [2, 2, 2]);
  assert.match(absent.stderr, /^CONFIG_UNREADABLE: .*absent\.yaml/);
  assert.match(noYaml.stderr, /^CONFIG_UNREADABLE: .*broken\.yaml/);
  assert.match(unknownKey.stderr, /^CONFIG_INVALID: [^]*restPrt/);
});

test('an argument that does not exist ends the start with ARGUMENT_UNKNOWN and exit code 2', async () => {
  const { code, stderr } = await run('--prot', '80');
  assert.equal(code, 2);
  assert.match(stderr, /^ARGUMENT_UNKNOWN: [^]*Usage: stormpetrel/);
});
