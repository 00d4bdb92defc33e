import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfig } from '../config/load-config.ts';
import { configEntries } from './config-entries.ts';

function entries(env: Record<string, string>, content: object = {}): Record<string, string> {
  const config = loadConfig({ env, file: { name: 'test.yml', content } });
  return Object.fromEntries(configEntries(config).map(({ name, value }) => [name, value]));
}

test('names settings as SkyWalking’s dump does, with the provider of each module', () => {
  const found = entries({ SW_CORE_REST_PORT: '1', SW_CONFIGURATION: 'grpc' });
  const names = [
    'core.provider',
    'core.default.restPort',
    'core.default.searchableTracesTags',
    'storage.provider',
    'storage.embedded.path',
    'telemetry.provider',
    'telemetry.prometheus.port',
    'configuration.provider',
    'configuration.grpc.clusterName',
    'status.default.keywords4MaskingSecretsOfConfig',
    'limits.services',
  ];
  assert.deepEqual(
    names.map((name) => found[name]),
    [
      'default',
      '1',
      'http.method,http.status_code,rpc.status_code,db.type,db.instance,mq.queue,mq.topic,mq.broker',
      'embedded',
      'data',
      'prometheus',
      '1234',
      'grpc',
      'SkyWalking',
      'user,password,trustStorePass,keyStorePass,token,accessKey,secretKey,authentication',
      '10000',
    ],
  );
});

test('lists nothing of a module that is off', () => {
  const found = Object.keys(entries({ SW_INSPECT: '', SW_STATUS: '-' }));
  assert.deepEqual(
    found.filter((name) => /^(inspect|status)\./.test(name)),
    [],
  );
  assert.ok(found.includes('ui-management.provider'));
});

test('lists trees leaf by leaf, so that each is masked by its own name', () => {
  const agentConfigurations = { shop: { 'plugin.password': 'hush', 'trace.rate': 7 } };
  const found = entries({}, { 'configuration-discovery': { agentConfigurations } });
  const name = 'configuration-discovery.default.agentConfigurations.shop';
  assert.deepEqual([found[`${name}.plugin.password`], found[`${name}.trace.rate`]], ['hush', '7']);
});

test('settings that are secrets are marked, whatever they are called', () => {
  const config = loadConfig({ env: { SW_AUTHENTICATION: 's3cret' } });
  const entry = configEntries(config).find(({ value }) => value === 's3cret');
  assert.equal(entry?.secret, true);
});
