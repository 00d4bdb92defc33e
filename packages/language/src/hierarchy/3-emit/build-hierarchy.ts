import type { HierarchyPlan, RulePlan, Term } from '../2-analyze/plan.ts';
import {
  type Hierarchy,
  type MatchRule,
  type NamedInLayer,
  type Part,
  beforeLast,
  joined,
  same,
} from '../runtime.ts';

/** The hierarchy as closures: what generated code does, for rules that are read while the server runs. */
export function buildHierarchy(plan: HierarchyPlan): Hierarchy {
  const rules = new Map(plan.rules.map((rule) => [rule.name, buildRule(rule)]));
  const matches = plan.matches.map((match) => ({
    ...match,
    matches: rules.get(match.rule) ?? (() => false),
  }));
  return { levels: plan.levels, matches };
}

function buildRule({ comparisons }: RulePlan): MatchRule {
  return (upper, lower) =>
    comparisons.every(({ left, right }) =>
      same(valueOf(left, upper, lower), valueOf(right, upper, lower)),
    );
}

function valueOf(terms: readonly Term[], upper: NamedInLayer, lower: NamedInLayer): Part {
  const parts = terms.map((term): Part => {
    if (term.kind === 'text') return term.value;
    const service = term.side === 'upper' ? upper : lower;
    let value: Part = service[term.field];
    for (const mark of term.cuts) value = beforeLast(value, mark);
    return value;
  });
  return joined(...parts);
}
