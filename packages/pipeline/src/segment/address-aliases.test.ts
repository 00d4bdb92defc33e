import { Counter, StringInterner } from '@stormpetrel/base';
import type { MetadataRow } from '@stormpetrel/storage/api';
import { SegmentBuilder, referenceFrom } from '@stormpetrel/testkit';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EntityRegistry } from '../entity/entity-registry.ts';
import { limits } from '../limits.ts';
import { type TestPipeline, openTestPipeline, testNowMs } from '../testing/test-pipeline.ts';
import { AddressAliases } from './address-aliases.ts';

const address = 'cart.svc:80';

function called(startMs: number, instance = 'cart-1'): ReturnType<SegmentBuilder['build']> {
  return new SegmentBuilder('cart', instance, startMs)
    .entry('GET:/cart', { refs: [referenceFrom('web', 'w', 'GET:/', address)] })
    .build();
}

function calling(componentId = 2): ReturnType<SegmentBuilder['build']> {
  return new SegmentBuilder('web', 'web-1', testNowMs)
    .exit('/cart', { peer: address, spanLayer: 'Http', componentId })
    .build();
}

async function targetsOf(parts: TestPipeline): Promise<string[]> {
  await parts.pipeline.flush();
  return parts.sources.flatMap(([name, fields]) => {
    if (!name.endsWith('Relation') || fields.detectPoint !== 1) return [];
    const { destServiceName, destServiceInstanceName } = fields;
    return [destServiceName, destServiceInstanceName]
      .filter((text) => typeof text === 'string')
      .join('/');
  });
}

test('finds the instance behind an address at once, and keeps it', async () => {
  const parts = openTestPipeline();
  parts.send(called(testNowMs), calling());
  assert.deepEqual(await targetsOf(parts), ['cart/cart-1', 'cart/cart-1']);
  assert.deepEqual(parts.writer.metadata('alias'), [
    {
      kind: 'alias',
      id: Buffer.from(address).toString('base64'),
      owner: '',
      fields: { address, serviceId: 'Y2FydA==.1', instanceId: 'Y2FydA==.1_Y2FydC0x' },
      seenMs: testNowMs,
    },
  ]);
});

test('goes by the instance that was called last, and tells of it once a minute', async () => {
  const parts = openTestPipeline();
  parts.send(called(testNowMs), called(testNowMs, 'cart-2'), calling());
  assert.deepEqual(await targetsOf(parts), ['cart/cart-2', 'cart/cart-2']);
  assert.equal(parts.writer.metadata('alias').length, 1);
});

test('keeps what old data says of an address, but does not go by it', async () => {
  const parts = openTestPipeline();
  parts.send(called(testNowMs - 11 * 60_000), calling());
  assert.deepEqual(await targetsOf(parts), [`${address}/${address}`, `${address}/${address}`]);
  assert.equal(parts.writer.metadata('alias').length, 1);
});

test('names no instance where the agent does not see the real address', async () => {
  const parts = openTestPipeline();
  parts.send(called(testNowMs), calling(6000));
  assert.deepEqual(await targetsOf(parts), ['cart']);
});

test('knows the addresses that were stored', async () => {
  const parts = openTestPipeline({
    aliases: [
      {
        kind: 'alias',
        id: 'x',
        owner: '',
        fields: { address, serviceId: 'Y2FydA==.1', instanceId: 'Y2FydA==.1_Y2FydC0x' },
        firstSeenMs: 0,
        lastSeenMs: 0,
      },
      { kind: 'alias', id: 'y', owner: '', fields: {}, firstSeenMs: 0, lastSeenMs: 0 },
    ],
  });
  parts.send(calling());
  assert.deepEqual(await targetsOf(parts), ['cart/cart-1', 'cart/cart-1']);
});

test('learns no address of brokers, gateways, other threads, or without a name', async () => {
  const parts = openTestPipeline({ settings: { gatewayAddresses: new Set(['proxy:80']) } });
  const from = (networkAddressUsedAtPeer: string, refType = 0) => ({
    refs: [{ ...referenceFrom('web', 'w', 'e', networkAddressUsedAtPeer), refType }],
  });
  parts.send(
    new SegmentBuilder('cart', 'c', testNowMs)
      .entry('a', { ...from('kafka:1'), spanLayer: 'MQ' })
      .entry('b', from('proxy:80'))
      .entry('c', from('other:80', 1))
      .entry('d', from(''))
      .build(),
  );
  await parts.pipeline.close();
  assert.deepEqual(parts.writer.metadata('alias'), []);
});

test('learns no more addresses than the limit, and counts the rest', () => {
  const names = new StringInterner({ namesMax: 1 << 20, bytesMax: 1 << 26 });
  const registry = new EntityRegistry(limits);
  const refused = new Counter();
  const aliases = new AddressAliases(names, registry, refused, (text) => text);
  const rows: MetadataRow[] = [];
  aliases.writeTo(rows);
  aliases.follow();
  const service = registry.service('cart', true);
  const instance = registry.instance(service, 'cart-1');
  const addressOf = (i: number): number => names.intern(`10.0.0.1:${i}`);
  for (let i = 0; i < limits.aliasesMax + 5; i++) {
    aliases.learn(addressOf(i), service, instance, 1, true);
  }
  assert.deepEqual([aliases.size, rows.length], [limits.aliasesMax, limits.aliasesMax]);
  assert.equal(refused.value, 5);
  assert.equal(aliases.find(addressOf(7))?.instance, instance);
  assert.equal(aliases.find(addressOf(limits.aliasesMax + 1)), undefined);
});
