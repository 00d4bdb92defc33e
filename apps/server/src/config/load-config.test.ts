import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { loadConfig } from './load-config.ts';
import { printConfig } from './print-config.ts';
import { settings } from './settings.ts';

function load(env: Record<string, string>, file?: string): ReturnType<typeof loadConfig> {
  return loadConfig(
    file === undefined ? { env } : { env, file: { name: 'sp.yml', content: parse(file) } },
  );
}

function problemsOf(env: Record<string, string>, file?: string): string {
  try {
    load(env, file);
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  return '';
}

test('takes the default, over it the file, over it the environment', () => {
  assert.equal(load({})['core.restPort'], 12_800);
  assert.equal(load({}, 'core: {restPort: 8080}')['core.restPort'], 8080);
  assert.equal(
    load({ SW_CORE_REST_PORT: '9090' }, 'core: {restPort: 8080}')['core.restPort'],
    9090,
  );
});

test('an empty variable counts as not set', () => {
  assert.equal(load({ SW_CORE_REST_PORT: '' })['core.restPort'], 12_800);
});

test('an empty variable turns a module off, as it does in SkyWalking', () => {
  assert.equal(load({ SW_ADMIN_SERVER: '' })['admin-server.selector'], '-');
  assert.equal(load({})['admin-server.selector'], 'default');
});

test('names the key, the origin, the value and what is allowed', () => {
  assert.equal(
    problemsOf({ SW_CORE_REST_PORT: 'eighty' }),
    'core.restPort (environment SW_CORE_REST_PORT) is "eighty"; allowed: a whole number from 0 to 65535',
  );
  assert.equal(
    problemsOf({}, 'agent-analyzer: {segmentStatusAnalysisStrategy: GUESS}'),
    'agent-analyzer.segmentStatusAnalysisStrategy (sp.yml) is "GUESS"; allowed: one of FROM_SPAN_STATUS, FROM_ENTRY_SPAN, FROM_FIRST_SPAN',
  );
});

test('refuses unknown keys and guesses what was meant', () => {
  assert.equal(
    problemsOf({}, 'core: {restPrt: 1}'),
    'core.restPrt (sp.yml) is 1; allowed: no such key; did you mean core.restPort?',
  );
  assert.equal(
    problemsOf({}, 'nonsense: {a: 1}'),
    'nonsense (sp.yml) is {"a":1}; allowed: no such key; --print-config lists all',
  );
});

test('shows no secret, neither printed nor in an error', () => {
  assert.ok(!printConfig(load({ SW_AUTHENTICATION: 's3cret' })).includes('s3cret'));
  const login = { SW_EXPORTER_KAFKA_PRODUCER_CONFIG: '{"sasl.jaas.config": "password=s3cret"}' };
  assert.ok(!printConfig(load(login)).includes('s3cret'));
});

test('what --print-config prints loads again to the same configuration', () => {
  const config = load({ SW_CORE_REST_PORT: '1', SW_SEARCHABLE_TAG_KEYS: 'a,b' });
  assert.deepEqual(load({}, printConfig(config)), config);
});

test('every default is a value that its own type allows', () => {
  assert.deepEqual(load({}, printConfig(load({}))), load({}));
});

test('no key and no variable stands twice', () => {
  const keys = settings.map((setting) => setting.key);
  const variables = settings.flatMap((setting) => setting.env ?? []);
  assert.deepEqual([new Set(keys).size, new Set(variables).size], [keys.length, variables.length]);
});
