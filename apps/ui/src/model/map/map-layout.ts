/**
 * The picture of a service map: columns from left to right, lines that pass between the discs. A layered layout made for
 * this one purpose: general ones take more than a second for 300 services and 900 calls, this takes some milliseconds.
 *
 * 1. Parts of the map that are not connected are laid out one by one and stacked, the largest on top; services without
 *    any calls stand in a block at the foot.
 * 2. Columns (`layer-ranks.ts`).
 * 3. A line over several columns gets a point in each column on its way, which takes room like a thin service. Large
 *    maps do without: there the lines are a texture, and the room is better spent on services.
 * 4. Order and heights within columns (`place-columns.ts`).
 * 5. Columns that would make the picture much higher than a screen are staggered: neighbours step aside by turns.
 */
import { rankNodes } from './layer-ranks.ts';
import type { MapGraph } from './layer-ranks.ts';
import { orderColumns, placeColumns } from './place-columns.ts';
import type { ColumnItems } from './place-columns.ts';

/** Distances of the picture, in its own pixels (at zoom 1). */
export const COLUMN_WIDTH = 190;
export const ROW_HEIGHT = 64;
/** Room for a line that passes a column. */
const LANE_HEIGHT = 12;
/** Columns are further apart when many lines pass between them. */
const COLUMN_WIDTH_MAX = 420;
const PART_GAP = 40;
/** Step aside in staggered columns. */
export const STAGGER_WIDTH = 96;
const STAGGER_MAX = 6;
/** The least width of a picture for its height. */
const ASPECT_MIN = 1.3;
/** Up to this many lines pass between the services; beyond it they run straight. */
const ROUTED_EDGES_MAX = 260;

export interface MapLayout {
  /** Centres of the discs. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Points of line `e`: pairs from `routeOffset[e]` up to `routeOffset[e + 1]` in `route`, from source to target. */
  readonly routeOffset: Int32Array;
  readonly route: Float64Array;
  readonly width: number;
  readonly height: number;
}

interface Part {
  readonly nodes: number[];
  readonly edges: number[];
}

/** Parts that hang together, the largest first. */
function partsOf(graph: MapGraph): Part[] {
  const leader = Int32Array.from({ length: graph.count }, (_, i) => i);
  const find = (i: number): number => {
    let at = i;
    while (leader[at] !== at) {
      leader[at] = leader[leader[at] as number] as number;
      at = leader[at] as number;
    }
    return at;
  };
  graph.source.forEach((from, e) => (leader[find(from)] = find(graph.target[e] as number)));
  const parts = new Map<number, Part>();
  for (let i = 0; i < graph.count; i += 1) {
    const key = find(i);
    const part = parts.get(key) ?? { nodes: [], edges: [] };
    part.nodes.push(i);
    parts.set(key, part);
  }
  graph.source.forEach((from, e) => parts.get(find(from))?.edges.push(e));
  return [...parts.values()].sort(
    (a, b) => b.nodes.length - a.nodes.length || (a.nodes[0] ?? 0) - (b.nodes[0] ?? 0),
  );
}

interface PlacedPart {
  readonly nodes: readonly number[];
  readonly edges: readonly number[];
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly routes: readonly (readonly number[])[];
  readonly width: number;
  readonly height: number;
}

/** Items of a part: its nodes first, then the points of its long lines. */
interface Lanes extends ColumnItems {
  readonly column: number[];
  /** Items of each edge from the left end to the right, and whether that is from target to source. */
  readonly chains: readonly { readonly items: readonly number[]; readonly isTurned: boolean }[];
}

function lanesOf(local: MapGraph, rank: Int32Array, nodeHeight: number): Lanes {
  const column = [...rank];
  const left: number[][] = column.map(() => []);
  const right: number[][] = column.map(() => []);
  const heights = column.map(() => nodeHeight);
  const isRouted = local.source.length <= ROUTED_EDGES_MAX;
  const chains = Array.from(local.source, (from, e) => {
    const to = local.target[e] as number;
    const isTurned = (rank[from] as number) > (rank[to] as number);
    const first = isTurned ? to : from;
    const last = isTurned ? from : to;
    const items = [first];
    const end = isRouted ? (rank[last] as number) : 0;
    for (let c = (rank[first] as number) + 1; c < end; c += 1) {
      items.push(column.length);
      column.push(c);
      heights.push(LANE_HEIGHT);
      left.push([]);
      right.push([]);
    }
    if (last !== first) items.push(last);
    if (rank[first] !== rank[last]) {
      for (let k = 1; k < items.length; k += 1) {
        right[items[k - 1] as number]?.push(items[k] as number);
        left[items[k] as number]?.push(items[k - 1] as number);
      }
    }
    return { items, isTurned };
  });
  const columns: number[][] = [];
  column.forEach((c, item) => (columns[c] ??= []).push(item));
  for (let c = 0; c < columns.length; c += 1) columns[c] ??= [];
  return { columns, column, left, right, height: Float64Array.from(heights), chains };
}

/** In how many steps columns are staggered so that the picture fits a screen. */
function staggerOf(rank: Int32Array): number {
  const counts: number[] = [];
  for (const c of rank) counts[c] = (counts[c] ?? 0) + 1;
  const highest = Math.max(...counts.map((it) => it ?? 0));
  for (let steps = 1; steps < STAGGER_MAX; steps += 1) {
    const width = counts.length * (COLUMN_WIDTH + (steps - 1) * STAGGER_WIDTH);
    if ((highest * ROW_HEIGHT) / steps <= Math.max(width / ASPECT_MIN, ROW_HEIGHT * 12))
      return steps;
  }
  return STAGGER_MAX;
}

/** Left edges of the columns: further apart where more lines have to turn. */
function columnPositions(lanes: Lanes, stagger: number): number[] {
  const positions: number[] = [];
  let x = 0;
  lanes.columns.forEach((items, c) => {
    positions[c] = x;
    const lines = items.reduce((sum, it) => sum + (lanes.right[it]?.length ?? 0), 0);
    x +=
      Math.min(COLUMN_WIDTH_MAX, COLUMN_WIDTH + Math.max(0, lines - 8) * 2) +
      (stagger - 1) * STAGGER_WIDTH;
  });
  return positions;
}

function placePart(graph: MapGraph, part: Part): PlacedPart {
  const numberOf = new Map(part.nodes.map((node, i) => [node, i]));
  const local: MapGraph = {
    count: part.nodes.length,
    source: Int32Array.from(part.edges, (e) => numberOf.get(graph.source[e] as number) ?? 0),
    target: Int32Array.from(part.edges, (e) => numberOf.get(graph.target[e] as number) ?? 0),
  };
  const rank = rankNodes(local);
  const stagger = staggerOf(rank);
  const lanes = lanesOf(local, rank, ROW_HEIGHT / stagger);
  orderColumns(lanes);
  const y = placeColumns(lanes);
  const columnX = columnPositions(lanes, stagger);
  const aside = new Float64Array(lanes.column.length);
  for (const column of lanes.columns) {
    column
      .filter((item) => item < local.count)
      .forEach((item, k) => (aside[item] = (k % stagger) * STAGGER_WIDTH));
  }
  const xOf = (item: number): number =>
    (columnX[lanes.column[item] as number] as number) + (aside[item] as number);
  let top = Infinity;
  let bottom = -Infinity;
  for (let i = 0; i < y.length; i += 1) {
    top = Math.min(top, (y[i] as number) - (lanes.height[i] as number) / 2);
    bottom = Math.max(bottom, (y[i] as number) + (lanes.height[i] as number) / 2);
  }
  for (let i = 0; i < y.length; i += 1) y[i] = (y[i] as number) - top;
  const routes = lanes.chains.map(({ items, isTurned }) => {
    const points = items.flatMap((it) => [xOf(it), y[it] as number]);
    if (!isTurned) return points;
    const turned: number[] = [];
    for (let k = points.length - 2; k >= 0; k -= 2)
      turned.push(points[k] as number, points[k + 1] as number);
    return turned;
  });
  return {
    nodes: part.nodes,
    edges: part.edges,
    x: Float64Array.from(part.nodes, (_, i) => xOf(i)),
    y,
    routes,
    width: (columnX.at(-1) ?? 0) + (stagger - 1) * STAGGER_WIDTH,
    height: bottom - top,
  };
}

/** A block of rows for services without calls. */
function placeLoners(nodes: readonly number[], width: number): PlacedPart {
  const perRow = Math.max(4, Math.floor(Math.max(width, COLUMN_WIDTH * 3) / (COLUMN_WIDTH * 0.8)));
  return {
    nodes,
    edges: [],
    x: Float64Array.from(nodes, (_, i) => (i % perRow) * COLUMN_WIDTH * 0.8),
    y: Float64Array.from(nodes, (_, i) => (Math.floor(i / perRow) + 0.5) * ROW_HEIGHT),
    routes: [],
    width: (Math.min(perRow, nodes.length) - 1) * COLUMN_WIDTH * 0.8,
    height: Math.ceil(nodes.length / perRow) * ROW_HEIGHT,
  };
}

/** Lays a map out. The same graph has the same picture every time. */
export function layoutMap(graph: MapGraph): MapLayout {
  const x = new Float64Array(graph.count);
  const y = new Float64Array(graph.count);
  const routes: (readonly number[])[] = Array.from({ length: graph.source.length }, () => []);
  const parts = partsOf(graph);
  const loners = parts
    .filter((part) => part.nodes.length === 1)
    .map((part) => part.nodes[0] as number);
  const placed = parts
    .filter((part) => part.nodes.length > 1)
    .map((part) => placePart(graph, part));
  const width = Math.max(0, ...placed.map((part) => part.width));
  if (loners.length > 0) placed.push(placeLoners(loners, width));
  let top = 0;
  for (const part of placed) {
    if (top > 0) top += PART_GAP;
    part.nodes.forEach((node, i) => {
      x[node] = part.x[i] as number;
      y[node] = (part.y[i] as number) + top;
    });
    part.edges.forEach((edge, k) => {
      routes[edge] = (part.routes[k] ?? []).map((value, n) => (n % 2 === 0 ? value : value + top));
    });
    top += part.height;
  }
  const routeOffset = new Int32Array(routes.length + 1);
  routes.forEach((points, e) => (routeOffset[e + 1] = (routeOffset[e] as number) + points.length));
  return {
    x,
    y,
    routeOffset,
    route: Float64Array.from(routes.flat()),
    width: Math.max(width, ...placed.map((part) => part.width), 0),
    height: top,
  };
}

const STRETCH_MAX = 1.8;

/** Pulls a layout that is flatter than the screen apart, so that the room is used; sizes of discs stay. */
export function stretchLayout(
  layout: MapLayout,
  screen: { readonly width: number; readonly height: number },
): MapLayout {
  if (!(layout.width > 0) || !(layout.height > 0) || !(screen.width > 0)) return layout;
  const factor = Math.min(
    STRETCH_MAX,
    (layout.width * screen.height) / (screen.width * layout.height),
  );
  if (!(factor > 1)) return layout;
  return {
    ...layout,
    y: layout.y.map((y) => y * factor),
    route: layout.route.map((value, k) => (k % 2 === 0 ? value : value * factor)),
    height: layout.height * factor,
  };
}
