import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createFileProvider } from './file-provider.ts';
import { dynamicLimits } from './limits.ts';

const root = mkdtempSync(join(tmpdir(), 'file-provider-'));
after(() => rmSync(root, { recursive: true }));

const thresholdKey = 'agent-analyzer.default.slowDBAccessThreshold';
const apdexKey = 'core.default.apdexThreshold';
const openApiKey = 'core.default.endpoint-name-grouping-openapi';

test('reads a YAML file: texts, YAML as it stands, and items of groups', async () => {
  const path = join(root, 'dynamic.yaml');
  writeFileSync(
    path,
    `${thresholdKey}: default:200,mongodb:50
${apdexKey}:
  default: 400
${openApiKey}:
  shop.v1: 'paths: {}'
  cart: {paths: {}}
core.default.searchableTracesTags:
`,
  );
  const provider = createFileProvider(path);
  assert.deepEqual(
    await provider.read(),
    new Map<string, unknown>([
      [thresholdKey, 'default:200,mongodb:50'],
      [apdexKey, 'default: 400\n'],
      [openApiKey, { 'shop.v1': 'paths: {}', cart: 'paths: {}\n' }],
      ['core.default.searchableTracesTags', ''],
    ]),
  );
  assert.equal(await provider.read(), undefined);
  writeFileSync(path, '');
  assert.deepEqual(await provider.read(), new Map());
});

test('reads a folder as a ConfigMap is mounted, and groups from folders or names', async () => {
  const folder = join(root, 'map');
  const data = join(folder, '..data');
  mkdirSync(data, { recursive: true });
  writeFileSync(join(data, apdexKey), 'default: 400');
  symlinkSync(join('..data', apdexKey), join(folder, apdexKey));
  writeFileSync(join(folder, `${thresholdKey}.yml`), 'default:1');
  writeFileSync(join(folder, `${openApiKey}.shop.v1.yaml`), 'paths: {}');
  mkdirSync(join(folder, openApiKey));
  writeFileSync(join(folder, openApiKey, 'cart.yaml'), 'paths: {/a: {}}');
  mkdirSync(join(folder, 'unknown'));
  writeFileSync(join(folder, 'unknown', 'file'), 'not looked at');
  const provider = createFileProvider(folder);
  assert.deepEqual(
    await provider.read(),
    new Map<string, unknown>([
      [thresholdKey, 'default:1'],
      [apdexKey, 'default: 400'],
      [openApiKey, { cart: 'paths: {/a: {}}', 'shop.v1': 'paths: {}' }],
    ]),
  );
  rmSync(join(folder, `${thresholdKey}.yml`));
  const read = await provider.read();
  assert.deepEqual([...(read?.keys() ?? [])].toSorted(), [apdexKey, openApiKey]);
});

test('refuses what is not there, no mapping, or too large, and reads it when it is mended', async () => {
  const path = join(root, 'bad.yaml');
  const provider = createFileProvider(path);
  await assert.rejects(provider.read(), /ENOENT/);
  writeFileSync(path, '- a list');
  await assert.rejects(provider.read(), /not a YAML mapping/);
  await assert.rejects(provider.read(), /not a YAML mapping/);
  writeFileSync(path, ' '.repeat(dynamicLimits.textBytesMax + 1));
  await assert.rejects(provider.read(), /bytes of dynamic configuration/);
  writeFileSync(path, `${thresholdKey}: default:1`);
  assert.deepEqual(await provider.read(), new Map([[thresholdKey, 'default:1']]));
});

test('refuses a folder of too many files', async () => {
  const folder = join(root, 'many');
  mkdirSync(folder);
  for (let i = 0; i <= dynamicLimits.filesMax; i++) writeFileSync(join(folder, `key${i}`), '');
  await assert.rejects(createFileProvider(folder).read(), /more than 1000 files/);
});
