import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { mergeTree } from '../analysis/merge-tree.ts';
import { ofText } from '../testing/profile-text.ts';
import { formatWeight } from './format-weight.ts';
import { writeSvg } from './write-svg.ts';

test('draws a flame graph as it did', async () => {
  const profile = await ofText(
    'java.lang.Thread.run;shop.Main.main;shop.Order.place 40\n' +
      'java.lang.Thread.run;shop.Main.main;shop.Order.place;libc <read> & "write" 35\n' +
      'java.lang.Thread.run;shop.Main.main;a 1\n' +
      'GC 24\n',
  );
  const svg = writeSvg(mergeTree([{ profile }]), { title: 'shop & more', widthPx: 600 });
  const path = join(import.meta.dirname, 'testdata', 'flame.svg');
  if (process.env['UPDATE'] === '1') writeFileSync(path, svg);
  assert.equal(svg, readFileSync(path, 'utf8'));
});

test('leaves out of a drawing what nobody could see', async () => {
  const profile = await ofText('wide 100000\nnarrow;deep 1\n');
  const svg = writeSvg(mergeTree([{ profile }]), { title: 't', isIcicle: false });
  assert.equal(svg.match(/<g>/g)?.length, 2);
  assert.match(svg, /viewBox="0 0 1200 84"/);
});

test('writes as much of a name as fits', async () => {
  const profile = await ofText(
    'org.shop.Order.place 20\norg.shop.Basket.add 11\nns::f(std::string) 8\ntoolongtofit 8\nx.y 2\nrest 151\n',
  );
  const svg = writeSvg(mergeTree([{ profile }]), { title: '', widthPx: 1020, order: 'row' });
  const labels = Array.from(svg.matchAll(/<text x[^>]*>([^<]*)</g), ([, label]) => label);
  assert.deepEqual(labels, ['all', 'Order.place', 'add', 'f(s…', 'too…', 'rest']);
});

test('draws nothing but the root of an empty tree', () => {
  assert.equal(writeSvg(mergeTree([]), { title: '' }).match(/<g>/g)?.length, 1);
});

test('writes weights as people read them', () => {
  const cases = [
    [1_250_000_000, 'nanoseconds', '1.25 s'],
    [90, 'seconds', '1.5 min'],
    [0, 'nanoseconds', '0 ns'],
    [3_400_000, 'bytes', '3.4 MB'],
    [1200, 'count', '1,200 samples'],
    [1, 'count', '1 sample'],
    [-2000, 'bytes', '-2 kB'],
    [7, 'contentions', '7 contentions'],
  ] as const;
  for (const [value, unit, text] of cases) assert.equal(formatWeight(value, unit), text);
});
