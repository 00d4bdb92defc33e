import { PairTable } from '../pair-table.ts';
import { profileLimits } from '../limits.ts';
import { type StackProfile, none } from '../stack-profile.ts';
import { type CallTree, CallTreeBuilder } from './call-tree.ts';
import { type Selection, type StackWeights, weighStacks } from './selection.ts';
import { type CodeSymbol, SymbolTable } from './symbols.ts';

/** A profile, and what of it counts. */
export interface TreePart {
  readonly profile: StackProfile;
  readonly selection?: Selection;
}

export interface TreeOptions {
  /** Shared by the trees that are to be compared; says what frames are grouped by. */
  readonly symbols?: SymbolTable;
  /** True for symbols that are to vanish: what they weigh counts for their callers. Asked once a symbol. */
  readonly hides?: (symbol: CodeSymbol) => boolean;
  /** `direct`: a function that calls itself is one row. `all`: also where others stand between the two calls. */
  readonly collapse?: 'direct' | 'all';
  readonly nodesMax?: number;
}

/** Adds up the selected samples of one or several profiles to one tree. */
export function mergeTree(parts: readonly TreePart[], options: TreeOptions = {}): CallTree {
  const symbols = options.symbols ?? new SymbolTable();
  const builder = new CallTreeBuilder(symbols, options.nodesMax ?? profileLimits.treeNodesMax);
  let unit = '';
  for (const { profile, selection } of parts) {
    const weights = weighStacks(profile, selection);
    if (unit === '') ({ unit } = weights);
    const nodes = placeStacks(profile, weights.samples, builder, options);
    addWeights(builder, nodes, weights);
  }
  return builder.finish(unit);
}

export function addWeights(
  builder: CallTreeBuilder,
  nodes: Uint32Array,
  { weight, samples }: StackWeights,
): void {
  for (let stack = 0; stack < nodes.length; stack++) {
    if (samples[stack] === 0) continue;
    builder.add(nodes[stack] as number, weight[stack] as number, samples[stack] as number);
  }
}

/** The row of every stack that has samples, in or below it. */
export function placeStacks(
  profile: StackProfile,
  samples: Float64Array,
  builder: CallTreeBuilder,
  options: TreeOptions,
): Uint32Array {
  const { count, parent, frame } = profile.stacks;
  const symbolOfFrame = builder.symbols.ofFrames(profile);
  const hidden = hiddenSymbols(builder.symbols, options);
  const step = stepOf(builder, options);
  const needed = neededStacks(profile, samples);
  const nodes = new Uint32Array(count);
  // Below a row that the full tree did not take, nothing is placed: it would stand under the wrong caller.
  const sealed = new Uint8Array(count);
  for (let stack = 0; stack < count; stack++) {
    if (needed[stack] === 0) continue;
    const above = parent[stack] as number;
    const caller = above === none ? 0 : (nodes[above] as number);
    const symbol = symbolOfFrame[frame[stack] as number] as number;
    const cuts = builder.cuts;
    const stays = hidden[symbol] === 1 || (above !== none && sealed[above] === 1);
    nodes[stack] = stays ? caller : step(caller, symbol);
    if (builder.cuts !== cuts || (above !== none && sealed[above] === 1)) sealed[stack] = 1;
  }
  return nodes;
}

/** 1 for the stacks with samples and all their callers. */
export function neededStacks({ stacks }: StackProfile, samples: Float64Array): Uint8Array {
  const needed = new Uint8Array(stacks.count);
  for (let stack = stacks.count - 1; stack >= 0; stack--) {
    if (samples[stack] !== 0) needed[stack] = 1;
    const above = stacks.parent[stack] as number;
    if (needed[stack] === 1 && above !== none) needed[above] = 1;
  }
  return needed;
}

function hiddenSymbols(symbols: SymbolTable, { hides }: TreeOptions): Uint8Array {
  const hidden = new Uint8Array(symbols.count);
  if (hides === undefined) return hidden;
  for (let id = 0; id < hidden.length; id++) hidden[id] = hides(symbols.get(id)) ? 1 : 0;
  return hidden;
}

/** How to get from a caller's row to that of what it calls. */
function stepOf(
  builder: CallTreeBuilder,
  { collapse }: TreeOptions,
): (caller: number, symbol: number) => number {
  if (collapse === undefined) return (caller, symbol) => builder.child(caller, symbol);
  if (collapse === 'direct') {
    return (caller, symbol) =>
      builder.symbolOf(caller) === symbol ? caller : builder.child(caller, symbol);
  }
  // Each pair of caller and symbol looks through its callers once.
  const asked = new PairTable();
  const answers: number[] = [];
  return (caller, symbol) => {
    const known = asked.find(caller, symbol);
    if (known >= 0) return answers[known] as number;
    let node = caller;
    while (node !== 0 && builder.symbolOf(node) !== symbol) node = builder.parentOf(node);
    const answer = node === 0 ? builder.child(caller, symbol) : node;
    answers[asked.insert(caller, symbol)] = answer;
    return answer;
  };
}
