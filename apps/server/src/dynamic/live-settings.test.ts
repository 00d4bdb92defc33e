import { Telemetry, silentLogger } from '@stormpetrel/base';
import type { AnalyzerSettings } from '@stormpetrel/pipeline';
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { loadConfig } from '../config/load-config.ts';
import { dynamicKeys } from './config-table.ts';
import { ingestKeys } from './ingest-keys.ts';
import { LiveSettings } from './live-settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'live-settings-'));
after(() => rmSync(folder, { recursive: true }));

async function open(content: object = {}): Promise<{
  live: LiveSettings;
  changes: AnalyzerSettings[];
  counts: () => readonly number[];
}> {
  const telemetry = new Telemetry();
  const config = loadConfig({ env: {}, file: { name: 'test.yml', content } });
  const live = await LiveSettings.open(config, { logger: silentLogger, telemetry });
  const changes: AnalyzerSettings[] = [];
  live.watch(0, (settings) => changes.push(settings));
  return { live, changes, counts: () => telemetry.samples().map(({ value }) => value) };
}

/** A value for each key, and what of the settings it changes. */
const cases: Readonly<
  Record<
    string,
    {
      good: string | Record<string, string>;
      bad: string | Record<string, string>;
      of: (s: AnalyzerSettings) => unknown;
      before: unknown;
      after: unknown;
    }
  >
> = {
  'agent-analyzer.default.slowDBAccessThreshold': {
    good: 'default:7',
    bad: 'default',
    of: (s) => s.slowDatabaseThresholds.get('mysql'),
    before: 200,
    after: 7,
  },
  'agent-analyzer.default.slowCacheReadThreshold': {
    good: 'default:7',
    bad: 'default:x',
    of: (s) => s.slowCacheReadThresholds.get('other'),
    before: 20,
    after: 7,
  },
  'agent-analyzer.default.slowCacheWriteThreshold': {
    good: 'default:7',
    bad: ':',
    of: (s) => s.slowCacheWriteThresholds.get('other'),
    before: 20,
    after: 7,
  },
  'agent-analyzer.default.uninstrumentedGateways': {
    good: 'gateways: [{name: a, instances: [{host: proxy}]}]',
    bad: 'gateways: 7',
    of: (s) => [...s.gatewayAddresses],
    before: [],
    after: ['proxy:80'],
  },
  'agent-analyzer.default.traceSamplingPolicy': {
    good: 'default: {rate: 0}',
    bad: 'default: {rate: 99999}',
    of: (s) => s.sampling.keeps('any', 5_000, 0),
    before: true,
    after: false,
  },
  'core.default.apdexThreshold': {
    good: 'default: 100',
    bad: 'default: soon',
    of: (s) => s.apdex.get('any'),
    before: 500,
    after: 100,
  },
  'core.default.endpoint-name-grouping': {
    good: "grouping: [{service-name: shop, rules: ['/prod/{var}']}]",
    bad: 'grouping: [{rules: [a]}]',
    of: (s) => s.endpointNaming.rules.format('shop', '/prod/1'),
    before: undefined,
    after: '/prod/{var}',
  },
  'core.default.endpoint-name-grouping-openapi': {
    good: { 'shop.v1': 'paths: {"/products/{id}": {get: {}}}' },
    bad: { shop: 'paths: 7' },
    of: (s) => s.endpointNaming.openApi.format('shop', 'GET:/products/1'),
    before: undefined,
    after: 'GET:/products/{id}',
  },
  'core.default.searchableTracesTags': {
    good: 'user.id, tenant',
    bad: '',
    of: (s) => s.searchableTraceTags.includes('tenant'),
    before: false,
    after: true,
  },
};

for (const [key, { good, bad, of, before, after: changed }] of Object.entries(cases)) {
  test(`puts ${key} into force, keeps the last good value, and goes back`, async () => {
    const { live, changes } = await open();
    assert.deepEqual(of(live.analyzer), before);
    assert.deepEqual(await live.apply(new Map([[key, good]])), new Map());
    assert.deepEqual(of(live.analyzer), changed);
    if (bad !== '') {
      const faults = await live.apply(new Map([[key, bad]]));
      assert.deepEqual([...faults.keys()], [key]);
      assert.deepEqual(await live.apply(new Map([[key, bad]])), faults);
      assert.deepEqual(of(live.analyzer), changed);
    }
    assert.deepEqual(await live.apply(new Map()), new Map());
    assert.deepEqual(of(live.analyzer), before);
    assert.deepEqual(changes.map(of), [changed, before]);
  });
}

test('takes settings of agents, in the order in which they are written', async () => {
  const key = 'configuration-discovery.default.agentConfigurations';
  const { live, changes } = await open({
    'configuration-discovery': { agentConfigurations: { old: { a: 1 } } },
  });
  assert.deepEqual(live.findAgent('old'), new Map([['a', '1']]));
  const text = 'configurations: {shop: {z: 1000, a: true, n: }}';
  assert.deepEqual(await live.apply(new Map([[key, text]])), new Map());
  assert.deepEqual(
    [...(live.findAgent('shop') ?? [])],
    [
      ['z', '1000'],
      ['a', 'true'],
      ['n', ''],
    ],
  );
  assert.equal(live.findAgent('old'), undefined);
  const faults = await live.apply(new Map([[key, 'configurations: {shop: {z: [1]}}']]));
  assert.deepEqual([...faults.keys()], [key]);
  assert.deepEqual(live.findAgent('shop')?.get('z'), '1000');
  await live.apply(new Map());
  assert.deepEqual(live.findAgent('old'), new Map([['a', '1']]));
  assert.equal(changes.length, 2);
});

test('every key that the ingest thread takes is known, and has a case above', () => {
  const agents = 'configuration-discovery.default.agentConfigurations';
  assert.deepEqual([...ingestKeys].toSorted(), [...Object.keys(cases), agents].toSorted());
  assert.deepEqual(
    [...ingestKeys].filter((key) => !dynamicKeys.has(key)),
    [],
  );
});

test('reads files of settings again when they change, and keeps the last good ones', async () => {
  const apdex = join(folder, 'apdex.yml');
  const openApi = join(folder, 'openapi');
  mkdirSync(join(openApi, 'shop'), { recursive: true });
  writeFileSync(apdex, 'default: 100');
  const { live, changes, counts } = await open({
    core: { serviceApdexThresholdFile: apdex, openapiDefinitionsPath: openApi },
  });
  const format = (settings: AnalyzerSettings): unknown =>
    settings.endpointNaming.openApi.format('shop', 'GET:/a/1');
  await live.reloadFiles();
  assert.equal(changes.length, 0);
  writeFileSync(join(openApi, 'shop', 'a.yaml'), 'paths: {"/a/{id}": {get: {}}}');
  await live.reloadFiles();
  writeFileSync(apdex, 'default: 2000');
  await live.reloadFiles();
  assert.deepEqual(
    changes.map((settings) => [settings.apdex.get('x'), format(settings)]),
    [
      [100, 'GET:/a/{id}'],
      [2000, 'GET:/a/{id}'],
    ],
  );
  writeFileSync(apdex, 'default: never, ever');
  await live.reloadFiles();
  rmSync(apdex);
  await live.reloadFiles();
  assert.equal(live.analyzer.apdex.get('x'), 2000);
  assert.deepEqual(counts(), [2, 2]);
  // What the dynamic configuration says stands over the file.
  await live.apply(new Map([['core.default.apdexThreshold', 'default: 7']]));
  writeFileSync(apdex, 'default: 300');
  await live.reloadFiles();
  assert.equal(live.analyzer.apdex.get('x'), 7);
  await live.apply(new Map());
  assert.equal(live.analyzer.apdex.get('x'), 300);
});
