/*
 * Each folder of testdata is a case: input.oal gives expected.json (tables and metrics) and expected.ts (code), or
 * errors.txt. UPDATE=1 writes them anew.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { emitModule } from './3-emit/emit-module.ts';
import { compileOal, planOal } from './compile-oal.ts';

const folder = join(import.meta.dirname, 'testdata');

function compile(text: string): Readonly<Record<string, string>> {
  const files = [{ name: 'input.oal', text }];
  const { problems, tables, definitions } = compileOal(files);
  if (problems !== '') return { 'errors.txt': problems };
  const tree = { tables, metrics: [...definitions.values()] };
  const code = emitModule(planOal(files).plans, { notice: 'Made of input.oal.', base: '../..' });
  return { 'expected.json': `${JSON.stringify(tree, undefined, 2)}\n`, 'expected.ts': code };
}

for (const name of readdirSync(folder)) {
  test(`compiles ${name} as expected`, () => {
    const path = (file: string): string => join(folder, name, file);
    const actual = compile(readFileSync(path('input.oal'), 'utf8'));
    for (const [file, text] of Object.entries(actual)) {
      if (process.env['UPDATE'] === '1') writeFileSync(path(file), text);
      const expected = existsSync(path(file)) ? readFileSync(path(file), 'utf8') : undefined;
      assert.equal(text, expected, `${name}/${file}; UPDATE=1 writes it anew`);
    }
    const files = ['input.oal', ...Object.keys(actual)].sort();
    assert.deepEqual(readdirSync(join(folder, name)).sort(), files);
  });
}
