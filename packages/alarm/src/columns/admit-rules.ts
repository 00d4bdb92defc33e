/*
 * Which rules are judged where the values of all do not fit. A rule's weight is how many values it looks at: minutes × label sets
 * of its metrics, for each entity. Rules are taken the lightest first, of equal ones the first in the file, each if what it
 * needs beyond what others hold already fits as well. So who looks back over a day costs nobody who looks back over ten minutes.
 */
import { alarmLimits } from '../limits.ts';
import type { AlarmRule } from '../rules/alarm-rule.ts';

export interface Admission {
  readonly admitted: readonly AlarmRule[];
  /** Lightest first. */
  readonly refused: readonly RefusedRule[];
  /** Minutes that each metric must reach back for those who are admitted. */
  readonly minutes: ReadonlyMap<string, number>;
}

export interface RefusedRule {
  readonly rule: AlarmRule;
  /** How many values it looks at: of as many entities and label sets as were known when there was no more room. */
  readonly cells: number;
}

/** Minutes that a rule looks back over. */
export function reachOf({ settings, trendMinutes }: AlarmRule): number {
  return settings.period + trendMinutes;
}

export function metricNamesOf({ metrics }: AlarmRule): ReadonlySet<string> {
  return new Set(metrics.map(({ metric }) => metric.name));
}

/** What is known when rules are weighed. */
export interface RuleRoom {
  readonly entities: number;
  /** How many sets of labels a metric has. */
  readonly columnsOf: (metric: string) => number;
}

/** How many values a rule looks at. */
export function weightOf(rule: AlarmRule, { entities, columnsOf }: RuleRoom): number {
  let columns = 0;
  for (const name of metricNamesOf(rule)) columns += columnsOf(name);
  return columns * reachOf(rule) * entities;
}

export function admitRules(
  rules: readonly AlarmRule[],
  room: RuleRoom,
  cellsMax: number,
): Admission {
  const { entities, columnsOf } = room;
  const weighed = rules.map((rule) => ({ rule, cells: weightOf(rule, room) }));
  weighed.sort((a, b) => a.cells - b.cells);
  const minutes = new Map<string, number>();
  const admitted = new Set<AlarmRule>();
  const refused: RefusedRule[] = [];
  let held = 0;
  for (const { rule, cells } of weighed) {
    const names = metricNamesOf(rule);
    const reach = reachOf(rule);
    let needed = 0;
    for (const name of names) {
      const known = minutes.get(name) ?? 0;
      const overhead = known === 0 ? alarmLimits.cellsPerColumn : 0;
      needed += columnsOf(name) * (Math.max(0, reach - known) * entities + overhead);
    }
    if (held + needed > cellsMax) {
      refused.push({ rule, cells });
      continue;
    }
    held += needed;
    admitted.add(rule);
    for (const name of names) minutes.set(name, Math.max(reach, minutes.get(name) ?? 0));
  }
  return { admitted: rules.filter((rule) => admitted.has(rule)), refused, minutes };
}
