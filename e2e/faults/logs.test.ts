import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { serviceId } from '@stormpetrel/model';
import { type LogSample, SeededRandom, encodeLog } from '@stormpetrel/testkit';
import { type ServerProcess, eventually } from '@stormpetrel/testkit/process';
import { findLogs, logsOf } from '../logs/log-questions.ts';
import { minutesAround } from '../support/duration.ts';
import {
  assertGoesOn,
  expectLog,
  expectRise,
  readCounters,
  startFaultServer,
} from '../support/fault-server.ts';
import { type CallOutcome, GrpcClient, framed } from '../support/grpc-client.ts';

const path = '/skywalking.v3.LogReportService/collect';
const errors = 'log_analysis_error_count{protocol="grpc",data_format="protobuf"}';
const dropped = (reason: string): string => `log_dropped_count{reason="${reason}"}`;
const ok: CallOutcome = { httpStatus: 200, status: 0, message: '' };

let server: ServerProcess;
let client: GrpcClient;
before(async () => {
  server = await startFaultServer();
  client = await GrpcClient.open(server.addresses.grpc);
});
after(async () => {
  client[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

function log(service: string, more: LogSample = {}): Uint8Array {
  return encodeLog({ service, text: 'paid', timestamp: Date.now() - 50, ...more });
}

/** Logs of a service that is asked for by its name. */
function of(service: string): object {
  return { serviceId: serviceId(service, true) };
}

test('a log that is not sound is refused, its neighbours on the stream are taken', async () => {
  const whole = log('cut');
  const hostile = [
    whole.subarray(0, -3),
    Buffer.of(0x12, 0x7f),
    Buffer.of(0x02, 0x00),
    Buffer.alloc(10_000, 0x0b),
    Buffer.of(0x2a, 4, 0x12, 9, 0x0a, 1),
  ];
  const rise = { [errors]: hostile.length, logs_received_count: 2 };
  const sent = framed(whole, ...hostile, whole);
  assert.deepEqual(await expectRise(server, rise, () => client.call(sent, path)), ok);
  await logsOf(server, of('cut'), 2);
  const message = /A log was refused: not a sound protobuf message\./;
  await expectLog(server, { level: 'warn', kind: 'log-refused', message });
  await assertGoesOn(server);
});

test('five thousand random messages are taken or refused, and nothing else happens', async () => {
  const random = new SeededRandom(7);
  const messages = Array.from({ length: 5_000 }, () =>
    Uint8Array.from({ length: random.int(0, 40) }, () => random.int(0, 255)),
  );
  const before = await readCounters(server);
  assert.deepEqual(await client.call(framed(...messages), path), ok);
  await eventually(5_000, async () => {
    const now = await readCounters(server);
    const rise = (name: string): number => (now.get(name) ?? 0) - (before.get(name) ?? 0);
    assert.equal(rise(errors) + rise('logs_received_count'), messages.length);
  });
  await assertGoesOn(server);
});

test('a log that names no service is of its stream, or refused where the stream named none', async () => {
  const rise = { [errors]: 1, logs_received_count: 2 };
  const sent = framed(log('', { text: 'lost' }), log('streamed'), log('', { text: 'later' }));
  assert.deepEqual(await expectRise(server, rise, () => client.call(sent, path)), ok);
  const logs = await logsOf(server, of('streamed'), 2);
  assert.deepEqual(new Set(logs.map(({ content }) => content)), new Set(['paid', 'later']));
});

test('a log of a layer that nobody knows is dropped, and told', async () => {
  const rise = { [dropped('unknown_layer')]: 1, logs_received_count: 2 };
  const sent = framed(log('layered', { layer: 'MOON' }), log('layered', { layer: 'MESH' }));
  assert.deepEqual(await expectRise(server, rise, () => client.call(sent, path)), ok);
  await logsOf(server, of('layered'), 1);
  const message = /A log was dropped: there is no such layer\./;
  await expectLog(server, { level: 'warn', kind: 'log-unknown-layer', message });
});

test('times before what is kept and more than a day ahead are dropped; none is now', async () => {
  const times = [1, -1, Date.UTC(2099, 0), 2 ** 62, 0];
  const rise = { [dropped('too_old')]: 2, [dropped('in_future')]: 2, logs_received_count: 5 };
  const sent = framed(...times.map((timestamp) => log('timed', { timestamp })));
  assert.deepEqual(await expectRise(server, rise, () => client.call(sent, path)), ok);
  const [only] = await logsOf(server, of('timed'), 1);
  assert.ok(Math.abs((only?.timestamp ?? 0) - Date.now()) < 60_000);
});

test('two megabytes of content are cut, and say so; thousands of tags are refused', async () => {
  const tags = Array.from({ length: 5_000 }, (_, i) => ({ key: `key-${i}`, value: 'value' }));
  const rise = { [errors]: 1, log_content_cut_count: 1, logs_received_count: 1 };
  const sent = framed(log('large', { text: 'é'.repeat(1_000_000) }), log('large', { tags }));
  assert.deepEqual(await expectRise(server, rise, () => client.call(sent, path)), ok);
  const [only] = await logsOf(server, of('large'), 1);
  const content = only?.content ?? '';
  assert.match(content, /^é+ … \(cut: 2000000 bytes\)$/);
  assert.ok(Buffer.byteLength(content) <= 1_000_000);
  await assertGoesOn(server);
});

test('names, content and tags that are not UTF-8 are shown with U+FFFD', async () => {
  const bytes = Buffer.from(log('utf', { text: 'QQ', tags: { level: 'ZZ' } }));
  for (const mark of ['QQ', 'ZZ']) bytes.fill(0xff, bytes.indexOf(mark), bytes.indexOf(mark) + 2);
  assert.deepEqual(await client.call(framed(bytes), path), ok);
  const [only] = await logsOf(server, of('utf'), 1);
  const bad = '\ufffd\ufffd';
  assert.deepEqual([only?.content, only?.tags], [bad, [{ key: 'level', value: bad }]]);
});

test('a tag with a hundred thousand values does not grow what is remembered', async () => {
  const perCall = 20_000;
  for (let call = 0; call < 5; call++) {
    const logs = Array.from({ length: perCall }, (_, i) =>
      log('tagged', { tags: { level: `L${call * perCall + i}` } }),
    );
    assert.deepEqual(await client.call(framed(...logs), path), ok);
  }
  const counters = await eventually(20_000, async () => {
    const now = await readCounters(server);
    assert.ok((now.get('logs_received_count') ?? 0) >= 5 * perCall);
    return now;
  });
  assert.ok((counters.get('log_tags') ?? Infinity) <= 50_000 + perCall);
  const last = { ...of('tagged'), tags: [{ key: 'level', value: `L${5 * perCall - 1}` }] };
  await logsOf(server, last, 1);
  const { values } = await server.query<{ values: readonly string[] }>(
    `query($d: Duration!) { values: queryLogTagAutocompleteValues(tagKey: "level", duration: $d) }`,
    { d: minutesAround(Date.now(), 10, 5) },
  );
  assert.ok(values.length > 0 && values.length <= 2_000);
  await assertGoesOn(server);
});

test('what was written before a kill is there afterwards', async () => {
  await client.call(framed(log('killed')), path);
  await logsOf(server, of('killed'), 1);
  const { dataFolder } = server;
  await server.kill();
  await using again = await startFaultServer({}, dataFolder);
  assert.equal((await findLogs(again, of('killed'))).length, 1);
  await assertGoesOn(again);
});
