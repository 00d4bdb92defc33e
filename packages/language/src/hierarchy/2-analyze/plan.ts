/** The hierarchy once all names in it are known to be right: what both back ends are made of. */
export type Side = 'upper' | 'lower';
export type Field = 'name' | 'shortName';

export type Term =
  | { readonly kind: 'text'; readonly value: string }
  | {
      readonly kind: 'field';
      readonly side: Side;
      readonly field: Field;
      readonly cuts: readonly string[];
    };

export interface ComparisonPlan {
  readonly left: readonly Term[];
  readonly right: readonly Term[];
}

export interface RulePlan {
  readonly name: string;
  readonly comparisons: readonly ComparisonPlan[];
}

export interface HierarchyPlan {
  readonly rules: readonly RulePlan[];
  readonly levels: readonly { readonly layer: string; readonly level: number }[];
  readonly matches: readonly {
    readonly upper: string;
    readonly lower: string;
    readonly rule: string;
  }[];
}
