import {
  ConfigurationRequest,
  ConfigurationResponse,
  GroupConfigurationResponse,
} from '@stormpetrel/protocol';
import * as fc from 'fast-check';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type UnaryCaller, createGrpcProvider } from './grpc-provider.ts';

type Outcome = Awaited<ReturnType<UnaryCaller['unary']>>;

/** A service that answers from what a test puts into it, and remembers what it was asked. */
class FakeService implements UnaryCaller {
  readonly asked: (readonly [path: string, clusterName: string, uuid: string])[] = [];
  answers: Readonly<Record<string, Outcome>> = {};

  unary(path: string, request: Uint8Array): Promise<Outcome> {
    const { clusterName, uuid } = ConfigurationRequest.decode(request);
    this.asked.push([path, clusterName, uuid]);
    return Promise.resolve(
      this.answers[path] ?? { ok: false, status: 14, details: 'nobody there' },
    );
  }

  close(): void {}
}

const callPath = '/ConfigurationService/call';
const groupPath = '/ConfigurationService/callGroup';

function singles(uuid: string, values: Readonly<Record<string, string>>): Outcome {
  const configTable = Object.entries(values).map(([name, value]) => ({ name, value }));
  return { ok: true, message: ConfigurationResponse.encode({ configTable, uuid }).finish() };
}

function group(uuid: string, groupName: string, values: Readonly<Record<string, string>>): Outcome {
  const items = Object.entries(values).map(([name, value]) => ({ name, value }));
  const groupConfigTable = [{ groupName, items }];
  return {
    ok: true,
    message: GroupConfigurationResponse.encode({ groupConfigTable, uuid }).finish(),
  };
}

test('asks with the uuid that it was told last, and takes an unchanged one for no change', async () => {
  const service = new FakeService();
  const provider = createGrpcProvider(service, 'mine');
  service.answers = {
    [callPath]: singles('u1', { a: '1' }),
    [groupPath]: group('g1', 'g', { x: 'y' }),
  };
  assert.deepEqual(
    await provider.read(),
    new Map<string, unknown>([
      ['a', '1'],
      ['g', { x: 'y' }],
    ]),
  );
  service.answers = { [callPath]: singles('u1', {}), [groupPath]: group('g1', 'g', {}) };
  assert.equal(await provider.read(), undefined);
  service.answers = { [callPath]: singles('u2', { b: '2' }), [groupPath]: group('g1', 'g', {}) };
  assert.deepEqual(
    await provider.read(),
    new Map<string, unknown>([
      ['b', '2'],
      ['g', { x: 'y' }],
    ]),
  );
  assert.deepEqual(service.asked, [
    [callPath, 'mine', ''],
    [groupPath, 'mine', ''],
    [callPath, 'mine', 'u1'],
    [groupPath, 'mine', 'g1'],
    [callPath, 'mine', 'u1'],
    [groupPath, 'mine', 'g1'],
  ]);
});

test('a service without groups has none; one without uuids is always new', async () => {
  const service = new FakeService();
  const provider = createGrpcProvider(service, 'mine');
  service.answers = {
    [callPath]: singles('', { a: '1' }),
    [groupPath]: { ok: false, status: 12, details: 'unimplemented' },
  };
  assert.deepEqual(await provider.read(), new Map([['a', '1']]));
  assert.deepEqual(await provider.read(), new Map([['a', '1']]));
});

test('rejects while the service cannot be had, and takes nothing of half an answer', async () => {
  const service = new FakeService();
  const provider = createGrpcProvider(service, 'mine');
  const unavailable = { code: 'DYNAMIC_CONFIG_UNAVAILABLE' };
  await assert.rejects(provider.read(), unavailable);
  service.answers = { [callPath]: singles('u1', { a: '1' }) };
  await assert.rejects(provider.read(), unavailable);
  service.answers = { [callPath]: singles('u1', { a: '1' }), [groupPath]: group('g', 'g', {}) };
  assert.deepEqual(
    await provider.read(),
    new Map<string, unknown>([
      ['a', '1'],
      ['g', {}],
    ]),
  );
});

test('bytes that are no message are an error that has a code, whatever they are', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), async (message) => {
      const service = new FakeService();
      service.answers = { [callPath]: { ok: true, message }, [groupPath]: { ok: true, message } };
      await createGrpcProvider(service, 'mine')
        .read()
        .catch((thrown: { code?: string }) =>
          assert.equal(thrown.code, 'DYNAMIC_CONFIG_UNAVAILABLE'),
        );
    }),
  );
});
