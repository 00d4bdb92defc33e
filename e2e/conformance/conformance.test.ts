/**
 * One suite, three gRPC implementations: each client program runs the same cases against a receiver and prints what it got
 * as one JSON object, case by case. What arrived is asked of the receiver's sink.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { pythonPrograms } from '../support/python.ts';
import { type RecordingServer, messageBytesMax, startRecordingServer } from './recording-server.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '../..');
const cache = join(here, '../.cache');
const token = 'sesame';

/** What each client has to see. */
const expected = {
  stream: 'OK',
  gzip: 'OK',
  empty: 'OK',
  concurrent: 'OK',
  trickle: 'OK',
  big: 'OK',
  tooBig: `RESOURCE_EXHAUSTED a message of ${messageBytesMax + 1_000_000} bytes is larger than the ${messageBytesMax} that are taken`,
  cancel: 'CANCELLED',
  deadline: 'DEADLINE_EXCEEDED',
  collection: 'OK',
  properties: 'OK',
  ping: 'OK',
  compatPing: 'OK',
  jvm: 'OK',
  configuration: 'ConfigurationDiscoveryCommand agent.sample_n_per_3_secs=100',
  unnamed: 'INVALID_ARGUMENT service is empty',
  unimplemented:
    'UNIMPLEMENTED this server does not take skywalking.v3.ServiceMeshMetricService/collect yet',
  unknown: 'UNIMPLEMENTED unknown method /no.Such/thing',
  health: 'SERVING',
  watch: 'SERVING',
  tokenMissing: 'PERMISSION_DENIED the token is missing or wrong',
  tokenWrong: 'PERMISSION_DENIED the token is missing or wrong',
  tokenRight: 'OK',
};

/** How many segments of each case the server has to hold. */
const expectedSegments = {
  stream: 200,
  gzip: 50,
  concurrent: 400,
  trickle: 5,
  big: 1,
  cancel: 3,
  collection: 2,
};

const instance = { service: 'orders', instance: 'orders-1', layer: 'GENERAL' };
const noMetrics = { memory: [], memoryPools: [], gc: [] };
const expectedReports = [
  `properties ${JSON.stringify({ ...instance, properties: [['language', 'x']] })}`,
  `ping ${JSON.stringify(instance)}`,
  `ping ${JSON.stringify(instance)}`,
  `jvm ${JSON.stringify({
    service: 'orders',
    instance: 'orders-1',
    metrics: [{ timeMs: 1_790_000_000_000, cpuUsagePercent: 12.5, ...noMetrics }],
  })}`,
];

async function check(command: string, args: readonly string[]): Promise<void> {
  await using server = await startRecordingServer();
  await using guarded = await startRecordingServer(token);
  const output = await run(command, [...args, String(server.port), String(guarded.port), token]);
  assert.deepEqual(JSON.parse(output), expected);
  assert.deepEqual(countByCase(server), expectedSegments);
  assert.deepEqual(server.reports, expectedReports);
  assert.deepEqual([...guarded.spansOf], [['tokenRight-0', 2]]);
}

/** Trace ids are `<case>-<number>`; each segment has two spans, or it was not read rightly. */
function countByCase(server: RecordingServer): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [traceId, spans] of server.spansOf) {
    assert.equal(spans, 2, traceId);
    const name = traceId.slice(0, traceId.lastIndexOf('-'));
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

function run(command: string, args: readonly string[]): Promise<string> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(output) : reject(new Error(`${command} ended with ${code}: ${output}`)),
    );
  });
}

/** Our own texts as descriptors, for clients that have no generated code. */
function descriptorSet(): string {
  mkdirSync(cache, { recursive: true });
  const file = join(cache, 'protocol.binpb');
  execFileSync(join(root, 'node_modules/.bin/buf'), [
    'build',
    join(root, 'packages/protocol/proto'),
    '-o',
    file,
  ]);
  return file;
}

function isInstalled(command: string, argument: string): boolean {
  try {
    execFileSync(command, [argument], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test('serves @grpc/grpc-js with the stubs of the Node agent', () =>
  check(process.execPath, [join(here, 'node-client.ts')]));

test('serves grpcio', { skip: !isInstalled('python3', '--version') }, () =>
  check(join(pythonPrograms(), 'python'), [join(here, 'python/client.py'), descriptorSet()]),
);

test('serves grpc-go', { skip: !isInstalled('go', 'version') }, () => {
  const program = join(cache, 'conformance-go');
  execFileSync('go', ['build', '-o', program, '.'], { cwd: join(here, 'go'), stdio: 'inherit' });
  return check(program, [descriptorSet()]);
});
