import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowWriter } from '@stormpetrel/storage/api';
import { openMemoryStore } from '@stormpetrel/storage/memory';
import { FakeClock } from '@stormpetrel/testkit';
import { settings } from '../../../testing/ask.ts';
import { type UiTemplateStore, createUiTemplateStore } from '../ui-templates.ts';
import { ClassicTemplates } from './classic-templates.ts';

const template = (id: string, configuration: object) => ({
  id,
  configuration: JSON.stringify(configuration),
  disabled: false,
});
const root = template('stormpetrel.Root', { layer: 'GENERAL', isRoot: true });
const service = template('stormpetrel.Service', { layer: 'GENERAL' });
const cache = template('stormpetrel.Cache', { layer: 'VIRTUAL_CACHE', isRoot: true });
const shipped = [
  { layer: 'GENERAL', template: root },
  { layer: 'GENERAL', template: service },
  { layer: 'VIRTUAL_CACHE', template: cache },
];

function open(): { readonly store: UiTemplateStore; readonly templates: ClassicTemplates } {
  const clock = new FakeClock(Date.UTC(2026, 0, 20));
  const { reader, writer } = openMemoryStore({
    schema: { tables: [], records: [] },
    retention: settings.retention,
    clock,
  });
  let ids = 0;
  const rows = rowWriter(writer);
  const store = createUiTemplateStore({ reader, rows, clock, newId: () => `id-${ids++}` });
  return { store, templates: new ClassicTemplates(store, shipped) };
}

const idsOf = async (templates: ClassicTemplates): Promise<readonly string[]> =>
  (await templates.list()).map(({ id }) => id);

test('what comes with the server is there without being stored', async () => {
  const { store, templates } = open();
  assert.deepEqual(await templates.list(), [cache, root, service]);
  assert.deepEqual(await templates.find(root.id), root);
  assert.equal(await templates.find('other'), undefined);
  assert.deepEqual(await store.list(true), []);
});

test('a change of it is stored, and takes its place', async () => {
  const { store, templates } = open();
  const changed = template(root.id, { layer: 'GENERAL', isRoot: true, mine: true });
  assert.deepEqual(await templates.change(changed), { id: root.id, status: true });
  assert.deepEqual(await templates.list(), [cache, changed, service]);
  assert.deepEqual(await templates.find(root.id), changed);
  assert.deepEqual(await store.list(true), [changed]);
});

test('when it is disabled it is gone, until it is changed', async () => {
  const { templates } = open();
  assert.deepEqual(await templates.disable(root.id), { id: root.id, status: true });
  assert.deepEqual(await idsOf(templates), [cache.id, service.id]);
  assert.equal(await templates.find(root.id), undefined);
  assert.equal((await templates.change(root)).status, true);
  assert.deepEqual(await idsOf(templates), [cache.id, root.id, service.id]);
  assert.equal((await templates.disable('other')).status, false);
});

test('dashboards of a layer step back where somebody keeps a root of it', async () => {
  const { templates } = open();
  const kept = await templates.create('{"layer":"GENERAL","isRoot":true}');
  assert.deepEqual(await idsOf(templates), [kept.id, cache.id]);
  await templates.disable(kept.id);
  assert.deepEqual(await idsOf(templates), [cache.id, root.id, service.id]);
});

test('other dashboards, and what is no dashboard, do not make them step back', async () => {
  const { templates } = open();
  for (const text of ['{"layer":"GENERAL"}', 'null', '[1]', 'no json', '{"isRoot":true}'])
    await templates.create(text);
  assert.equal((await templates.list()).length, 5 + shipped.length);
});

test('templates of Horizon are no dashboards of the classic UI', async () => {
  const { store, templates } = open();
  await store.add({
    id: 'horizon.layer.GENERAL',
    configuration: '{"name":"horizon.layer.GENERAL"}',
  });
  assert.deepEqual(await templates.list(), [cache, root, service]);
});
