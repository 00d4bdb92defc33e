import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  centreOn,
  discRadius,
  fitView,
  lineAt,
  lineWidth,
  nodeAt,
  zoomAround,
} from './map-geometry.ts';
import { layoutMap } from './map-layout.ts';

const LAYOUT = layoutMap({ count: 2, source: Int32Array.of(0), target: Int32Array.of(1) });
const RADIUS = Float64Array.of(10, 10);

test('fits all of it into the middle', () => {
  const view = fitView({ width: 2000, height: 500 }, { width: 1112, height: 600 });
  assert.equal(view.zoom, 0.5);
  assert.deepEqual([view.offsetX, view.offsetY], [56, 175]);
});

test('zooms around the pointer', () => {
  const before = { zoom: 1, offsetX: 30, offsetY: -20 };
  const after = zoomAround(before, 2, 100, 50);
  const mapAt = (view: typeof before): number[] => [
    (100 - view.offsetX) / view.zoom,
    (50 - view.offsetY) / view.zoom,
  ];
  assert.deepEqual(mapAt(after), mapAt(before));
});

test('finds discs and lines under the pointer', () => {
  const view = { zoom: 1, offsetX: 100, offsetY: 100 };
  const y = 100 + (LAYOUT.y[0] as number);
  assert.equal(nodeAt(LAYOUT, RADIUS, view, { x: 105, y }), 0);
  assert.equal(nodeAt(LAYOUT, RADIUS, view, { x: 150, y }), -1);
  assert.equal(lineAt(LAYOUT, view, { x: 150, y: y + 3 }, 6), 0);
  assert.equal(lineAt(LAYOUT, view, { x: 150, y: y + 30 }, 6), -1);
});

test('brings a service into the middle', () => {
  const view = centreOn({ zoom: 0.2, offsetX: 0, offsetY: 0 }, LAYOUT, 1, {
    width: 800,
    height: 600,
  });
  assert.equal((LAYOUT.x[1] as number) * view.zoom + view.offsetX, 400);
  assert.equal(view.zoom, 0.8);
});

test('sizes by load within bounds', () => {
  assert.ok(
    discRadius(10) < discRadius(1000) &&
      discRadius(1e12) === 22 &&
      discRadius(NaN) === discRadius(0),
  );
  assert.ok(lineWidth(10) < lineWidth(1000) && lineWidth(1e12) === 7 && lineWidth(undefined) === 1);
});
