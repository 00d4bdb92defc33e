import type { SourceText, Span } from '../../kit/index.ts';

export interface Word extends Span {
  readonly text: string;
}

/** `upper.shortName.beforeLast(":")`, or a text in quotes. */
export type TermSyntax =
  | { readonly kind: 'text'; readonly value: string }
  | {
      readonly kind: 'field';
      readonly side: Word;
      readonly field: Word;
      /** The marks of `beforeLast`, in order. */
      readonly cuts: readonly string[];
    };

/** Terms joined by `+`. */
export type TextSyntax = readonly TermSyntax[];

export interface Comparison {
  readonly left: TextSyntax;
  readonly right: TextSyntax;
}

/** `rule name: text == text and text == text;` */
export interface RuleSyntax {
  readonly kind: 'rule';
  readonly name: Word;
  readonly comparisons: readonly Comparison[];
}

/** `layer NAME at LEVEL above LOWER by RULE, …;` */
export interface LayerSyntax {
  readonly kind: 'layer';
  readonly name: Word;
  readonly level: Word;
  readonly lowers: readonly { readonly layer: Word; readonly rule: Word }[];
}

export interface HierarchySyntax {
  readonly source: SourceText;
  readonly statements: readonly (RuleSyntax | LayerSyntax)[];
}
