import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getIntrospectionQuery, parse } from 'graphql';
import { graphqlLimits } from '../limits.ts';
import { checkDocumentLimits } from './document-limits.ts';

const check = (text: string): void => checkDocumentLimits(parse(text));
const refused = { code: 'QUERY_REQUEST_TOO_LARGE' };

function nested(depth: number): string {
  return '{a'.repeat(depth) + '}'.repeat(depth);
}

function aliases(count: number): string {
  return `{${Array.from({ length: count }, (_, i) => `a${i}:version`).join(' ')}}`;
}

test('lets through what tools and dashboards ask', () => {
  check(getIntrospectionQuery());
  check(aliases(200));
});

test('refuses selections that nest too deep, at the limit exactly', () => {
  check(nested(graphqlLimits.depthMax));
  assert.throws(() => check(nested(graphqlLimits.depthMax + 1)), refused);
});

test('refuses too many fields at the root, at the limit exactly', () => {
  check(aliases(graphqlLimits.rootFieldsMax));
  assert.throws(() => check(aliases(graphqlLimits.rootFieldsMax + 1)), refused);
});

test('refuses too many fields in all, at the limit exactly', () => {
  const inner = (count: number): string => `{a{${'x '.repeat(count)}}}`;
  check(inner(graphqlLimits.fieldsMax - 1));
  assert.throws(() => check(inner(graphqlLimits.fieldsMax)), refused);
});

test('takes another limit of fields where one is set', () => {
  checkDocumentLimits(parse('{a{b c}}'), 3);
  assert.throws(() => checkDocumentLimits(parse('{a{b c d}}'), 3), refused);
});

test('counts fragments wherever they are spread, without walking them again', () => {
  const levels = Array.from(
    { length: 40 },
    (_, i) => `fragment f${i} on T{...f${i + 1} ...f${i + 1}}`,
  );
  const bomb = `{a{...f0}} ${levels.join(' ')} fragment f40 on T{x}`;
  assert.throws(() => check(bomb), refused);
  check('{a{...f ...f}} fragment f on T{... on T{x y}}');
});

test('ends on fragments that spread themselves', () => {
  check('{...f} fragment f on T{x ...g} fragment g on T{y ...f}');
  check('{...missing}');
});
