import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { mockTrace } from '../../../../dev/mock-traces.ts';
import { buildTrace } from './build-trace.ts';
import { minimapCells, minimapRuns } from './minimap.ts';
import { drawnSpans } from './span-samples.ts';
import { rulerLabel, rulerTicks } from './time-ruler.ts';
import { statisticsOf } from './trace-statistics.ts';

test('adds each span to the line of its operation, self time first', () => {
  const table = buildTrace(drawnSpans('a 0 100\n  b 10 20 !\n  b 30 60\n  c 70 71'), {
    adjustClocks: false,
  });
  const lines = statisticsOf(table, 'operation').map((it) => ({
    ...it,
    name: table.names[it.name],
  }));
  assert.deepEqual(lines[0], {
    service: 0,
    name: 'a',
    count: 1,
    errors: 0,
    totalMs: 100,
    selfMs: 59,
    maxMs: 100,
    criticalMs: 59,
    longestRow: 0,
  });
  assert.deepEqual(
    lines.map((it) => `${it.name} ${it.count} ${it.selfMs} ${it.errors}`),
    ['a 1 59 0', 'b 2 40 1', 'c 1 1 0'],
  );
});

test('counts every span in the statistics of services', () => {
  const table = buildTrace(mockTrace(2000), { adjustClocks: true });
  const lines = statisticsOf(table, 'service');
  assert.equal(
    lines.reduce((sum, it) => sum + it.count, 0),
    2000,
  );
  assert.equal(lines.length, table.services.length);
});

test('squeezes a trace into the strip and lets failures win', () => {
  const table = buildTrace(drawnSpans('a 0 100\n  b 50 100 !\n  b 60 70'), { adjustClocks: false });
  const runs = minimapRuns(minimapCells(table, 10, 1), 10);
  assert.deepEqual(runs, [
    { lane: 0, from: 0, to: 5, service: 0, isError: false },
    { lane: 0, from: 5, to: 10, service: 1, isError: true },
  ]);
});

test('draws every failure and no more lanes than spans in the strip', () => {
  const table = buildTrace(mockTrace(5000), { adjustClocks: true });
  const runs = minimapRuns(minimapCells(table, 300, 40), 300);
  assert.ok(runs.some((it) => it.isError));
  assert.ok(runs.every((it) => it.lane < 40 && it.from < it.to && it.to <= 300));
  assert.deepEqual(
    minimapRuns(minimapCells(buildTrace([], { adjustClocks: true }), 300, 40), 300),
    [],
  );
});

function checkTicks(
  fromMs: number,
  toMs: number,
  widthPx: number,
  expected: readonly string[],
): void {
  assert.deepEqual(
    rulerTicks({ fromMs, toMs }, widthPx, 80).map((it) => it.label),
    expected,
  );
}

test('sets ticks at round points', () => {
  checkTicks(0, 100, 400, ['0', '20 ms', '40 ms', '60 ms', '80 ms', '100 ms']);
  checkTicks(0, 4000, 400, ['0', '1 s', '2 s', '3 s', '4 s']);
  checkTicks(900, 1100, 400, ['900 ms', '950 ms', '1.00 s', '1.05 s', '1.10 s']);
  checkTicks(0, 200_000, 500, ['0', '1 min', '2 min', '3 min']);
  checkTicks(0.2, 0.4, 300, ['0.2 ms', '0.3 ms', '0.4 ms']);
  checkTicks(5, 5, 300, []);
});

test('keeps ticks apart and few on any stretch', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1e7, noNaN: true }),
      fc.double({ min: 1e-3, max: 1e9, noNaN: true }),
      fc.integer({ min: 100, max: 3000 }),
      (fromMs, extentMs, widthPx) => {
        const ticks = rulerTicks({ fromMs, toMs: fromMs + extentMs }, widthPx, 80);
        assert.ok(ticks.length <= widthPx / 80 + 2);
        assert.ok(ticks.every((it) => !/NaN|Infinity/u.test(it.label)));
      },
    ),
  );
});

test('writes minutes with the rest', () => assert.equal(rulerLabel(90_000, 30_000), '1 min 30 s'));
