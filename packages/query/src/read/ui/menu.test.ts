import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Layer } from '@stormpetrel/model';
import { menuOf } from './menu.ts';

test('has every layer once', () => {
  const items = menuOf(new Set()).flatMap((group) => [group, ...group.subItems]);
  const layers = items.map(({ layer }) => layer).filter((layer) => layer !== '');
  const expected = Object.keys(Layer).filter((layer) => layer !== 'UNDEFINED');
  assert.deepEqual(layers.toSorted(), expected.toSorted());
});

test('has titles that differ, since the classic UI makes its paths of them', () => {
  const groups = menuOf(new Set());
  for (const titles of [groups, ...groups.map(({ subItems }) => subItems)]) {
    assert.equal(new Set(titles.map(({ title }) => title)).size, titles.length);
  }
});

test('lights a group where one of its entries is lit', () => {
  const lit = menuOf(new Set(['KAFKA'])).filter(({ activate }) => activate);
  assert.deepEqual(
    lit.map(({ title, subItems }) => [title, subItems.filter((item) => item.activate).length]),
    [['Message Queue', 1]],
  );
});
