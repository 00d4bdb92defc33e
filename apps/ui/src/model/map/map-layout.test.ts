import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { mockTopology } from '../../../dev/mock-topology.ts';
import { rankNodes } from './layer-ranks.ts';
import type { MapGraph } from './layer-ranks.ts';
import { layoutMap, ROW_HEIGHT, STAGGER_WIDTH, stretchLayout } from './map-layout.ts';
import { fitColumn } from './place-columns.ts';
import { readServiceMap } from './service-map.ts';

/** `a>b b>c`: letters are nodes. */
function graphOf(edges: string, nodes = ''): MapGraph {
  const names = [...new Set(Array.from(nodes + edges.replaceAll(/[> ]/gu, '')))].sort();
  const pairs = edges.split(' ').filter((it) => it !== '');
  const end = (pair: string, at: number): number => names.indexOf(pair[at] ?? '');
  return {
    count: names.length,
    source: Int32Array.from(pairs, (pair) => end(pair, 0)),
    target: Int32Array.from(pairs, (pair) => end(pair, 2)),
  };
}

function checkRanks(edges: string, expected: readonly number[]): void {
  assert.deepEqual([...rankNodes(graphOf(edges))], expected);
}

test('stands each service right of all its callers', () =>
  checkRanks('a>b b>c a>c c>d', [0, 1, 2, 3]));
test('turns the call that closes a circle round', () => checkRanks('a>b b>c c>b', [0, 1, 2]));
test('lives with a circle without a beginning', () => checkRanks('a>b b>c c>a', [0, 1, 2]));
test('lives with a service that calls itself', () => checkRanks('a>a a>b', [0, 1]));

test('draws lines from source to target, whichever way they run', () => {
  const graph = graphOf('a>b b>c c>a a>c');
  const layout = layoutMap(graph);
  for (let e = 0; e < graph.source.length; e += 1) {
    const from = layout.routeOffset[e] as number;
    const to = layout.routeOffset[e + 1] as number;
    const points = Array.from(layout.route.subarray(from, to));
    const [s, t] = [graph.source[e] as number, graph.target[e] as number];
    assert.deepEqual(points.slice(0, 2), [layout.x[s], layout.y[s]]);
    assert.deepEqual(points.slice(-2), [layout.x[t], layout.y[t]]);
  }
});

test('stands services without calls at the foot', () => {
  const layout = layoutMap(graphOf('a>b b>c', 'xyz'));
  const foot = Math.max(...layout.y.slice(0, 3));
  assert.ok(layout.y.subarray(3).every((y) => y > foot));
});

test('has an empty layout for an empty map', () => {
  const layout = layoutMap({ count: 0, source: new Int32Array(0), target: new Int32Array(0) });
  assert.deepEqual([layout.width, layout.height, layout.route.length], [0, 0, 0]);
});

/** Discs are far enough apart to be drawn and hit: in a column by a row, in staggered ones by a step to the side. */
function checkNoOverlap(graph: MapGraph): void {
  const { x, y, width, height } = layoutMap(graph);
  for (let i = 0; i < graph.count; i += 1) {
    assert.ok((x[i] as number) >= -1e-6 && (x[i] as number) <= width + 1e-6, 'inside the width');
    assert.ok((y[i] as number) >= -1e-6 && (y[i] as number) <= height + 1e-6, 'inside the height');
    for (let k = 0; k < i; k += 1) {
      const dx = Math.abs((x[i] as number) - (x[k] as number));
      const dy = Math.abs((y[i] as number) - (y[k] as number));
      assert.ok(
        dx >= STAGGER_WIDTH - 1e-6 || dy >= ROW_HEIGHT - 1e-6,
        `${i} and ${k} are ${dx} and ${dy} apart`,
      );
    }
  }
}

test('never puts a disc on another, on random maps', () => {
  const graphs = fc.integer({ min: 1, max: 40 }).chain((count) =>
    fc
      .array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 120 })
      .map((pairs): MapGraph => ({
        count,
        source: Int32Array.from(pairs, ([from]) => from),
        target: Int32Array.from(pairs, ([, to]) => to),
      })),
  );
  fc.assert(fc.property(graphs, checkNoOverlap), { numRuns: 200 });
});

test('never puts a disc on another, on maps like real ones', () => {
  for (const size of [5, 30, 300]) {
    const map = readServiceMap(mockTopology(size));
    checkNoOverlap({
      count: map.nodes.length,
      source: Int32Array.from(map.calls, (it) => it.source),
      target: Int32Array.from(map.calls, (it) => it.target),
    });
  }
});

test('lays the same map out the same way', () => {
  const graph = graphOf('a>b a>c b>d c>d d>e e>b');
  assert.deepEqual(layoutMap(graph), layoutMap(graph));
});

test('stretches what is flatter than the screen, and nothing else', () => {
  const layout = layoutMap(graphOf('a>b b>c c>d'));
  const stretched = stretchLayout(layout, { width: 1000, height: 800 });
  assert.ok(stretched.height > layout.height && stretched.height <= layout.height * 1.8 + 1e-9);
  assert.deepEqual(stretched.x, layout.x);
  assert.equal(stretchLayout(layout, { width: 10_000, height: 10 }), layout);
});

test('fits a column with the least displacement', () => {
  const wanted = Float64Array.of(10, 10, 50);
  const height = Float64Array.of(20, 20, 20);
  assert.deepEqual(fitColumn([0, 1, 2], wanted, height), [0, 20, 50]);
});

test('keeps order and distances of a column, whatever is wanted', () => {
  const columns = fc.array(
    fc.tuple(fc.integer({ min: -500, max: 500 }), fc.integer({ min: 1, max: 60 })),
    { minLength: 1 },
  );
  fc.assert(
    fc.property(columns, (items) => {
      const height = Float64Array.from(items, ([, it]) => it);
      const fitted = fitColumn(
        items.map((_, i) => i),
        Float64Array.from(items, ([it]) => it),
        height,
      );
      for (let k = 1; k < fitted.length; k += 1) {
        const least = ((height[k - 1] as number) + (height[k] as number)) / 2;
        assert.ok((fitted[k] as number) - (fitted[k - 1] as number) >= least - 1e-6);
      }
    }),
  );
});
