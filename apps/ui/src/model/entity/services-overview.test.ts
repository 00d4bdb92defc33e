import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GoldenSummary } from '../golden.ts';
import { compareByHurt } from './services-overview.ts';
import type { ServiceRow } from './services-overview.ts';

function row(
  name: string,
  load: number | undefined,
  errorPercent: number | undefined,
  latencyRatio?: number,
): ServiceRow {
  const none = undefined;
  const summary: GoldenSummary = {
    load,
    errorPercent,
    latencyMs: none,
    p50Ms: none,
    p95Ms: none,
    p99Ms: none,
    apdex: none,
  };
  return {
    service: { id: name, name, group: '', layers: [], normal: true },
    golden: undefined,
    summary,
    latencyRatio,
  };
}

test('puts what hurts first, what is silent last', () => {
  const rows = [
    row('silent', undefined, undefined),
    row('busy and well', 9000, 0),
    row('quiet and well', 10, 0.01),
    row('slower than before', 100, 0, 2.4),
    row('large, fails now and then', 5000, 0.76),
    row('small, fails often', 370, 4.8),
  ];
  assert.deepEqual(
    rows.sort(compareByHurt).map(({ service }) => service.name),
    [
      'small, fails often',
      'large, fails now and then',
      'slower than before',
      'busy and well',
      'quiet and well',
      'silent',
    ],
  );
});

test('does not reorder for noise', () => {
  const rows = [row('b', 100, 2), row('a', 100, 2.05)];
  assert.deepEqual(
    rows.sort(compareByHurt).map(({ service }) => service.name),
    ['a', 'b'],
  );
});
