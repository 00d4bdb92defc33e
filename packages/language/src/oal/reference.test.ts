import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { operators } from './1-parse/syntax.ts';
import { decorators } from './2-analyze/decorators.ts';
import { oalFunctions } from './functions/index.ts';

const page = readFileSync(join(import.meta.dirname, '../../../../docs/reference/oal.md'), 'utf8');

test('the reference describes every function, operator and decorator', () => {
  const wanted = [
    ...[...oalFunctions.keys()].map((name) => `\`${name}(`),
    ...operators.map((operator) => `\`${operator}`),
    ...[...decorators.keys()].map((name) => `"${name}"`),
  ];
  assert.deepEqual(
    wanted.filter((text) => !page.includes(text)),
    [],
  );
});
