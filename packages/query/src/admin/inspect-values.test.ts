import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openAdminBench, start } from './testing/admin-bench.ts';

const { read } = await openAdminBench();

const valuesRequest = {
  expression: 'meter_x + 1',
  entity: { scope: 'Service', serviceName: 'web', normal: true },
  start,
  end: start,
  step: 'MINUTE',
  foreignMetrics: [{ name: 'meter_x', valueColumn: 'value', valueType: 'LONG' }],
};

function readValues(change: object): Promise<readonly [number, unknown]> {
  const body = JSON.stringify({ ...valuesRequest, ...change });
  return read('/inspect/values', { method: 'POST', body });
}

test('values of a metric of another server are none', async () => {
  const [status, answer] = await readValues({});
  assert.equal(status, 200);
  const { type, error } = answer as { type: string; error: unknown };
  assert.deepEqual([type, error], ['TIME_SERIES_VALUES', null]);
  const local = await readValues({ expression: 'service_cpm + 0 * service_cpm' });
  assert.equal(local[0], 200);
});

test('refuses a question for values that is not whole', async () => {
  const refusals: readonly (readonly [object, RegExp])[] = [
    [{ expression: ' ' }, /^expression is required$/],
    [{ entity: { serviceName: 'web' } }, /^entity \(with a scope\) is required$/],
    [{ entity: { scope: 'Service' } }, /^entity is missing required fields for scope Service/],
    [{ foreignMetrics: [] }, /^foreignMetrics is required/],
    [
      { foreignMetrics: [{ name: 'service_cpm', valueColumn: 'v', valueType: 'INT' }] },
      /^metric service_cpm is defined locally/,
    ],
    [
      { foreignMetrics: [{ name: 'x', valueColumn: '1; drop', valueType: 'INT' }] },
      /^valueColumn is invalid: 1; drop$/,
    ],
    [
      { foreignMetrics: [{ name: 'x', valueColumn: 'v', valueType: 'TEXT' }] },
      /^valueType must be one of/,
    ],
    [{ foreignMetrics: [{ valueColumn: 'v' }] }, /^each foreignMetrics entry needs a name$/],
    [{ step: 'SECOND' }, /^step must be one of/],
    [{ start: 'noon' }, /^start \/ end must follow/],
    [{ expression: 'meter_x +' }, /./],
  ];
  for (const [change, error] of refusals) {
    const [status, answer] = await readValues(change);
    assert.equal(status, 400, JSON.stringify(change));
    assert.match((answer as { error: string }).error, error);
  }
  for (const body of ['', '[]', '{', 'null']) {
    const [status] = await read('/inspect/values', { method: 'POST', body });
    assert.equal(status, 400, body);
  }
});
