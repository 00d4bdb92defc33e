import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { eventually } from '@stormpetrel/testkit/process';
import { startFaultServer } from '../support/fault-server.ts';
import { freePort } from '../support/listening.ts';

const folder = mkdtempSync(join(tmpdir(), 'stormpetrel-start-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const program = fileURLToPath(new URL('../../apps/server/src/main.js', import.meta.url));

/** Runs the program until it ends by itself. */
function run(...args: readonly string[]): Promise<{ code: number; stderr: string }> {
  return runNode(program, ...args);
}

function runNode(...args: readonly string[]): Promise<{ code: number; stderr: string }> {
  const env = { ...process.env, SW_STORAGE_EMBEDDED_PATH: join(folder, 'data') };
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env, timeout: 20_000 }, (error, _out, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), stderr }),
    );
  });
}

test('a port in use ends the start with LISTEN_FAILED and exit code 1', async () => {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const port = String((holder.address() as AddressInfo).port);
  const ports: Readonly<Record<string, RegExp>> = {
    SW_CORE_GRPC_PORT: /ended with 1: RECEIVER_LISTEN_FAILED: gRPC can not .*EADDRINUSE/,
    SW_CORE_REST_PORT: /ended with 1: LISTEN_FAILED: HTTP cannot .*EADDRINUSE/,
    SW_TELEMETRY_PROMETHEUS_PORT: /ended with 1: LISTEN_FAILED: telemetry cannot .*EADDRINUSE/,
    SW_ADMIN_SERVER_PORT: /ended with 1: LISTEN_FAILED: admin cannot .*EADDRINUSE/,
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

test('settings whose text cannot be used end the start with exit code 2, as those that are not allowed', async () => {
  const cases: Readonly<Record<string, readonly [variable: string, value: string]>> = {
    'SETTINGS_INVALID: slowDBAccessThreshold': ['SW_SLOW_DB_THRESHOLD', '200'],
    'SETTINGS_INVALID: agent-analyzer.noUpstream': ['SW_NO_UPSTREAM_REAL_ADDRESS', '6000,nginx'],
    'DYNAMIC_CONFIG_NOT_SET: SW_DCS_SERVER_HOST': ['SW_CONFIGURATION', 'grpc'],
  };
  for (const [start, [variable, value]] of Object.entries(cases)) {
    await assert.rejects(
      startFaultServer({ [variable]: value }, join(folder, 'unused')),
      new RegExp(`ended with 2: ${start}`),
    );
  }
});

test('a Node that is too old is told so', async () => {
  const old =
    'Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.9.0"}})';
  const { code, stderr } = await runNode('--import', `data:text/javascript,${old}`, program);
  assert.deepEqual(
    { code, stderr },
    { code: 2, stderr: 'NODE_TOO_OLD: Node 24 or newer is needed, this one is 20.9.0\n' },
  );
});

test('variables that are no settings are named in the log', async () => {
  await using server = await startFaultServer({ SW_STORAGE: 'h2', SW_AGENT_NAME: 'a' });
  const told = server.log.filter(({ level }) => level === 'warn');
  assert.deepEqual(
    told.map(({ names }) => names),
    ['SW_STORAGE'],
  );
});

test('goes on when nobody reads its log any more, or the disk of its log is full', async () => {
  const full = existsSync('/dev/full') ? [openSync('/dev/full', 'w')] : [];
  const outputs: readonly ('pipe' | number)[] = ['pipe', ...full];
  for (const output of outputs) {
    const port = await freePort();
    const child = spawn(process.execPath, [program], {
      env: {
        ...process.env,
        SW_STORAGE_EMBEDDED_PATH: join(folder, `log-${output}`),
        SW_CORE_REST_PORT: String(port),
        SW_CORE_GRPC_PORT: '0',
        SW_ADMIN_SERVER: '',
        SW_TELEMETRY: '',
      },
      stdio: ['ignore', output, 'ignore'],
    });
    child.stdout?.destroy();
    await eventually(10_000, async () => {
      assert.equal(child.exitCode, null);
      assert.equal((await fetch(`http://127.0.0.1:${port}/healthcheck`)).status, 200);
    });
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number | null];
    assert.equal(code, 0, `output ${output}`);
  }
});
