/*
 * The text of alarm settings (SkyWalking's alarm-settings.yml) as plain values, with the places they stand at:
 *
 *     rules:
 *       some_name_rule:            name ends with _rule
 *         expression: …
 *     hooks:
 *       webhook:
 *         default: {is-default: true, urls: […]}
 */
import type { RuleProblem } from './alarm-rule.ts';

export interface Place {
  readonly line: number;
  readonly column: number;
}

/** One entry below `rules`. */
export interface RawRule {
  readonly name: string;
  /** undefined where it is not a mapping. */
  readonly fields: Readonly<Record<string, unknown>> | undefined;
  readonly place: Place;
  /** Where the value of a field stands; the rule itself where it cannot be told. */
  placeOf(field: string): Place;
  /** Where a character of a text field stands; that of the field where the text is folded or escaped. */
  placeIn(field: string, offset: number): Place;
}

export interface RawSettings {
  readonly rules: readonly RawRule[];
  /** What stands below `hooks`, for the hooks to check. */
  readonly hooks: unknown;
  readonly problems: readonly RuleProblem[];
}

/** Settings that are not from a text have no places. */
export function plainSettings(rules: Readonly<Record<string, unknown>>): RawSettings {
  const place = { line: 1, column: 1 };
  const raw = Object.entries(rules).map(([name, fields]) => ({
    name,
    fields: isTree(fields) ? fields : undefined,
    place,
    placeOf: () => place,
    placeIn: () => place,
  }));
  return { rules: raw, hooks: undefined, problems: [] };
}

export function isTree(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
