import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SegmentBuilder, type SegmentSample } from '@stormpetrel/testkit';
import { type ServerProcess, eventually } from '@stormpetrel/testkit/process';
import { minutesAround } from '../support/duration.ts';
import {
  assertGoesOn,
  expectRise,
  readCounters,
  sendSegments,
  startFaultServer,
} from '../support/fault-server.ts';

/**
 * Limits that a test can go past. Some room is left for what the server itself knows: `User` and its instance and
 * endpoint, and the witness that each test sends.
 */
const servicesMax = 20;
const instancesPerServiceMax = 8;
const endpointsPerServiceMax = 10;

let server: ServerProcess;
before(async () => {
  server = await startFaultServer({
    SW_LIMITS_SERVICES: String(servicesMax),
    SW_LIMITS_INSTANCES_PER_SERVICE: String(instancesPerServiceMax),
    SW_CORE_MAX_HTTP_URIS_NUMBER_PER_SVR: String(endpointsPerServiceMax),
    SW_LIMITS_RELATIONS: '30',
  });
  // Known before the flood, so that it keeps its name.
  await assertGoesOn(server);
});
after(() => server[Symbol.asyncDispose]());

let serial = 0;

function call(service: string, instance: string, endpoint: string): SegmentSample {
  const id = `names-${serial++}`;
  return new SegmentBuilder(service, instance, Date.now() - 50)
    .ids(id, `${id}.1`)
    .entry(endpoint)
    .build();
}

interface Answer {
  readonly error: string | null;
  readonly results: readonly { readonly values: readonly { readonly value: string | null }[] }[];
}

async function sumOf(metric: string, entity: Record<string, unknown>): Promise<number> {
  const { sum } = await server.query<{ sum: Answer }>(
    `query($e: Entity!, $d: Duration!, $x: String!) {
      sum: execExpression(expression: $x, entity: $e, duration: $d) { error results { values { value } } } }`,
    { e: entity, d: minutesAround(Date.now(), 3, 2), x: `sum(${metric})` },
  );
  assert.equal(sum.error, null);
  return Number(sum.results[0]?.values[0]?.value ?? 0);
}

async function expectSum(
  metric: string,
  entity: Record<string, unknown>,
  expected: number,
): Promise<void> {
  await eventually(5_000, async () => assert.equal(await sumOf(metric, entity), expected));
}

test('endpoints of one service past the limit are counted as `_abandoned`', async () => {
  const calls = Array.from({ length: 50 }, (_, i) =>
    call('crowded', 'crowded-1', `Handler${'abcdefghij'[i % 10]}${i}.run()`),
  );
  const overflow = 'entity_overflow_count{scope="endpoint"}';
  const known = 'entity_count{scope="endpoint"}';
  // Each name past the limit is counted when it is seen, and the witness has an endpoint of its own already.
  const before = await readCounters(server);
  await sendSegments(server, ...calls);
  await assertGoesOn(server);
  const later = await readCounters(server);
  assert.equal((later.get(known) ?? 0) - (before.get(known) ?? 0), endpointsPerServiceMax);
  assert.equal((later.get(overflow) ?? 0) - (before.get(overflow) ?? 0), 40);
  await expectSum(
    'endpoint_cpm',
    { serviceName: 'crowded', normal: true, endpointName: '_abandoned' },
    40,
  );
  await expectSum('service_cpm', { serviceName: 'crowded', normal: true }, 50);
});

test('instances of one service past the limit are counted as `_overflow`', async () => {
  const calls = Array.from({ length: 30 }, (_, i) => call('scaled', `scaled-${i}`, '/scaled'));
  await expectRise(server, { 'entity_overflow_count{scope="instance"}': 22 }, () =>
    sendSegments(server, ...calls),
  );
  await expectSum(
    'service_instance_cpm',
    { serviceName: 'scaled', normal: true, serviceInstanceName: '_overflow' },
    22,
  );
  await expectSum('service_cpm', { serviceName: 'scaled', normal: true }, 30);
  await assertGoesOn(server);
});

test('services past the limit are counted as `_overflow`, those known before keep their names', async () => {
  const names = Array.from({ length: 200 }, (_, i) => `flood-${i}`);
  await sendSegments(server, ...names.map((name) => call(name, 'one', '/flood')));
  await assertGoesOn(server);
  const counters = await readCounters(server);
  assert.equal(counters.get('entity_count{scope="service"}'), servicesMax);
  const { services } = await server.query<{ services: { name: string }[] }>(
    `{ services: listServices(layer: "GENERAL") { name } }`,
  );
  const shown = services.map(({ name }) => name);
  assert.ok(shown.includes('_overflow'), shown.join());
  assert.ok(shown.includes('crowded') && shown.includes('witness'), shown.join());
  const flooded = shown.filter((name) => name.startsWith('flood-'));
  await expectSum(
    'service_cpm',
    { serviceName: '_overflow', normal: true },
    names.length - flooded.length,
  );
  assert.equal(
    counters.get('entity_overflow_count{scope="service"}'),
    names.length - flooded.length,
  );
  await expectSum('service_cpm', { serviceName: 'crowded', normal: true }, 50);
});

test('relations past the limit are counted as one, and the map is answered', async () => {
  const callers = Array.from({ length: 100 }, (_, i) => {
    const id = `relations-${i}`;
    return new SegmentBuilder('scaled', 'scaled-0', Date.now() - 50)
      .ids(id, `${id}.1`)
      .exit('/out', { peer: `peer-${i}:80`, spanLayer: 'Http', componentId: 2 })
      .build();
  });
  await sendSegments(server, ...callers);
  await assertGoesOn(server);
  const { map } = await server.query<{ map: { nodes: unknown[]; calls: unknown[] } }>(
    `query($d: Duration!) { map: getGlobalTopology(duration: $d) { nodes { name } calls { id } } }`,
    { d: minutesAround(Date.now(), 3, 2) },
  );
  assert.ok(map.nodes.length > 0 && map.nodes.length <= servicesMax + 2, `${map.nodes.length}`);
  assert.ok(map.calls.length <= 31, `${map.calls.length}`);
});

test('names that differ only in what is no text are kept apart or folded, and never end a query', async () => {
  const odd = ['', ' ', '\u0000', '\n', '🦆', 'a\u202eb', '__proto__', 'constructor', '{}', '%00'];
  await sendSegments(server, ...odd.map((name) => call('crowded', name, name)));
  await assertGoesOn(server);
  const { services } = await server.query<{ services: { id: string; name: string }[] }>(
    `{ services: listServices(layer: "GENERAL") { id name } }`,
  );
  const crowded = services.find(({ name }) => name === 'crowded');
  const { instances } = await server.query<{ instances: { name: string }[] }>(
    `query($s: ID!, $d: Duration!) { instances: listInstances(serviceId: $s, duration: $d) { name } }`,
    { s: crowded?.id, d: minutesAround(Date.now(), 3, 2) },
  );
  assert.ok(instances.length > 0 && instances.length <= instancesPerServiceMax + 1);
});
