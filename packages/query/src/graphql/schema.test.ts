import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { must } from '@stormpetrel/base';
import { graphqlSchemaParts } from '@stormpetrel/protocol/graphql';
import { Kind, parse } from 'graphql';
import { mutationResolvers, queryResolvers } from './resolvers/index.ts';
import { createQuerySchema } from './schema.ts';

const schema = createQuerySchema();
const queryFields = Object.keys(must(schema.getQueryType(), 'Query').getFields());
const mutationFields = Object.keys(must(schema.getMutationType(), 'Mutation').getFields());

test('has every field of the 11.x line, and those of templates and menu of the 10.x line', () => {
  assert.equal(queryFields.length, 104);
  assert.equal(mutationFields.length, 11);
});

test('defines in each part what only that part is named after', () => {
  for (const [name, text] of Object.entries(graphqlSchemaParts)) {
    const roots = parse(text).definitions.filter(
      (definition) =>
        (definition.kind === Kind.OBJECT_TYPE_EXTENSION ||
          definition.kind === Kind.OBJECT_TYPE_DEFINITION) &&
        ['Query', 'Mutation'].includes(definition.name.value),
    );
    assert.ok(roots.length > 0, `${name} adds no field`);
  }
});

test('has no resolver for a field that the schema does not have', () => {
  const unknown = Object.keys(queryResolvers).filter((field) => !queryFields.includes(field));
  assert.deepEqual(unknown, []);
  const unknownMutations = Object.keys(mutationResolvers).filter(
    (field) => !mutationFields.includes(field),
  );
  assert.deepEqual(unknownMutations, []);
});

const referencePage = new URL('../../../../docs/reference/graphql.md', import.meta.url);

test('answers what the reference says that it answers, and nothing else', async () => {
  const text = await readFile(referencePage, 'utf8');
  const rows = text.matchAll(/^\| `(mutation )?(\w+)` \| ([a-z ]+) \|/gm);
  const documented = [...rows].map(([, mutation, field, state]) => [
    `${mutation ?? ''}${field ?? ''}`,
    state,
  ]);
  const stateOf = (isAnswered: boolean): string => (isAnswered ? 'works' : 'not yet');
  const actual = [
    ...queryFields.map((field) => [field, stateOf(field in queryResolvers)]),
    ...mutationFields.map((field) => [`mutation ${field}`, stateOf(field in mutationResolvers)]),
  ];
  assert.deepEqual(documented.toSorted(byName), actual.toSorted(byName));
});

test('every field that the reference says works names a test that asks for it', async () => {
  const text = await readFile(referencePage, 'utf8');
  const rows = text.matchAll(/^\| `(?:mutation )?(\w+)` \| works \|([^|\n]*)\|/gm);
  const unproven: string[] = [];
  for (const [, field = '', cell = ''] of rows) {
    const path = /\]\(([^)]+\.test\.ts)\)/.exec(cell)?.[1];
    const test = path === undefined ? '' : await readTest(new URL(path, referencePage));
    if (!new RegExp(`\\b${field}\\b`).test(test)) unproven.push(`${field}: ${path ?? 'no test'}`);
  }
  assert.deepEqual(unproven, []);
});

async function readTest(file: URL): Promise<string> {
  return existsSync(file) ? readFile(file, 'utf8') : '';
}

function byName(
  [a = '']: readonly (string | undefined)[],
  [b = '']: readonly (string | undefined)[],
) {
  return a < b ? -1 : 1;
}

test('takes whole numbers as numbers or as texts, and gives them as numbers', () => {
  const long = must(schema.getType('Long'), 'Long');
  assert.ok('coerceInputValue' in long);
  assert.equal(long.coerceInputValue('12'), 12);
  assert.equal(long.coerceOutputValue(9_007_199_254_740_991), 9_007_199_254_740_991);
  assert.equal(long.coerceOutputValue(1.9), 1);
  for (const odd of ['', 'x', Number.NaN, Infinity, undefined, {}]) {
    assert.throws(() => long.coerceOutputValue(odd), TypeError);
  }
});
