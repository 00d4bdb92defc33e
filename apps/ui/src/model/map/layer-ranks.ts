/**
 * Which column each service stands in. Calls run from left to right as far as they can.
 *
 * 1. A depth-first walk from the sources finds the calls that close circles; they count as turned round.
 * 2. Each node stands one column right of the last of its callers (longest path), so every other call goes to the right.
 * 3. When that makes a picture much wider than it is high, columns are counted by the shortest way from the sources
 *    instead, and what calls nothing stands right of its last caller.
 */

export interface MapGraph {
  readonly count: number;
  readonly source: Int32Array;
  readonly target: Int32Array;
}

/** For each edge 1 when it closes a circle. Iterative; sources first, then what has not been seen in order. */
function closingEdges(graph: MapGraph): Uint8Array {
  const { count, source, target } = graph;
  const out: number[][] = Array.from({ length: count }, () => []);
  const inDegree = new Int32Array(count);
  for (let e = 0; e < source.length; e += 1) {
    if (source[e] === target[e]) continue;
    out[source[e] as number]?.push(e);
    inDegree[target[e] as number] = (inDegree[target[e] as number] as number) + 1;
  }
  const closing = new Uint8Array(source.length);
  // 0 not seen, 1 on the way, 2 done.
  const state = new Uint8Array(count);
  const order = Array.from({ length: count }, (_, i) => i).sort(
    (a, b) =>
      (inDegree[a] as number) - (inDegree[b] as number) ||
      (out[b]?.length ?? 0) - (out[a]?.length ?? 0) ||
      a - b,
  );
  const stack: number[] = [];
  const next = new Int32Array(count);
  for (const root of order) {
    if (state[root] !== 0) continue;
    stack.push(root);
    state[root] = 1;
    while (stack.length > 0) {
      const at = stack.at(-1) as number;
      const edge = out[at]?.[next[at] as number];
      next[at] = (next[at] as number) + 1;
      if (edge === undefined) {
        state[at] = 2;
        stack.pop();
        continue;
      }
      const to = target[edge] as number;
      if (state[to] === 1) closing[edge] = 1;
      else if (state[to] === 0) {
        state[to] = 1;
        stack.push(to);
      }
    }
  }
  return closing;
}

/** Longest path from the sources over the edges that close no circle. */
function longestRanks(graph: MapGraph, closing: Uint8Array): Int32Array {
  const { count, source, target } = graph;
  const rank = new Int32Array(count);
  const waiting = new Int32Array(count);
  const out: number[][] = Array.from({ length: count }, () => []);
  for (let e = 0; e < source.length; e += 1) {
    if (source[e] === target[e]) continue;
    const [from, to] =
      closing[e] === 1
        ? [target[e] as number, source[e] as number]
        : [source[e] as number, target[e] as number];
    out[from]?.push(to);
    waiting[to] = (waiting[to] as number) + 1;
  }
  const queue: number[] = [];
  for (let i = 0; i < count; i += 1) if (waiting[i] === 0) queue.push(i);
  for (let k = 0; k < queue.length; k += 1) {
    const at = queue[k] as number;
    for (const to of out[at] ?? []) {
      rank[to] = Math.max(rank[to] as number, (rank[at] as number) + 1);
      waiting[to] = (waiting[to] as number) - 1;
      if (waiting[to] === 0) queue.push(to);
    }
  }
  return rank;
}

/** Shortest way from the sources; what calls nothing stands right of its last caller. */
function shortestRanks(graph: MapGraph, closing: Uint8Array): Int32Array {
  const { count, source, target } = graph;
  const out: number[][] = Array.from({ length: count }, () => []);
  const isSource = new Uint8Array(count).fill(1);
  for (let e = 0; e < source.length; e += 1) {
    if (source[e] === target[e]) continue;
    out[source[e] as number]?.push(target[e] as number);
    if (closing[e] === 0) isSource[target[e] as number] = 0;
  }
  const rank = new Int32Array(count).fill(-1);
  const queue: number[] = [];
  for (let i = 0; i < count; i += 1) {
    if (isSource[i] === 0) continue;
    rank[i] = 0;
    queue.push(i);
  }
  for (let k = 0; k < queue.length; k += 1) {
    const at = queue[k] as number;
    for (const to of out[at] ?? []) {
      if (rank[to] !== -1) continue;
      rank[to] = (rank[at] as number) + 1;
      queue.push(to);
    }
  }
  for (let i = 0; i < count; i += 1) if (rank[i] === -1) rank[i] = 0;
  const settled = rank.slice();
  for (let e = 0; e < source.length; e += 1) {
    const to = target[e] as number;
    if (out[to]?.length === 0)
      rank[to] = Math.max(rank[to] as number, (settled[source[e] as number] as number) + 1);
  }
  return rank;
}

function maxOf(values: Int32Array): number {
  let max = 0;
  for (const value of values) if (value > max) max = value;
  return max;
}

/** The column of each node, from 0. */
export function rankNodes(graph: MapGraph): Int32Array {
  const closing = closingEdges(graph);
  const longest = longestRanks(graph, closing);
  // Columns at which a picture of rows of 60 and columns of 200 has the shape of a screen.
  const wanted = Math.sqrt(0.48 * graph.count);
  if (maxOf(longest) + 1 <= Math.max(7, wanted * 1.4)) return longest;
  return shortestRanks(graph, closing);
}
