/**
 * Recognises the variable parts of endpoint names that are paths (`GET:/users/4711/orders`), while they come in.
 *
 * For each service the paths seen form a tree, a level for each part. Where a node gets more children than one expects
 * of names that people chose, its children are variables:
 *
 *     1. more than `idChildrenMax` children that look like ids (numbers, uuids, hashes …): those become one child
 *        `{var}`, their subtrees are merged, the other children stay;
 *     2. more than `childrenMax` children of any look: all of them become `{var}`.
 *
 * Merging may push a node further down over its threshold, so it goes on to the leaves. A name is then rewritten by
 * walking the tree. The result depends only on the names and their order. Each time a node gives in, `version` rises:
 * names remembered from before may now read differently.
 *
 * The thresholds are high on purpose: a service with few endpoints is never touched. Trees are bounded; past the bound
 * nothing more is learnt, and what the tree does not know is left as it is.
 */
export interface UriPatternLimits {
  readonly idChildrenMax: number;
  readonly childrenMax: number;
  readonly partsMax: number;
  readonly nodesPerServiceMax: number;
  readonly nodesMax: number;
}

const variable = '{var}';
const pathStart = /^(?:[A-Za-z]{1,10}:)?\//;

interface PathNode {
  readonly children: Map<string, PathNode>;
  idChildren: number;
  /** The child that stands for all variables. */
  variable: PathNode | undefined;
  /** Rule 2 has struck: every part goes to `variable`. */
  open: boolean;
}

interface PathTree {
  readonly root: PathNode;
  nodes: number;
}

export class UriPatterns {
  version = 0;
  readonly #limits: UriPatternLimits;
  readonly #trees = new Map<string, PathTree>();
  #nodes = 0;

  constructor(limits: UriPatternLimits) {
    this.#limits = limits;
  }

  get nodeCount(): number {
    return this.#nodes;
  }

  /** The name with its variable parts replaced; learns from it. Names that are no paths come back as they are. */
  format(service: string, name: string): string {
    const match = pathStart.exec(name);
    if (match === null) return name;
    const prefix = match[0];
    const parts = splitPath(name.slice(prefix.length), this.#limits.partsMax);
    const tree = this.#treeOf(service);
    if (tree === undefined) return name;
    this.#learn(tree, [prefix, ...parts]);
    return this.#rewrite(tree, prefix, parts);
  }

  #treeOf(service: string): PathTree | undefined {
    let tree = this.#trees.get(service);
    if (tree === undefined) {
      if (this.#nodes >= this.#limits.nodesMax) return undefined;
      tree = { root: emptyNode(), nodes: 1 };
      this.#nodes++;
      this.#trees.set(service, tree);
    }
    return tree;
  }

  #learn(tree: PathTree, parts: readonly string[]): void {
    let node = tree.root;
    for (const part of parts) {
      const known = childOf(node, part);
      if (known !== undefined) {
        node = known;
        continue;
      }
      const { nodesPerServiceMax, nodesMax } = this.#limits;
      if (tree.nodes >= nodesPerServiceMax || this.#nodes >= nodesMax) return;
      const child = emptyNode();
      node.children.set(part, child);
      this.#count(tree, 1);
      if (looksLikeId(part)) node.idChildren++;
      this.#giveIn(tree, node);
      node = childOf(node, part) ?? child;
    }
  }

  /** Applies the two rules to a node that has got children. */
  #giveIn(tree: PathTree, node: PathNode): void {
    // The root's children are methods, not parts of a path.
    if (node === tree.root) return;
    const all = node.children.size > this.#limits.childrenMax;
    if (!all && node.idChildren <= this.#limits.idChildrenMax) return;
    if (node.variable === undefined) {
      node.variable = emptyNode();
      this.#count(tree, 1);
      this.version++;
    }
    for (const [part, child] of node.children) {
      if (!all && !looksLikeId(part)) continue;
      node.children.delete(part);
      this.#merge(tree, child, node.variable);
    }
    node.idChildren = 0;
    if (all && !node.open) {
      node.open = true;
      this.version++;
    }
  }

  /** Moves everything under `source` to `target`; `source` itself is gone then. */
  #merge(tree: PathTree, source: PathNode, target: PathNode): void {
    this.#count(tree, -1);
    for (const [part, child] of source.children) {
      const known = childOf(target, part);
      if (known !== undefined) this.#merge(tree, child, known);
      else {
        target.children.set(part, child);
        if (looksLikeId(part)) target.idChildren++;
      }
    }
    if (source.variable !== undefined) {
      if (target.variable === undefined) target.variable = source.variable;
      else this.#merge(tree, source.variable, target.variable);
    }
    target.open ||= source.open;
    this.#giveIn(tree, target);
  }

  #rewrite(tree: PathTree, prefix: string, parts: readonly string[]): string {
    let node = tree.root.children.get(prefix);
    let text = '';
    for (const part of parts) {
      let shown = part;
      if (node !== undefined) {
        const literal: PathNode | undefined = node.open ? undefined : node.children.get(part);
        if (literal !== undefined) node = literal;
        else if (node.variable !== undefined && (node.open || looksLikeId(part))) {
          shown = variable;
          node = node.variable;
        } else node = undefined;
      }
      text += text === '' ? shown : `/${shown}`;
    }
    return prefix + text;
  }

  #count(tree: PathTree, delta: number): void {
    tree.nodes += delta;
    this.#nodes += delta;
  }
}

function childOf(node: PathNode, part: string): PathNode | undefined {
  if (node.open) return node.variable;
  return (
    node.children.get(part) ?? (looksLikeId(part) && node.variable ? node.variable : undefined)
  );
}

function emptyNode(): PathNode {
  return { children: new Map(), idChildren: 0, variable: undefined, open: false };
}

function splitPath(path: string, partsMax: number): string[] {
  const parts = path.split('/');
  if (parts.length <= partsMax) return parts;
  return [...parts.slice(0, partsMax - 1), parts.slice(partsMax - 1).join('/')];
}

const versionPart = /^v\d{1,3}$/i;
const uuid = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const hexadecimal = /^[0-9a-f]{8,}$/i;

/**
 * Whether a part of a path looks like an id rather than a word: it has a digit, and is a number, a uuid, a hash, or at
 * least a third digits. `v1` is a version, not an id.
 */
export function looksLikeId(part: string): boolean {
  const digits = countDigits(part);
  if (digits === 0 || versionPart.test(part)) return false;
  return digits * 3 >= part.length || hexadecimal.test(part) || uuid.test(part);
}

function countDigits(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 48 && code <= 57) count++;
  }
  return count;
}
