import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { type SegmentSample, SegmentBuilder } from '@stormpetrel/testkit';
import { ServerProcess, eventually } from '@stormpetrel/testkit/process';
import { minutesAround } from '../support/duration.ts';
import { expectRise, sendSegments, startFaultServer, traceOf } from '../support/fault-server.ts';
import { ConfigurationService } from './configuration-service.ts';

const folder = mkdtempSync(join(tmpdir(), 'dynamic-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const samplingKey = 'agent-analyzer.default.traceSamplingPolicy';
const apdexKey = 'core.default.apdexThreshold';
const openApiKey = 'core.default.endpoint-name-grouping-openapi';

let traces = 0;

/** A call of 300 ms, of a service of its own. */
function call(service: string, operation = 'GET:/'): SegmentSample {
  const traceId = `dynamic-${process.pid}-${traces++}`;
  return new SegmentBuilder(service, `${service}-1`, Date.now() - 1_000)
    .ids(traceId, `${traceId}.1`)
    .entry(operation, { spanLayer: 'Http', durationMs: 300 })
    .build();
}

interface Status {
  readonly error?: string;
  readonly keys: readonly {
    readonly key: string;
    readonly state: string;
    readonly message?: string;
  }[];
}

async function readStatus(server: ServerProcess): Promise<Status> {
  const response = await fetch(new URL('status/config/dynamic', server.addresses.admin));
  return (await response.json()) as Status;
}

/** Waits until keys are in the states. */
function settled(server: ServerProcess, states: Readonly<Record<string, string>>): Promise<void> {
  return eventually(15_000, async () => {
    const { keys } = await readStatus(server);
    assert.deepEqual(Object.fromEntries(keys.map(({ key, state }) => [key, state])), states);
  });
}

async function isKept(server: ServerProcess, service: string): Promise<void> {
  const segment = call(service);
  await sendSegments(server, segment);
  await traceOf(server, segment.traceId, 1);
}

function isNotKept(server: ServerProcess, service: string): Promise<void> {
  return expectRise(server, { 'trace_dropped_count{reason="unsampled"}': 1 }, () =>
    sendSegments(server, call(service)),
  );
}

/** The service's apdex over the last minutes: 10000 when all are satisfied. */
function apdexOf(server: ServerProcess, service: string, expected: string): Promise<void> {
  return eventually(10_000, async () => {
    const { r } = await server.query<{ r: { results: { values: { value: string }[] }[] } }>(
      `query($e: Entity!, $d: Duration!) { r: execExpression(expression: "latest(service_apdex)", entity: $e, duration: $d) {
        results { values { value } } } }`,
      { e: { serviceName: service, normal: true }, d: minutesAround(Date.now(), 5, 0) },
    );
    assert.equal(r.results[0]?.values[0]?.value, expected);
  });
}

test('a file changes sampling and apdex while the server runs, and a bad value changes nothing', async () => {
  const file = join(folder, 'dynamic.yaml');
  writeFileSync(file, `${samplingKey}: {default: {rate: 0}}\n`);
  await using server = await startFaultServer({
    SW_CONFIGURATION: 'file',
    SW_CONFIGURATION_FILE_PATH: file,
    SW_CONFIGURATION_FILE_PERIOD: '1',
  });
  await settled(server, { [samplingKey]: 'applied' });
  await isNotKept(server, 'file-a');
  await sendSegments(server, call('file-slow'));
  await apdexOf(server, 'file-slow', '10000');

  writeFileSync(file, `${apdexKey}:\n  default: 50\n`);
  await settled(server, { [apdexKey]: 'applied' });
  await isKept(server, 'file-b');
  await apdexOf(server, 'file-b', '0');

  writeFileSync(file, `${apdexKey}:\n  default: fast\n${samplingKey}: {default: {rate: -1}}\n`);
  await settled(server, { [apdexKey]: 'refused', [samplingKey]: 'refused' });
  await isKept(server, 'file-c');
  await apdexOf(server, 'file-c', '0');

  writeFileSync(file, '');
  await settled(server, {});
  await isKept(server, 'file-d');
  await apdexOf(server, 'file-d', '10000');
  const refused = server.log.filter(({ level }) => level === 'error');
  assert.deepEqual(
    new Set(refused.map((line) => `${String(line['key'])}: ${line.message}`)),
    new Set(
      [samplingKey, apdexKey].map(
        (key) => `${key}: a value of the dynamic configuration is no good: the last stays`,
      ),
    ),
  );
});

test('a configuration service does the same over gRPC, and its silence changes nothing', async () => {
  const { service, port } = await ConfigurationService.listen();
  await using stopping = service;
  stopping.set({ [samplingKey]: 'default: {rate: 0}' });
  await using server = await startFaultServer({
    SW_CONFIGURATION: 'grpc',
    SW_DCS_SERVER_HOST: '127.0.0.1',
    SW_DCS_SERVER_PORT: String(port),
    SW_DCS_CLUSTER_NAME: 'birds',
    SW_DCS_PERIOD: '1',
  });
  await settled(server, { [samplingKey]: 'applied' });
  assert.equal(service.clusterName, 'birds');
  await isNotKept(server, 'grpc-a');

  const definition = 'paths: {"/orders/{id}": {get: {}}}';
  service.set(
    { [apdexKey]: 'default: 50', 'core.default.log4j-xml': '<x/>' },
    { [openApiKey]: { 'grpc-b.v1': definition } },
  );
  await settled(server, {
    [apdexKey]: 'applied',
    [openApiKey]: 'applied',
    'core.default.log4j-xml': 'unused',
  });
  const segment = call('grpc-b', 'GET:/orders/7');
  await sendSegments(server, segment);
  const spans = await traceOf(server, segment.traceId, 1);
  assert.equal(spans[0]?.serviceCode, 'grpc-b');
  await apdexOf(server, 'grpc-b', '0');
  await eventually(10_000, async () => {
    const { e } = await server.query<{ e: { name: string }[] }>(
      `query($s: ID!) { e: findEndpoint(serviceId: $s, limit: 10) { name } }`,
      { s: `${Buffer.from('grpc-b').toString('base64')}.1` },
    );
    assert.deepEqual(e, [{ name: 'GET:/orders/{id}' }]);
  });

  service.set({ [apdexKey]: 'default: [', [samplingKey]: '' });
  await settled(server, { [apdexKey]: 'refused' });
  await isKept(server, 'grpc-c');
  await apdexOf(server, 'grpc-c', '0');
  await eventually(10_000, () => {
    assert.ok(service.asked.unchanged > 0);
    return Promise.resolve();
  });

  await service[Symbol.asyncDispose]();
  await eventually(15_000, async () => {
    assert.match((await readStatus(server)).error ?? '', /ConfigurationService\/call/);
  });
  await isKept(server, 'grpc-d');
  await apdexOf(server, 'grpc-d', '0');
});

test('files of settings are read again when they change', async () => {
  const apdex = join(folder, 'apdex.yml');
  const settings = join(folder, 'server.yml');
  mkdirSync(folder, { recursive: true });
  writeFileSync(apdex, 'default: 5000\n');
  writeFileSync(settings, `core: {serviceApdexThresholdFile: ${JSON.stringify(apdex)}}\n`);
  await using server = await ServerProcess.start({
    env: { SW_CORE_L1_AGGREGATION_FLUSH_PERIOD: '50', SW_CORE_SETTINGS_FILES_PERIOD: '1' },
    args: ['--config', settings],
  });
  await sendSegments(server, call('files-a'));
  await apdexOf(server, 'files-a', '10000');
  writeFileSync(apdex, 'default: 50\n');
  await eventually(10_000, () => {
    assert.ok(server.log.some(({ message }) => message.startsWith('the files of settings')));
    return Promise.resolve();
  });
  await sendSegments(server, call('files-b'));
  await apdexOf(server, 'files-b', '0');
});

test('a provider without its place ends the start with DYNAMIC_CONFIG_NOT_SET', async () => {
  await assert.rejects(
    startFaultServer({ SW_CONFIGURATION: 'grpc' }, join(folder, 'never')),
    /DYNAMIC_CONFIG_NOT_SET: SW_DCS_SERVER_HOST is not set/,
  );
});
