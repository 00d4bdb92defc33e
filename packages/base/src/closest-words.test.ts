import assert from 'node:assert/strict';
import test from 'node:test';

import { closestWords } from './index.ts';

test('closest words are near, few and never of nothing', () => {
  const words = ['latency', 'layer', 'name', 'status', 'statuses'];
  assert.deepEqual(closestWords('latncy', words), ['latency']);
  assert.deepEqual(closestWords('Statu', words), ['status']);
  assert.deepEqual(closestWords('statuse', words), ['status', 'statuses']);
  assert.deepEqual(closestWords('zzz', words), []);
  assert.deepEqual(closestWords('receiver_port_x', ['receiver_host']), ['receiver_host']);
  assert.deepEqual(closestWords('receiver_port_x', ['receiver_host'], 3), []);
  assert.deepEqual(closestWords('a'.repeat(100_000), ['a'.repeat(100_001)]), []);
});
