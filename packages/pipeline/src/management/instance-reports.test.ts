import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InstanceReport } from '../ingest-sink.ts';
import { limits } from '../limits.ts';
import { openTestPipeline, testNowMs } from '../testing/test-pipeline.ts';

test('keeps what an instance says of itself, its addresses joined', async () => {
  const { pipeline, writer } = openTestPipeline();
  pipeline.instanceProperties({
    service: 'cart',
    instance: 'cart-1',
    layer: '',
    properties: [
      ['language', 'java'],
      ['ipv4', '10.1.0.1'],
      ['__proto__', 'x'],
      ['ipv4', '172.17.0.5'],
    ],
  });
  pipeline.instanceProperties({
    service: 'cart',
    instance: 'cart-2',
    layer: 'FAAS',
    properties: [],
  });
  await pipeline.close();
  const row = (instance: string, properties: string) => ({
    kind: 'instance',
    id: `Y2FydA==.1_${Buffer.from(instance).toString('base64')}`,
    owner: 'Y2FydA==.1',
    fields: { name: instance, serviceId: 'Y2FydA==.1', properties },
    seenMs: testNowMs,
  });
  assert.deepEqual(writer.batches[0]?.metadata, [
    row('cart-1', '{"language":"java","__proto__":"x","ipv4s":"10.1.0.1,172.17.0.5"}'),
    row('cart-2', '{"ipv4s":""}'),
  ]);
});

test('leaves out properties past the limits', async () => {
  const { pipeline, writer } = openTestPipeline();
  const report = (properties: InstanceReport['properties']): void =>
    pipeline.instanceProperties({ service: 's', instance: 'i', layer: '', properties });
  const long = 'x'.repeat(limits.instancePropertyCharactersMax - 10);
  report([
    ['long', long],
    ['past', '1234567'],
    ['ok', '1234'],
  ]);
  report(Array.from({ length: limits.instancePropertiesMax + 1 }, (_, i) => [`k${i}`, 'v']));
  await pipeline.close();
  const told = writer.batches[0]?.metadata.map(
    ({ fields }) => JSON.parse(String(fields.properties)) as object,
  );
  assert.deepEqual(told?.[0], { long, ok: '1234', ipv4s: '' });
  // With the addresses, which are always there.
  assert.equal(Object.keys(told?.[1] ?? {}).length, limits.instancePropertiesMax + 1);
});

test('takes a ping for a sign of life of instance and service, in their layer', async () => {
  const { pipeline, writer, clock } = openTestPipeline();
  const ping = (layer: string): void =>
    pipeline.instancePing({ service: 'g::fn', instance: 'fn-1', layer });
  ping('');
  ping('FAAS');
  ping('no such layer');
  clock.advance(60_000);
  ping('FAAS');
  ping('VIRTUAL_MQ');
  await pipeline.close();
  assert.deepEqual(
    writer.batches[0]?.metadata.map(({ kind, id, fields, seenMs }) => [
      kind,
      id,
      fields.layer,
      (seenMs - testNowMs) / 60_000,
    ]),
    [
      ['instance', 'Zzo6Zm4=.1_Zm4tMQ==', 'GENERAL', 0],
      ['service', 'Zzo6Zm4=.2', 'GENERAL', 0],
      ['service', 'Zzo6Zm4=.5', 'FAAS', 0],
      ['instance', 'Zzo6Zm4=.1_Zm4tMQ==', 'FAAS', 1],
      ['service', 'Zzo6Zm4=.5', 'FAAS', 1],
      ['service', 'Zzo6Zm4=.15', 'VIRTUAL_MQ', 1],
    ],
  );
});
