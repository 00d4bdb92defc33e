/**
 * The trees that SkyWalking's GraphQL answers for JFR and pprof profiles, and for the Go flavour of trace profiling. Their
 * numbers start at 0, and the parent of the root is -1.
 */
import { type CallTree, CallTreeBuilder, childrenOf } from '../analysis/call-tree.ts';
import { layoutFlame } from '../analysis/flame-layout.ts';
import { addWeights, mergeTree, neededStacks } from '../analysis/merge-tree.ts';
import { weighStacks } from '../analysis/selection.ts';
import { SymbolTable } from '../analysis/symbols.ts';
import { profileLimits } from '../limits.ts';
import { PairTable } from '../pair-table.ts';
import { FrameKind, type SamplePeriod, type StackProfile, none } from '../stack-profile.ts';

export interface ProfileElement {
  readonly id: number;
  readonly parentId: number;
  readonly codeSignature: string;
  readonly total: number;
  readonly self: number;
}

export interface GoTraceElement {
  readonly id: number;
  readonly parentId: number;
  readonly codeSignature: string;
  readonly durationMs: number;
  readonly durationChildExcludedMs: number;
  readonly count: number;
}

export type JfrEventType =
  | 'EXECUTION_SAMPLE'
  | 'LOCK'
  | 'OBJECT_ALLOCATION_IN_NEW_TLAB'
  | 'OBJECT_ALLOCATION_OUTSIDE_TLAB'
  | 'PROFILER_LIVE_OBJECT';

/** Which events of a recording SkyWalking puts under which type, and which of their values it adds up. */
export const jfrEventTypes: Readonly<
  Record<JfrEventType, { readonly events: readonly string[]; readonly type: string }>
> = {
  EXECUTION_SAMPLE: {
    events: [
      'jdk.ExecutionSample',
      'jdk.NativeMethodSample',
      'jdk.CPUTimeSample',
      'profiler.WallClockSample',
    ],
    type: 'samples',
  },
  LOCK: { events: ['jdk.JavaMonitorEnter', 'jdk.ThreadPark'], type: 'delay' },
  OBJECT_ALLOCATION_IN_NEW_TLAB: {
    events: ['jdk.ObjectAllocationInNewTLAB'],
    type: 'alloc_space',
  },
  OBJECT_ALLOCATION_OUTSIDE_TLAB: {
    events: ['jdk.ObjectAllocationOutsideTLAB', 'jdk.ObjectAllocationSample'],
    type: 'alloc_space',
  },
  PROFILER_LIVE_OBJECT: { events: ['profiler.LiveObject'], type: 'inuse_space' },
};

/** The tree of `queryAsyncProfilerAnalyze`: recordings merged by `function:line`, the root without a name. */
export function asyncProfilerTree(
  profiles: readonly StackProfile[],
  eventType: JfrEventType,
): ProfileElement[] {
  const selection = jfrEventTypes[eventType];
  const parts = profiles.map((profile) => ({ profile, selection }));
  return elementsOf(mergeTree(parts, { symbols: new SymbolTable('signature') }), '');
}

/** The tree of `queryPprofAnalyze`: the main value of each profile, inlined calls in one row with the call they are in. */
export function pprofTree(profiles: readonly StackProfile[]): ProfileElement[] {
  return elementsOf(joinedTree(profiles, undefined), 'root');
}

function elementsOf(tree: CallTree, rootSignature: string): ProfileElement[] {
  const ids = new Uint32Array(tree.count);
  return Array.from(layoutFlame(tree).order, (node, id) => {
    ids[node] = id;
    return {
      id,
      parentId: node === 0 ? -1 : (ids[tree.parent[node] as number] as number),
      codeSignature: node === 0 ? rootSignature : tree.symbols.name(tree.symbol[node] as number),
      total: tree.total[node] as number,
      self: tree.self[node] as number,
    };
  });
}

/**
 * The tree of a Go profile that holds the samples of one segment: samples and their time, the heaviest child first, level
 * by level. Where several functions start threads, a row `root` stands above them. Empty without samples.
 */
export function goTraceTree(profile: StackProfile): GoTraceElement[] {
  const [table] = profile.samples;
  if (table === undefined || table.count === 0) return [];
  const tree = joinedTree([profile], table.types[0]?.name);
  const periodMs = periodMsOf(table.period);
  const { offsets, nodes } = childrenOf(tree);
  const roots = nodes.subarray(offsets[0], offsets[1]);
  const queue = roots.length === 1 ? [roots[0] as number] : [0];
  const ids = new Int32Array(tree.count).fill(-1);
  const elements: GoTraceElement[] = [];
  for (const node of queue) {
    const children = Array.from(nodes.subarray(offsets[node], offsets[node + 1]));
    children.sort((a, b) => (tree.total[b] as number) - (tree.total[a] as number) || a - b);
    ids[node] = elements.length;
    elements.push({
      id: elements.length,
      parentId: elements.length === 0 ? -1 : (ids[tree.parent[node] as number] as number),
      codeSignature: node === 0 ? 'root' : tree.symbols.name(tree.symbol[node] as number),
      durationMs: Math.round((tree.total[node] as number) * periodMs),
      durationChildExcludedMs: Math.round((tree.self[node] as number) * periodMs),
      count: tree.total[node] as number,
    });
    queue.push(...children);
  }
  return elements;
}

/** Milliseconds between two samples; 10 where the profile does not say, and never less than 1. */
function periodMsOf(period: SamplePeriod | undefined): number {
  if (period === undefined || period.value <= 0) return 10;
  const { value } = period;
  switch (period.type.unit) {
    case 'microseconds':
      return Math.max(1, value / 1e3);
    case 'milliseconds':
      return Math.max(1, value);
    case 'seconds':
      return Math.max(1, value * 1e3);
    case 'hz':
    case 'hertz':
      return Math.max(1, 1000 / value);
    default:
      return Math.max(1, value / 1e6);
  }
}

/**
 * Merges by SkyWalking's signature of a pprof location: `function:line` of every call that is inlined in it and of the
 * call itself, innermost first, joined by `;`.
 */
function joinedTree(profiles: readonly StackProfile[], type: string | undefined): CallTree {
  const symbols = new SymbolTable('signature');
  const builder = new CallTreeBuilder(symbols, profileLimits.treeNodesMax);
  let unit = '';
  for (const profile of profiles) {
    const weights = weighStacks(profile, type === undefined ? {} : { type });
    if (unit === '') ({ unit } = weights);
    addWeights(builder, joinedNodes(profile, weights.samples, builder), weights);
  }
  return builder.finish(unit);
}

function joinedNodes(
  profile: StackProfile,
  samples: Float64Array,
  builder: CallTreeBuilder,
): Uint32Array {
  const { stacks, frames, strings } = profile;
  const needed = neededStacks(profile, samples);
  const titles = new TitleChain(builder.symbols);
  /** Of each stack: the row above its location, what is written of the location so far, and its row once one is needed. */
  const above = new Uint32Array(stacks.count);
  const title = new Uint32Array(stacks.count);
  const nodes = new Uint32Array(stacks.count);
  const nodeAt = (stack: number): number => {
    if (nodes[stack] === 0) {
      nodes[stack] = builder.child(above[stack] as number, title[stack] as number);
    }
    return nodes[stack] as number;
  };
  for (let stack = 0; stack < stacks.count; stack++) {
    if (needed[stack] === 0) continue;
    const parent = stacks.parent[stack] as number;
    const frame = stacks.frame[stack] as number;
    const own = `${strings[frames.name[frame] as number]}:${frames.line[frame]}`;
    if (parent !== none && frames.kind[frame] === FrameKind.inlined) {
      above[stack] = above[parent] as number;
      title[stack] = titles.within(title[parent] as number, frame, own);
    } else {
      above[stack] = parent === none ? 0 : nodeAt(parent);
      title[stack] = titles.of(own);
    }
    if (samples[stack] !== 0) nodeAt(stack);
  }
  return nodes;
}

/** Titles of locations; each chain of inlined calls is written once. */
class TitleChain {
  readonly #symbols: SymbolTable;
  readonly #pairs = new PairTable();
  readonly #titles: number[] = [];

  constructor(symbols: SymbolTable) {
    this.#symbols = symbols;
  }

  of(title: string): number {
    return this.#symbols.intern({
      name: title,
      module: undefined,
      file: undefined,
      line: 0,
      kind: FrameKind.unknown,
    });
  }

  within(outer: number, frame: number, own: string): number {
    const known = this.#pairs.find(outer, frame);
    if (known >= 0) return this.#titles[known] as number;
    const title = this.of(`${own};${this.#symbols.name(outer)}`);
    this.#titles[this.#pairs.insert(outer, frame)] = title;
    return title;
  }
}
