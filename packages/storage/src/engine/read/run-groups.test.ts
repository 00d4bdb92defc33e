import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bucket, type RowRun, groupsOf, slotsOf } from './run-groups.ts';

function runOf(firstMinute: number, lastMinute: number, whole = true): RowRun {
  const source = (): never => {
    throw new TypeError('nobody reads it');
  };
  return { firstMinute, lastMinute, rows: 1, whole, source };
}

test('puts runs together that have a bucket in common, one through the other', () => {
  const runs = [
    runOf(300, 360),
    runOf(0, 60),
    runOf(119, 119, false),
    runOf(60, 60),
    runOf(180, 240),
  ];
  const groups = groupsOf(runs, { step: 'hour', from: 60, to: 360 });
  assert.deepEqual(
    groups.map(({ runs: members, from, to }) => [
      from,
      to,
      members.map((run) => runs.indexOf(run)),
    ]),
    [
      [60, 120, [1, 2, 3]],
      [180, 300, [4]],
      [300, 360, [0]],
    ],
  );
});

test('cuts buckets so that no cut has more shared ones than there is room for', () => {
  const buckets = [0, 1, 0, 1, 1, 0].map((shared, i): Bucket => ({
    start: 60 * i,
    isShared: shared === 1,
  }));
  const cuts = [...slotsOf(buckets, 2, { from: 30, to: 350 })];
  assert.deepEqual(
    cuts.map(({ starts, fromMinute, toMinute }) => [[...starts], fromMinute, toMinute]),
    [
      [[60, 180], 30, 240],
      [[240], 240, 350],
    ],
  );
  const [first] = cuts;
  assert.deepEqual(
    [0, 30, 89, 90, 149, 150, 209].map((minute) => first?.slotOf[minute]),
    [0xffff, 0, 0, 0xffff, 0xffff, 1, 1],
  );
});
