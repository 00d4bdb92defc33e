import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ruleOf } from '../testing/test-catalog.ts';
import { type RuleRoom, admitRules } from './admit-rules.ts';

const room: RuleRoom = {
  entities: 100,
  columnsOf: (name) => (name === 'service_percentile' ? 5 : 1),
};

async function check(
  rules: readonly (readonly [expression: string, period: number])[],
  cellsMax: number,
  expected: { readonly refused: readonly unknown[]; readonly minutes: Record<string, number> },
): Promise<void> {
  const parsed = await Promise.all(
    rules.map(([expression, period]) => ruleOf(expression, { period })),
  );
  const { admitted, refused, minutes } = admitRules(parsed, room, cellsMax);
  assert.deepEqual(
    {
      refused: refused.map(({ rule, cells }) => [parsed.indexOf(rule), cells]),
      minutes: Object.fromEntries(minutes),
    },
    expected,
  );
  const names = new Set(refused.map(({ rule }) => rule));
  assert.deepEqual(
    admitted,
    parsed.filter((rule) => !names.has(rule)),
  );
}

const cpm = 'sum(service_cpm) > 1';
const respTime = 'sum(service_resp_time) > 1';
const percentile = 'sum(service_percentile) > 1';

test('the lightest rules come first, whatever their order', async () => {
  const expected = { refused: [[0, 9_000]], minutes: { service_cpm: 5 } };
  await check(
    [
      [respTime, 90],
      [cpm, 5],
    ],
    9_500,
    expected,
  );
  await check(
    [
      [cpm, 5],
      [respTime, 90],
    ],
    9_500,
    { ...expected, refused: [[1, 9_000]] },
  );
});

test('of rules of one weight the first in the file is judged', async () => {
  await check(
    [
      [respTime, 10],
      [cpm, 10],
    ],
    1_500,
    {
      refused: [[1, 1_000]],
      minutes: { service_resp_time: 10 },
    },
  );
});

test('sets of labels weigh as minutes do', async () => {
  await check(
    [
      [percentile, 10],
      [cpm, 40],
    ],
    5_000,
    {
      refused: [[0, 5_000]],
      minutes: { service_cpm: 40 },
    },
  );
});

test('what others hold already costs nothing', async () => {
  const both = 'sum(service_cpm + service_resp_time) > 1';
  await check(
    [
      [both, 10],
      [percentile, 3],
      [cpm, 10],
      [respTime, 10],
    ],
    2_500,
    {
      refused: [[1, 1_500]],
      minutes: { service_cpm: 10, service_resp_time: 10 },
    },
  );
});
