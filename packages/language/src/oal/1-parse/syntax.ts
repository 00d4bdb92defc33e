import { assertNever } from '@stormpetrel/base';

import type { SourceText, Span } from '../../kit/index.ts';

/** A rule file as it is written, statement by statement. */
export interface OalSyntax {
  readonly source: SourceText;
  readonly statements: readonly Statement[];
}

export type Statement = MetricStatement | DisableStatement;

/** `name = from(Source.attribute).filter(…).function(…).decorator("…");` */
export interface MetricStatement {
  readonly kind: 'metric';
  readonly name: Word;
  readonly source: Word;
  /** Undefined for `Source.*`. */
  readonly attribute: Attribute | undefined;
  readonly filters: readonly Condition[];
  readonly function: Word;
  readonly arguments: readonly Argument[];
  readonly decorator: Word | undefined;
}

/** `disable(name);` */
interface DisableStatement {
  readonly kind: 'disable';
  readonly name: Word;
}

/** A name or the content of a string literal, and where it stands. */
export interface Word extends Span {
  readonly text: string;
}

/** `a.b.c`, or `tag["key"]`, either with a cast of text to a whole number in front. */
export interface Attribute extends Span {
  /** The names, joined by dots. */
  readonly path: string;
  /** The key of the last name, where it is one of a map. */
  readonly key: string | undefined;
  readonly cast: 'long' | 'int' | undefined;
}

export const operators = [
  '==',
  '!=',
  '>',
  '<',
  '>=',
  '<=',
  'like',
  'in',
  'contain',
  'not contain',
] as const;

export type Operator = (typeof operators)[number];

export interface Condition extends Span {
  readonly attribute: Attribute;
  readonly operator: Operator;
  readonly value: Literal;
}

export type ScalarLiteral = Span &
  (
    | { readonly kind: 'number'; readonly value: number }
    | { readonly kind: 'string'; readonly value: string }
    | { readonly kind: 'boolean'; readonly value: boolean }
    | { readonly kind: 'null' }
    | { readonly kind: 'enum'; readonly type: string; readonly value: string }
  );

export type Literal =
  | ScalarLiteral
  | (Span & { readonly kind: 'list'; readonly items: readonly ScalarLiteral[] });

/** `kind` is unlike those of `Condition`'s parts, so that one switch tells the three apart. */
export type Argument =
  | { readonly kind: 'condition'; readonly condition: Condition }
  | { readonly kind: 'literal'; readonly literal: ScalarLiteral }
  | { readonly kind: 'attribute'; readonly attribute: Attribute };

/** Where an argument stands. */
export function argumentSpan(argument: Argument): Span {
  switch (argument.kind) {
    case 'condition':
      return argument.condition;
    case 'literal':
      return argument.literal;
    case 'attribute':
      return argument.attribute;
    default:
      return assertNever(argument);
  }
}
