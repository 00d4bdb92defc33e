import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Telemetry, formatExposition } from './telemetry.ts';

test('shows counters, gauges and histograms in Prometheus text, with labels escaped', () => {
  const telemetry = new Telemetry();
  telemetry.counter('bad_count', 'Bad things.', { why: 'a "quote"\n' }).add(2);
  telemetry.gauge('open', 'Open things.', () => 3);
  const histogram = telemetry.histogram('took', 'Seconds.', [0.1, 1]);
  for (const value of [0.05, 0.5, 0.5, 7]) histogram.observe(value);
  assert.equal(
    formatExposition(telemetry.samples()),
    `# HELP bad_count Bad things.
# TYPE bad_count counter
bad_count{why="a \\"quote\\"\\n"} 2
# HELP open Open things.
# TYPE open gauge
open 3
# HELP took Seconds.
# TYPE took histogram
took_bucket{le="0.1"} 1
took_bucket{le="1"} 3
took_bucket{le="+Inf"} 4
took_sum 8.05
took_count 4
`,
  );
});

test('the same metric of several threads is added up', () => {
  const threads = [new Telemetry(), new Telemetry()];
  for (const thread of threads) {
    thread.counter('in_count', 'In.').add(2);
    thread.histogram('took', 'Seconds.', [1]).observe(0.5);
  }
  const text = formatExposition(threads.flatMap((thread) => thread.samples()));
  assert.deepEqual(
    text.split('\n').filter((line) => !line.startsWith('#')),
    [
      'in_count 4',
      'took_bucket{le="1"} 2',
      'took_bucket{le="+Inf"} 2',
      'took_sum 1',
      'took_count 2',
      '',
    ],
  );
});

test('asking again for a name and labels gives the same metric', () => {
  const telemetry = new Telemetry();
  telemetry.counter('a', 'A.', { x: '1' }).add();
  telemetry.counter('a', 'A.', { x: '1' }).add();
  telemetry.counter('a', 'A.', { x: '2' }).add();
  assert.deepEqual(
    telemetry.samples().map(({ labels, value }) => [labels, value]),
    [
      [{ x: '1' }, 2],
      [{ x: '2' }, 1],
    ],
  );
});
