/** One minute of one scope: reads what its rules look at, judges each rule, and moves the states on. */
import {
  ColumnEvaluator,
  SharedParts,
  aliveMask,
  isColumnar,
  judgeEntity,
} from './columns/column-evaluator.ts';
import { ColumnArena } from './columns/column-arena.ts';
import type { ScopePlan } from './columns/read-columns.ts';
import type { ScopeColumns } from './columns/scope-columns.ts';
import { describeEntity } from './alarm-entity.ts';
import type { AlarmCatalog, AlarmRule } from './rules/alarm-rule.ts';
import type { WorkSlices } from './slice.ts';

/** A scope's rules, with what they have in common worked out. */
export interface PreparedScope extends ScopePlan {
  readonly parts: SharedParts;
}

export function prepareScope(plan: ScopePlan): PreparedScope {
  return { ...plan, parts: new SharedParts(plan.rules) };
}

/** How rules are judged, and who is told. */
export interface Judgement {
  readonly catalog: AlarmCatalog;
  readonly slices: WorkSlices;
  /** `isTrue` has ids that the rule is about (its lists and patterns of names are applied). */
  readonly judged: (rule: AlarmRule, isTrue: ReadonlySet<string>) => void;
  readonly failed: (rule: AlarmRule, thrown: unknown) => void;
}

/**
 * Tells for each rule whose values are there the entities for which it is true. A rule that cannot be judged keeps none of the others from it.
 * Arrays are reused from rule to rule but not from minute to minute: their lengths go by the number of entities, which is
 * another every time, and those of all numbers would never be given back.
 */
export async function judgeScope(
  scope: PreparedScope,
  columns: ScopeColumns,
  work: Judgement,
): Promise<void> {
  const evaluator = new ColumnEvaluator(columns, scope.parts, new ColumnArena());
  for (const rule of columns.rules) {
    const { expression } = rule.parsed;
    const isFast = expression !== undefined && isColumnar(expression);
    try {
      const isTrue = isFast
        ? idsOf(rule, columns, evaluator.judge(rule))
        : await judgeEach(rule, columns, work);
      work.judged(rule, isTrue);
    } catch (thrown) {
      work.failed(rule, thrown);
    }
    if (work.slices.isOver) await work.slices.pause();
  }
  evaluator.close();
}

const nobody: ReadonlySet<string> = new Set();

function idsOf(
  rule: AlarmRule,
  columns: ScopeColumns,
  entities: readonly number[],
): ReadonlySet<string> {
  if (entities.length === 0) return nobody;
  const ids = new Set<string>();
  for (const entity of entities) {
    const id = columns.ids[entity] as string;
    if (isAbout(rule, id)) ids.add(id);
  }
  return ids;
}

async function judgeEach(
  rule: AlarmRule,
  columns: ScopeColumns,
  work: { readonly catalog: AlarmCatalog; readonly slices: WorkSlices },
): Promise<ReadonlySet<string>> {
  const alive = aliveMask(columns, rule);
  const ids = new Set<string>();
  for (const [entity, id] of columns.ids.entries()) {
    if (alive[entity] !== 1 || !isAbout(rule, id)) continue;
    if (await judgeEntity(rule, columns, entity, work.catalog)) ids.add(id);
    if (work.slices.isOver) await work.slices.pause();
  }
  return ids;
}

export function isAbout({ filter, scope }: AlarmRule, id: string): boolean {
  return filter.passes(id, (entityId) => describeEntity(entityId, scope).name);
}
