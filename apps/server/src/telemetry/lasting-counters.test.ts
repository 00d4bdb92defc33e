import { type MetricSample, formatExposition } from '@stormpetrel/base';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LastingCounters } from './lasting-counters.ts';
import { counter, gauge } from './thread-metrics.ts';

function text(samples: readonly MetricSample[]): readonly string[] {
  return formatExposition(samples)
    .split('\n')
    .filter((line) => /^[a-z]/.test(line));
}

test('what a thread has counted stays when it ends, and the next one adds to it', () => {
  const lasting = new LastingCounters();
  const histogram = (value: number, counts: readonly number[]): MetricSample => ({
    name: 'took',
    kind: 'histogram',
    help: '',
    labels: {},
    value,
    bounds: [1, Infinity],
    counts,
  });
  lasting.take([
    counter('merged', '', 2, { day: 'a' }),
    gauge('heap', '', 9),
    histogram(3, [1, 2]),
  ]);
  lasting.take([
    counter('merged', '', 5, { day: 'a' }),
    gauge('heap', '', 8),
    histogram(4, [1, 3]),
  ]);
  lasting.end();
  const ended = ['merged{day="a"} 5', 'took_bucket{le="1"} 1', 'took_bucket{le="+Inf"} 3'];
  assert.deepEqual(text(lasting.samples()), [...ended, 'took_sum 4', 'took_count 3']);
  lasting.end();
  lasting.take([counter('merged', '', 1, { day: 'a' }), counter('merged', '', 7, { day: 'b' })]);
  assert.deepEqual(text(lasting.samples()).slice(0, 2), ['merged{day="a"} 6', 'merged{day="b"} 7']);
  lasting.end();
  assert.deepEqual(text(lasting.samples()).slice(0, 2), ['merged{day="a"} 6', 'merged{day="b"} 7']);
});
