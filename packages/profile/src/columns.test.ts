import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Float64Column, Uint32Column } from './columns.ts';

test('columns keep what is in them while they grow, are cut and are trimmed', () => {
  for (const column of [new Uint32Column(1), new Float64Column(1)]) {
    const expected = Array.from({ length: 1000 }, (_, at) => at * 3);
    for (const value of expected) column.push(value);
    column.trim();
    column.cut(100);
    column.trim();
    column.push(7);
    for (let at = 0; at < 50; at++) column.push(at);
    const wanted = [...expected.slice(0, 100), 7, ...Array.from({ length: 50 }, (_, at) => at)];
    assert.deepEqual([...column.take()], wanted);
  }
});

test('a trimmed column gives most of its room back, and an empty one can be filled again', () => {
  const before = process.memoryUsage().arrayBuffers;
  const column = new Float64Column();
  column.fillTo(1 << 20, 1);
  column.cut(10);
  column.trim();
  assert.ok(process.memoryUsage().arrayBuffers - before < 1 << 20);
  column.cut(0);
  column.trim();
  column.push(5);
  assert.deepEqual([...column.take()], [5]);
});
