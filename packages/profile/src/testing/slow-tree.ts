/** The slow, obvious twin of the analyses: objects and recursion, one sample at a time. */
import type { CallTree } from '../analysis/call-tree.ts';
import type { Selection } from '../analysis/selection.ts';
import { type SampleTable, type StackProfile, none } from '../stack-profile.ts';

export interface SlowNode {
  readonly name: string;
  self: number;
  total: number;
  samples: number;
  readonly children: SlowNode[];
}

/** A selected sample: names from the outermost frame to the innermost. */
export interface SlowSample {
  readonly path: readonly string[];
  readonly weight: number;
  readonly timeMs: number;
}

export function slowSamples(profile: StackProfile, selection: Selection = {}): SlowSample[] {
  const found: SlowSample[] = [];
  for (const table of profile.samples) {
    const type =
      selection.type === undefined
        ? table.mainType
        : table.types.findIndex(({ name }) => name === selection.type);
    if (selection.events?.includes(table.event) === false || type < 0) continue;
    for (let row = 0; row < table.count; row++) {
      if (!isSelected(profile, table, row, selection)) continue;
      const weight = table.values[type]?.[row] ?? 1;
      found.push({ path: pathOf(profile, table, row), weight, timeMs: table.timeMs[row] ?? 0 });
    }
  }
  return found;
}

function isSelected(
  { strings }: StackProfile,
  table: SampleTable,
  row: number,
  { ranges, threads, states, labels }: Selection,
): boolean {
  const time = table.timeMs[row] ?? -1;
  const thread = strings[table.thread[row] ?? none] ?? '';
  const state = strings[table.state[row] ?? none] ?? '';
  const own: string[] = [];
  for (let at = table.labelOffsets[row] ?? 0; at < (table.labelOffsets[row + 1] ?? 0); at++) {
    own.push(`${strings[table.labelKeys[at] ?? none]}=${strings[table.labelValues[at] ?? none]}`);
  }
  return (
    (ranges?.some(([start, end]) => start <= time && time < end) ?? true) &&
    (threads?.includes(thread) ?? true) &&
    (states?.includes(state) ?? true) &&
    (labels?.every(({ key, value }) => own.includes(`${key}=${value}`)) ?? true)
  );
}

function pathOf(
  { stacks, frames, strings }: StackProfile,
  table: SampleTable,
  row: number,
): string[] {
  const path: string[] = [];
  for (let at = table.stack[row] ?? none; at !== none; at = stacks.parent[at] ?? none) {
    path.unshift(strings[frames.name[stacks.frame[at] ?? none] ?? none] ?? '');
  }
  return path;
}

export function slowTree(samples: readonly SlowSample[]): SlowNode {
  const root: SlowNode = { name: '', self: 0, total: 0, samples: 0, children: [] };
  for (const { path, weight } of samples) {
    let node = root;
    touch(node, weight);
    for (const name of path) {
      let child = node.children.find((one) => one.name === name);
      if (child === undefined) {
        child = { name, self: 0, total: 0, samples: 0, children: [] };
        node.children.push(child);
      }
      node = child;
      touch(node, weight);
    }
    node.self += weight;
  }
  return sorted(root);
}

function touch(node: SlowNode, weight: number): void {
  node.total += weight;
  node.samples += 1;
}

/** A columnar tree in the same shape, to be compared. */
export function slowForm(
  tree: CallTree,
  name = (row: number): string => nameOf(tree, row),
): SlowNode {
  const nodes = Array.from({ length: tree.count }, (_, row): SlowNode => ({
    name: row === 0 ? '' : name(row),
    self: tree.self[row] ?? 0,
    total: tree.total[row] ?? 0,
    samples: tree.samples[row] ?? 0,
    children: [],
  }));
  nodes.forEach((node, row) => {
    if (row > 0) nodes[tree.parent[row] ?? 0]?.children.push(node);
  });
  const [root] = nodes;
  if (root === undefined) throw new Error('a tree has a root');
  return sorted(root);
}

export function nameOf(tree: CallTree, row: number): string {
  return tree.symbols.name(tree.symbol[row] ?? none);
}

export function sorted(node: SlowNode): SlowNode {
  node.children.forEach(sorted);
  node.children.sort((a, b) => (a.name < b.name ? -1 : 1));
  return node;
}
