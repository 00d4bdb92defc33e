/**
 * Opened profiles and what is made of them: trees, comparisons, tables, matches. It runs in a worker, so the page holds only
 * what it draws; see `profile-protocol.ts`. What was made last is kept, so turning a tree around does not merge it anew.
 */
import {
  type CallTree,
  type CodeSymbol,
  type FlameOrder,
  type StackProfile,
  SymbolTable,
  calleesOf,
  callersOf,
  decodeProfile,
  diffTrees,
  invertTree,
  mergeTree,
  timeTree,
} from '@stormpetrel/profile';
import { flameOfCalls, flameOfDiff } from './flame-tree.ts';
import type { FlameTree } from './flame-tree.ts';
import { profileViewLimits } from './limits.ts';
import {
  focusOf,
  matchedShare,
  presentSymbols,
  symbolColumns,
  symbolRows,
} from './picture-symbols.ts';
import { matcherOf } from './name-matcher.ts';
import type { NameMatcher, PatternProblem } from './name-matcher.ts';
import { chosenOf, factsOf } from './profile-facts.ts';
import type { ProfileFacts } from './profile-facts.ts';
import { toSelection } from './selection.ts';
import type {
  FoundSymbols,
  PictureRequest,
  PictureSide,
  ProfilePicture,
  Sided,
  SymbolRows,
} from './profile-picture.ts';
import { timeStripOf } from './time-strip.ts';
import type { TimeStrip } from './time-strip.ts';

interface Opened {
  readonly profile: StackProfile;
  readonly facts: ProfileFacts;
}

export class ProfileSession {
  readonly #profiles = new Map<string, Opened>();
  readonly #tables = new Map<string, SymbolTable>();
  #made: { readonly key: string; readonly trees: Sided } | undefined;

  /** Keeps a profile under a key and tells what is in it. Throws a `CodedError` where the bytes are none. */
  open(key: string, bytes: Uint8Array): ProfileFacts {
    const profile = decodeProfile(bytes);
    const facts = factsOf(profile);
    this.#profiles.delete(key);
    this.#profiles.set(key, { profile, facts });
    for (const oldest of this.#profiles.keys()) {
      if (this.#profiles.size <= profileViewLimits.profilesMax) break;
      this.#profiles.delete(oldest);
    }
    this.#made = undefined;
    return facts;
  }

  has(key: string): boolean {
    return this.#profiles.has(key);
  }

  factsOf(key: string): ProfileFacts | undefined {
    return this.#profiles.get(key)?.facts;
  }

  picture(request: PictureRequest): ProfilePicture {
    const hidden = matcherOf(request.hide);
    const symbols = this.#tableOf(request.group);
    const trees = this.#treesOf(request, symbols, hidden);
    const focus = request.mode === 'sandwich' ? focusOf(trees, request.focus) : -1;
    const { after, before } = trees;
    return {
      mode: request.mode,
      group: request.group,
      isRaw: request.isRaw,
      trees: this.#draw(request, trees, focus, hidden),
      symbols: symbolColumns(symbols, request),
      unit: after.unit === '' ? (before?.unit ?? '') : after.unit,
      whole: after.total[0] as number,
      wholeBefore: before?.total[0] ?? 0,
      samples: after.samples[0] as number,
      samplesBefore: before?.samples[0] ?? 0,
      focus,
      hideProblem: problemOf(hidden),
    };
  }

  /** What every function of the picture made last weighs. */
  rows(): SymbolRows | undefined {
    return this.#made === undefined ? undefined : symbolRows(this.#made.trees);
  }

  /** What of the picture made last a pattern matches. */
  find(pattern: string): FoundSymbols {
    const matcher = matcherOf(pattern);
    const trees = this.#made?.trees;
    const none = { flags: new Uint8Array(0), count: 0, share: 0, problem: problemOf(matcher) };
    if (matcher === undefined || 'problem' in matcher || trees === undefined) return none;
    const { symbols } = trees.after;
    // The table of symbols knows those of other events and threads too, which are not in this picture.
    const isThere = presentSymbols(trees);
    const flags = new Uint8Array(symbols.count);
    let count = 0;
    for (let id = 0; id < flags.length; id++) {
      if (isThere[id] !== 1 || !matcher.matches(symbols.name(id))) continue;
      flags[id] = 1;
      count++;
    }
    return { flags, count, share: matchedShare(trees.after, flags), problem: undefined };
  }

  strip(side: PictureSide, bars: number): TimeStrip | undefined {
    const opened = this.#profiles.get(side.key);
    return opened === undefined
      ? undefined
      : timeStripOf(opened.profile, side.selection, bars, opened.facts);
  }

  #tableOf(group: PictureRequest['group']): SymbolTable {
    const known = this.#tables.get(group);
    if (known !== undefined) return known;
    const made = new SymbolTable(group);
    this.#tables.set(group, made);
    return made;
  }

  #treesOf(
    request: PictureRequest,
    symbols: SymbolTable,
    hidden: NameMatcher | PatternProblem | undefined,
  ): Sided {
    const { side, before, group, recursion, hide } = request;
    const key = JSON.stringify([side, before, group, recursion, hide]);
    if (this.#made?.key === key) return this.#made.trees;
    const merge = (of: PictureSide): CallTree =>
      mergeTree([this.#partOf(of)], optionsOf(symbols, request, hidden));
    const trees = { after: merge(side), before: before === undefined ? undefined : merge(before) };
    this.#made = { key, trees };
    return trees;
  }

  #partOf(side: PictureSide) {
    const opened = this.#profiles.get(side.key);
    if (opened === undefined) throw new Error('The profile has not been opened.');
    const { profile, facts } = opened;
    const { event, type } = chosenOf(facts, side.selection);
    const selection = { ...side.selection, event: event?.event, type: type?.name };
    return { profile, selection: toSelection(selection, facts, side.ranges) };
  }

  #hasTimes({ key, selection }: PictureSide): boolean {
    const facts = this.factsOf(key);
    return facts !== undefined && chosenOf(facts, selection).event?.hasTimes === true;
  }

  #draw(
    request: PictureRequest,
    { after, before }: Sided,
    focus: number,
    hidden: NameMatcher | PatternProblem | undefined,
  ): readonly FlameTree[] {
    const nodesMax = profileViewLimits.treeNodesMax;
    const order: FlameOrder = request.order === 'time' ? 'weight' : request.order;
    const drawn = (turn: (tree: CallTree) => CallTree): FlameTree => {
      if (before === undefined) return flameOfCalls(turn(after), order);
      const diff = diffTrees(turn(before), turn(after), { normalised: false, nodesMax });
      // Shares of everything selected, in the sandwich too: a function's own whole would hide that it became heavier.
      return flameOfDiff(diff, order, {
        scale: request.isRaw ? 1 : shareOf(after),
        scaleBefore: request.isRaw ? 1 : shareOf(before),
      });
    };
    if (request.mode === 'sandwich') {
      if (focus < 0) return [];
      return [
        drawn((tree) => callersOf(tree, focus, { nodesMax })),
        drawn((tree) => calleesOf(tree, focus, nodesMax)),
      ];
    }
    if (request.mode === 'callers') return [drawn((tree) => invertTree(tree, { nodesMax }))];
    if (request.order === 'time' && before === undefined && this.#hasTimes(request.side)) {
      const options = optionsOf(after.symbols, request, hidden);
      return [flameOfCalls(timeTree(this.#partOf(request.side), options), 'row')];
    }
    return [drawn((tree) => tree)];
  }
}

function optionsOf(
  symbols: SymbolTable,
  { recursion }: PictureRequest,
  hidden: NameMatcher | PatternProblem | undefined,
) {
  return {
    symbols,
    nodesMax: profileViewLimits.treeNodesMax,
    ...(recursion === 'none' ? {} : { collapse: recursion }),
    ...(hidden === undefined || 'problem' in hidden
      ? {}
      : { hides: ({ name }: CodeSymbol) => hidden.matches(name) }),
  };
}

function shareOf({ total }: CallTree): number {
  const whole = total[0] as number;
  return whole === 0 ? 0 : 1 / whole;
}

function problemOf(matcher: NameMatcher | PatternProblem | undefined): string | undefined {
  return matcher !== undefined && 'problem' in matcher ? matcher.problem : undefined;
}
