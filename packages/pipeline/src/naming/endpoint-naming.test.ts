import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EndpointRules } from '../settings/endpoint-rules.ts';
import { OpenApiRules } from '../settings/openapi-rules.ts';
import { cutName } from './cut-name.ts';
import { EndpointNaming, type EndpointNamingSettings } from './endpoint-naming.ts';

const settings: EndpointNamingSettings = {
  openApi: new OpenApiRules([
    { service: 'shop', match: 'GET:/orders/{id}', name: 'Order by id' },
    { service: 'shop', match: 'GET:/orders/all', name: 'All orders' },
  ]),
  rules: new EndpointRules(
    new Map([['shop', ['GET:/orders/{var}', 'GET:/prod/{var}', 'GET:/prod/new']]]),
  ),
  recogniseUris: true,
  uriIdChildrenMax: 2,
  uriChildrenMax: 100,
};

test('asks the definitions first, then the rules, then what it has recognised', () => {
  const naming = new EndpointNaming(settings);
  const format = (name: string): string => naming.format('shop', name);
  assert.equal(format('GET:/orders/4711'), 'Order by id');
  assert.equal(format('GET:/orders/all'), 'All orders');
  assert.equal(format('GET:/prod/4711'), 'GET:/prod/{var}');
  assert.equal(format('GET:/prod/new'), 'GET:/prod/new');
  assert.deepEqual(['GET:/u/1', 'GET:/u/2', 'GET:/u/3'].map(format), [
    'GET:/u/1',
    'GET:/u/2',
    'GET:/u/{var}',
  ]);
  assert.equal(naming.format('other', 'GET:/orders/4711'), 'GET:/orders/4711');
});

test('recognises nothing when it is told not to', () => {
  const naming = new EndpointNaming({ ...settings, recogniseUris: false });
  for (let i = 0; i < 10; i++) assert.equal(naming.format('shop', `GET:/u/${i}`), `GET:/u/${i}`);
});

test('has another version after each change', () => {
  const naming = new EndpointNaming(settings);
  const versions = new Set([naming.version]);
  for (const name of ['/u/1', '/u/2', '/u/3']) naming.format('shop', name);
  versions.add(naming.version);
  naming.update({ ...settings, rules: new EndpointRules() });
  versions.add(naming.version);
  naming.update(settings);
  versions.add(naming.version);
  assert.equal(versions.size, 4);
});

test('cuts names by UTF-16 units, but never a character in half', () => {
  assert.equal(cutName('abc', 3), 'abc');
  assert.equal(cutName('abcd', 3), 'abc');
  assert.equal(cutName('a😀b', 2), 'a');
  assert.equal(cutName('a😀b', 3), 'a😀');
});
