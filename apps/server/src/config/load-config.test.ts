import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { loadConfig } from './load-config.ts';
import { printConfig } from './print-config.ts';
import { settings } from './settings.ts';
import { tellUnknownVariables, unknownVariables } from './unknown-variables.ts';

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

test('an empty text in the file counts as not set, and turns a module off', () => {
  const file = 'core: {restHost: "", gRPCPort: ""}\nadmin-server: {selector: ""}';
  assert.equal(load({}, file)['core.restHost'], '127.0.0.1');
  assert.equal(load({}, file)['core.gRPCPort'], 11_800);
  assert.equal(load({}, file)['admin-server.selector'], '-');
});

test('a section may be empty, and is nothing but a mapping', () => {
  assert.deepEqual(load({}, 'storage:\ncore:\n  # restPort: 1'), load({}));
  assert.equal(
    problemsOf({}, 'storage: embedded'),
    'storage (sp.yml) is "embedded"; allowed: a YAML mapping of settings',
  );
});

test('a hidden secret is not printed as a setting: fed back in, the asterisks would be the secret', () => {
  const printed = printConfig(load({ SW_AUTHENTICATION: 's3cret' }));
  assert.match(printed, /^ {2}# authentication: \*{6} \(set, not shown\)$/m);
  assert.equal(load({}, printed)['receiver-sharing-server.authentication'], '');
});

test('names variables that are no settings, but for those of agents', () => {
  const env = {
    SW_STORAGE: 'h2',
    SW_CORE_REST_PROT: '80',
    SW_AGENT_NAME: 'a',
    HOME: '/',
    SW_ALARM: '',
  };
  assert.deepEqual(unknownVariables(env), ['SW_CORE_REST_PROT', 'SW_STORAGE']);
  const lines: unknown[] = [];
  tellUnknownVariables(env, { log: (...line) => lines.push(line) });
  assert.deepEqual(lines, [
    [
      'warn',
      'environment variables that are no settings of this server have no effect',
      { names: 'SW_CORE_REST_PROT (did you mean SW_CORE_REST_PORT?), SW_STORAGE' },
    ],
  ]);
  tellUnknownVariables({ SW_ALARM: '' }, { log: () => assert.fail() });
});

test('tells whoever brings the level of the provider to leave it out, and no more of it than fits', () => {
  assert.equal(
    problemsOf({}, 'core: {default: {restPort: 1}}'),
    'core.default (sp.yml) is {"restPort":1}; allowed: no such key; leave the level "default" out: its keys stand right below core',
  );
  const long = problemsOf({}, `nonsense: {a: ${'x'.repeat(1_000)}}`);
  assert.equal(
    long,
    `nonsense (sp.yml) is {"a":"${'x'.repeat(74)}…; allowed: no such key; --print-config lists all`,
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

test('every setting is read somewhere', () => {
  const folder = fileURLToPath(new URL('..', import.meta.url));
  const sources = globSync('**/*.ts', { cwd: folder })
    .filter((file) => !file.endsWith('.test.ts') && !/config.(?:\w+-)?settings\.ts$/.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
  const unread = settings.filter(({ key }) => {
    const below = key.slice(key.indexOf('.') + 1);
    const last = key.slice(key.lastIndexOf('.') + 1);
    // As a whole, without its module, or behind a module or provider that is put in.
    return ![`'${key}'`, `'${below}'`, `}.${last}\``].some((form) => sources.includes(form));
  });
  assert.deepEqual(unread, []);
});

test('no key and no variable stands twice', () => {
  const keys = settings.map((setting) => setting.key);
  const variables = settings.flatMap((setting) => setting.env ?? []);
  assert.deepEqual([new Set(keys).size, new Set(variables).size], [keys.length, variables.length]);
});
