/*
 * The shape of an update: the steps of a table, nested under their tests, so that each test is asked at most once on
 * any path and tests that exclude each other become `else if`.
 *
 * 1. Steps whose tests are all asked already run at once.
 * 2. Of the tests that remain, the one that most steps share becomes a branch; the steps that need it go inside, and
 *    the same is done there. This goes on until no step is left.
 * 3. Branches that cannot both be taken join into a chain.
 * 4. Terms needed in more than one place of a block, at whatever depth, are worked out once, at its head.
 */
import type { ColumnPlan } from '../2-analyze/column-plan.ts';
import type { TablePlan } from '../2-analyze/fuse-rules.ts';
import { type Term, type Test, subterms, termsOfTest, testText } from '../2-analyze/term.ts';

export interface Block {
  /** Terms to work out first, those that others are made of before them. */
  readonly bound: readonly Term[];
  readonly steps: readonly Step[];
  readonly chains: readonly (readonly Branch[])[];
}

export interface Branch {
  readonly test: Test;
  readonly block: Block;
}

export interface Step extends ColumnPlan {
  /** Place of the column among those of its storage: scalars, maps or texts. */
  readonly index: number;
}

/** The same for terms that are the same. */
export function termId(term: Term): string {
  return JSON.stringify(term);
}

export function buildBlock(plan: TablePlan): Block {
  const places = columnPlaces(plan);
  const entries = plan.steps.map((step) => ({
    step: { ...step, index: places.get(step.column.name) ?? 0 },
    open: step.guard,
  }));
  return bindTerms(nest(entries), new Set());
}

/** The place of each column among those of its storage (see `AccumulatorRows`). */
function columnPlaces(plan: TablePlan): ReadonlyMap<string, number> {
  const used = { scalar: 0, map: 0, text: 0 };
  const places = new Map<string, number>();
  for (const { name, kind } of plan.table.columns) {
    const storage = kind === 'map' || kind === 'text' ? kind : 'scalar';
    places.set(name, used[storage]++);
  }
  return places;
}

interface Entry {
  readonly step: Step;
  /** Tests not yet asked. */
  readonly open: readonly Test[];
}

function nest(entries: readonly Entry[]): Block {
  const steps = entries.filter((entry) => entry.open.length === 0).map((entry) => entry.step);
  let rest = entries.filter((entry) => entry.open.length > 0);
  const branches: Branch[] = [];
  while (rest.length > 0) {
    const test = mostShared(rest);
    const text = testText(test);
    const inside: Entry[] = [];
    const outside: Entry[] = [];
    for (const entry of rest) {
      const open = entry.open.filter((other) => testText(other) !== text);
      if (open.length < entry.open.length) inside.push({ step: entry.step, open });
      else outside.push(entry);
    }
    branches.push({ test, block: nest(inside) });
    rest = outside;
  }
  return { bound: [], steps, chains: chain(branches) };
}

/** Of those that most entries wait for the first that needs no lookup, or the first. */
function mostShared(entries: readonly Entry[]): Test {
  const counts = new Map<string, { readonly test: Test; count: number }>();
  for (const { open } of entries) {
    for (const test of open) {
      const text = testText(test);
      const found = counts.get(text);
      if (found === undefined) counts.set(text, { test, count: 1 });
      else found.count++;
    }
  }
  return [...counts.values()].reduce((best, next) => {
    if (next.count !== best.count) return next.count > best.count ? next : best;
    return needsLookup(best.test) && !needsLookup(next.test) ? next : best;
  }).test;
}

function needsLookup(test: Test): boolean {
  return termsOfTest(test)
    .flatMap(subterms)
    .some((term) => term.kind === 'tag' || term.kind === 'apdexThreshold');
}

function chain(branches: readonly Branch[]): readonly (readonly Branch[])[] {
  const chains: Branch[][] = [];
  for (const branch of branches) {
    const fitting = chains.find((one) => one.every((other) => excludes(other.test, branch.test)));
    if (fitting === undefined) chains.push([branch]);
    else fitting.push(branch);
  }
  return chains;
}

/** Surely not both true: the same thing equal to different values, or a question and its opposite. */
function excludes(a: Test, b: Test): boolean {
  if (a.kind !== 'compare' || b.kind !== 'compare') return false;
  if (termId(a.left) !== termId(b.left)) return false;
  const same = termId(a.right) === termId(b.right);
  if (a.operator === '==' && b.operator === '==') return !same;
  return same && opposites.has(`${a.operator} ${b.operator}`);
}

/** Surely one of them true: the last of a chain need not be asked. */
export function exhausts(a: Test, b: Test): boolean {
  if (a.kind !== 'compare' || b.kind !== 'compare' || !excludes(a, b)) return false;
  // Orders of what is no number are all false.
  if (a.operator === '!=' || b.operator === '!=') return true;
  return isBoolean(a.right) && isBoolean(b.right);
}

function isBoolean(term: Term): boolean {
  return term.kind === 'constant' && typeof term.value === 'boolean';
}

const opposites: ReadonlySet<string> = new Set(['== !=', '!= ==', '<= >', '> <=', '>= <', '< >=']);

function bindTerms(block: Block, outer: ReadonlySet<string>): Block {
  const uses = new Map<string, { readonly term: Term; count: number }>();
  for (const place of placesOf(block)) {
    for (const [id, term] of place) {
      const found = uses.get(id);
      if (found === undefined) uses.set(id, { term, count: 1 });
      else found.count++;
    }
  }
  const bound = [...uses]
    .filter(([id, { term, count }]) => count > 1 && term.kind !== 'constant' && !outer.has(id))
    .map(([, { term }]) => term)
    .sort((a, b) => subterms(a).length - subterms(b).length);
  const inner = new Set([...outer, ...bound.map(termId)]);
  return {
    ...block,
    bound,
    chains: block.chains.map((branches) =>
      branches.map((branch) => ({ ...branch, block: bindTerms(branch.block, inner) })),
    ),
  };
}

type Place = ReadonlyMap<string, Term>;

/** Where a block needs terms. The blocks of one chain are one place: only one of them runs. */
function placesOf(block: Block): readonly Place[] {
  const places = block.steps.flatMap(placesOfStep);
  for (const branches of block.chains) {
    for (const { test } of branches) places.push(...placesOfTest(test));
    const inside = branches.flatMap((branch) => placesOf(branch.block));
    places.push(new Map(inside.flatMap((place) => [...place])));
  }
  return places;
}

function placesOfStep(step: Step): readonly Place[] {
  const terms = step.key === undefined ? [step.value] : [step.key, step.value];
  const place = placeOf(terms);
  // The code of these names the value twice.
  return step.column.kind === 'min' || step.column.kind === 'max' ? [place, place] : [place];
}

function placesOfTest(test: Test): readonly Place[] {
  const place = placeOf(termsOfTest(test));
  return test.kind === 'in' && test.values.length > 1 ? [place, place] : [place];
}

function placeOf(terms: readonly Term[]): Place {
  return new Map(terms.flatMap(subterms).map((term) => [termId(term), term]));
}
