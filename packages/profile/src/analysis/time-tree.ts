import { profileLimits } from '../limits.ts';
import type { StackProfile } from '../stack-profile.ts';
import { type CallTree, CallTreeBuilder } from './call-tree.ts';
import { type TreeOptions, type TreePart, placeStacks } from './merge-tree.ts';
import { sampleFilter, visitSamples, weighStacks } from './selection.ts';
import { SymbolTable } from './symbols.ts';

/**
 * The tree in the order of time: calls that follow each other are one row only where nothing else ran between them. The
 * rows stand as they came, so children laid side by side in the order of their rows show the recording from left to right.
 */
export function timeTree(
  { profile, selection = {} }: TreePart,
  options: TreeOptions = {},
): CallTree {
  const symbols = options.symbols ?? new SymbolTable();
  const nodesMax = options.nodesMax ?? profileLimits.treeNodesMax;
  // Paths by symbol first: whether two samples share a caller is then whether they share a row.
  const paths = new CallTreeBuilder(symbols, nodesMax);
  const { samples, unit } = weighStacks(profile, selection);
  const nodes = placeStacks(profile, samples, paths, options);
  const line = new TimeLine(paths, new CallTreeBuilder(symbols, nodesMax));
  for (const { stack, weight } of inTimeOrder(profile, selection)) {
    line.add(nodes[stack] as number, weight);
  }
  return line.tree.finish(unit);
}

/** The rows that are open: the path of the sample before. */
class TimeLine {
  readonly tree: CallTreeBuilder;
  readonly #paths: CallTreeBuilder;
  /** Where in the open path a row of `#paths` stands, if it stands there at all. */
  readonly #place: Uint32Array;
  readonly #open: number[] = [0];
  readonly #rows: number[] = [0];
  readonly #fresh: number[] = [];

  constructor(paths: CallTreeBuilder, tree: CallTreeBuilder) {
    this.#paths = paths;
    this.tree = tree;
    this.#place = new Uint32Array(paths.count);
  }

  add(path: number, weight: number): void {
    let node = path;
    while (this.#open[this.#place[node] as number] !== node) {
      this.#fresh.push(node);
      node = this.#paths.parentOf(node);
    }
    const depth = (this.#place[node] as number) + 1;
    this.#open.length = depth;
    this.#rows.length = depth;
    for (let next = this.#fresh.pop(); next !== undefined; next = this.#fresh.pop()) {
      const caller = this.#rows.at(-1) ?? 0;
      this.#place[next] = this.#open.length;
      this.#open.push(next);
      this.#rows.push(this.tree.append(caller, this.#paths.symbolOf(next)));
    }
    this.tree.add(this.#rows.at(-1) ?? 0, weight, 1);
  }
}

/** The selected samples of all events by time; of the same time, in the order in which they stand. */
function* inTimeOrder(
  profile: StackProfile,
  selection: NonNullable<TreePart['selection']>,
): Generator<{ readonly stack: number; readonly weight: number }> {
  const stacks: number[] = [];
  const weights: number[] = [];
  const times: number[] = [];
  visitSamples(profile, selection, (table, values) => {
    const takes = sampleFilter(profile, table, selection);
    for (let row = 0; row < table.count; row++) {
      if (takes !== undefined && !takes(row)) continue;
      stacks.push(table.stack[row] as number);
      weights.push(values?.[row] ?? 1);
      times.push(table.timeMs[row] ?? 0);
    }
  });
  const order = Uint32Array.from(times, (_, row) => row);
  const sorted = times.every((time, row) => row === 0 || time >= (times[row - 1] as number));
  if (!sorted) order.sort((a, b) => (times[a] as number) - (times[b] as number) || a - b);
  for (const row of order) {
    yield { stack: stacks[row] as number, weight: weights[row] as number };
  }
}
