import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Layer } from '@stormpetrel/model';
import { silentLogger, Telemetry } from '@stormpetrel/base';
import { FakeClock } from '@stormpetrel/testkit';
import { createGraphqlEndpoint } from '../create-endpoint.ts';
import {
  baseMs,
  coreCatalog,
  endpointOver,
  read,
  seededStore,
  settings,
} from '../../testing/ask.ts';
import { Seed } from '../../testing/seed.ts';

const seed = new Seed()
  .service('orders', { name: 'GENERAL', id: Layer.GENERAL }, baseMs)
  .service('page', { name: 'BROWSER', id: Layer.BROWSER }, baseMs);

const isShipped = (id: string): boolean => id.startsWith('stormpetrel.');

interface Change {
  readonly id: string;
  readonly status: boolean;
  readonly message: string | null;
}

test('keeps the dashboards that the classic UI makes', async () => {
  const endpoint = endpointOver(await seededStore(seed));
  const all = async (): Promise<unknown> => {
    const list = await read(endpoint, '{ r: getAllTemplates { id configuration } }');
    return (list as readonly { readonly id: string }[]).filter((each) => !isShipped(each.id));
  };
  assert.deepEqual(await all(), []);

  const add =
    'mutation($s: NewDashboardSetting!) { r: addTemplate(setting: $s) { id status message } }';
  const { id, ...rest } = (await read(endpoint, add, {
    s: { configuration: '{"name":"a"}' },
  })) as Change;
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  assert.deepEqual(rest, { status: true, message: null });
  assert.deepEqual(await all(), [{ id, configuration: '{"name":"a"}' }]);

  const change =
    'mutation($s: DashboardSetting!) { r: changeTemplate(setting: $s) { id status message } }';
  assert.deepEqual(await read(endpoint, change, { s: { id, configuration: '{"name":"b"}' } }), {
    id,
    status: true,
    message: null,
  });
  const one = 'query($id: String!) { r: getTemplate(id: $id) { id configuration } }';
  assert.deepEqual(await read(endpoint, one, { id }), { id, configuration: '{"name":"b"}' });
  assert.deepEqual(await read(endpoint, change, { s: { id: 'x', configuration: '{}' } }), {
    id: 'x',
    status: false,
    message: "Can't find the template",
  });

  const disable = 'mutation($id: String!) { r: disableTemplate(id: $id) { id status message } }';
  assert.deepEqual(await read(endpoint, disable, { id }), { id, status: true, message: null });
  assert.deepEqual(await all(), []);
  assert.equal(await read(endpoint, one, { id }), null);
  assert.equal(await read(endpoint, one, { id: 'x' }), null);
});

test('refuses changes of dashboards where they are turned off, and says by what', async () => {
  const store = await seededStore(seed);
  const endpoint = createGraphqlEndpoint({
    reader: store,
    rows: store.rows,
    clock: new FakeClock(baseMs),
    catalog: coreCatalog,
    settings: { ...settings, updateUiTemplates: false },
    version: '1',
    logger: silentLogger,
    telemetry: new Telemetry(),
  });
  const message = 'Changes of dashboards are turned off (SW_ENABLE_UPDATE_UI_TEMPLATE).';
  assert.deepEqual(
    await read(
      endpoint,
      'mutation { r: addTemplate(setting: { configuration: "{}" }) { id status message } }',
    ),
    { id: '', status: false, message },
  );
  assert.deepEqual(
    await read(endpoint, 'mutation { r: disableTemplate(id: "a") { id status message } }'),
    { id: 'a', status: false, message },
  );
});

test('gives the menu, lit where there are services', async () => {
  const endpoint = endpointOver(await seededStore(seed));
  const items = (await read(
    endpoint,
    `{ r: getMenuItems { title icon layer activate description documentLink i18nKey
      subItems { title icon layer activate description documentLink i18nKey } } }`,
  )) as readonly {
    readonly title: string;
    readonly activate: boolean;
    readonly layer: string;
    readonly subItems: readonly { readonly title: string; readonly activate: boolean }[];
  }[];
  const lit = items
    .filter(({ activate }) => activate)
    .map(({ title, subItems }) => [
      title,
      ...subItems.filter(({ activate }) => activate).map((item) => item.title),
    ]);
  assert.deepEqual(lit, [['General Service', 'Services'], ['Browser']]);
  assert.deepEqual(
    items.find(({ layer }) => layer === 'BROWSER'),
    {
      title: 'Browser',
      icon: 'browser',
      layer: 'BROWSER',
      activate: true,
      description: 'Web pages in the browsers of those who visit them.',
      documentLink:
        'https://skywalking.apache.org/docs/main/next/en/setup/service-agent/browser-agent/',
      i18nKey: 'browser',
      subItems: [],
    },
  );
});
