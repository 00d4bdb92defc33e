import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { StaticFiles } from './static-files.ts';

const root = mkdtempSync(join(tmpdir(), 'static-files-'));
const dist = join(root, 'dist');
mkdirSync(join(dist, 'assets'), { recursive: true });
writeFileSync(join(root, 'secret.txt'), 'secret');
writeFileSync(join(dist, 'index.html'), '<p>page</p>');
writeFileSync(join(dist, 'index.html.br'), 'compressed');
writeFileSync(join(dist, 'assets', 'app-0123abcd.js'), 'code');
after(() => rmSync(root, { recursive: true }));

const files = new StaticFiles(dist);

function check(path: string, accept: string): unknown {
  const reply = files.find(path, accept);
  if (reply === undefined) return undefined;
  const {
    'content-type': type,
    'content-encoding': encoding,
    'cache-control': cache,
  } = reply.headers;
  return [String(reply.body), type, encoding, cache];
}

test('sends the compressed sibling to those who take it', () => {
  assert.deepEqual(check('/', 'gzip, br'), [
    'compressed',
    'text/html; charset=utf-8',
    'br',
    'no-cache',
  ]);
  assert.deepEqual(check('/', ''), [
    '<p>page</p>',
    'text/html; charset=utf-8',
    undefined,
    'no-cache',
  ]);
});

test('sends nothing compressed to those who refuse it, or name something like it', () => {
  const plain = ['<p>page</p>', 'text/html; charset=utf-8', undefined, 'no-cache'];
  for (const accept of ['br;q=0', 'identity, br; q=0.0', 'brotli', 'xbr']) {
    assert.deepEqual(check('/', accept), plain, accept);
  }
  assert.deepEqual(check('/', 'gzip;q=0, BR;q=0.01'), [
    'compressed',
    'text/html; charset=utf-8',
    'br',
    'no-cache',
  ]);
});

test('addresses of pages get the page', () => {
  const page = ['<p>page</p>', 'text/html; charset=utf-8', undefined, 'no-cache'];
  for (const path of ['/trace/abc', '/service/c2hvcA==.1', '/trace/a.52.1795']) {
    assert.deepEqual(check(path, ''), page);
  }
});

test('names with a content hash are cached for ever', () => {
  const forever = 'public, max-age=31536000, immutable';
  assert.deepEqual(check('/assets/app-0123abcd.js', ''), [
    'code',
    'text/javascript; charset=utf-8',
    undefined,
    forever,
  ]);
});

test('a file that is built anew is read anew', () => {
  writeFileSync(join(dist, 'theme.js'), 'old');
  utimesSync(join(dist, 'theme.js'), 1, 1);
  assert.equal(String(files.find('/theme.js', '')?.body), 'old');
  writeFileSync(join(dist, 'theme.js'), 'new');
  assert.equal(String(files.find('/theme.js', '')?.body), 'new');
});

test('nothing outside the folder is found, whatever the spelling', () => {
  for (const path of [
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%5csecret.txt',
    '/%00.txt',
    '/%',
    '/none.js',
  ]) {
    assert.equal(check(path, ''), undefined, path);
  }
});
