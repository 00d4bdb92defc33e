/*
 * What a rule does, free of how it was written: terms are values read from a source, tests are questions about them.
 * Both have a canonical text; two that mean the same have the same, which is what lets the rules of a source share
 * their conditions and their columns. The texts of terms and tests are parts of the names of stored columns, so they
 * are a format: to change one is to lose sight of stored data.
 */
import { assertNever } from '@stormpetrel/base';
import type { SourceFieldType } from '@stormpetrel/model';

export type Constant = number | string | boolean | undefined;

export type Term =
  /** `label` is the name of an enum's value. */
  | { readonly kind: 'constant'; readonly value: Constant; readonly label?: string }
  | { readonly kind: 'field'; readonly field: string; readonly type: SourceFieldType }
  /** A tag's text, or undefined; `field` holds the tags. */
  | { readonly kind: 'tag'; readonly field: string; readonly key: string }
  /** The whole number that a text is, or NaN. */
  | { readonly kind: 'parsed'; readonly of: Term }
  /** A number without its fraction. */
  | { readonly kind: 'whole'; readonly of: Term }
  | { readonly kind: 'scaled'; readonly of: Term; readonly by: number }
  /** `of / width` towards zero, as a 32-bit integer, no more than `last`. */
  | {
      readonly kind: 'bucket';
      readonly of: Term;
      readonly width: number;
      readonly last: number | undefined;
    }
  /** The index of a text among those of the flush. */
  | { readonly kind: 'textIndex'; readonly of: Term }
  /** Apdex threshold of the service of that name, in milliseconds. */
  | { readonly kind: 'apdexThreshold'; readonly of: Term }
  | { readonly kind: 'layerName'; readonly of: Term };

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';

export type Test =
  | {
      readonly kind: 'compare';
      readonly left: Term;
      readonly operator: Comparison;
      readonly right: Term;
    }
  | {
      readonly kind: 'like';
      readonly left: Term;
      readonly where: 'start' | 'end' | 'anywhere';
      readonly text: string;
    }
  | { readonly kind: 'in'; readonly left: Term; readonly values: readonly Term[] }
  | {
      readonly kind: 'contain';
      readonly left: Term;
      readonly value: Term;
      readonly negated: boolean;
    }
  /** Is there a number at all? False of a text that is none. */
  | { readonly kind: 'isNumber'; readonly left: Term };

export const one: Term = { kind: 'constant', value: 1 };

export function termText(term: Term): string {
  switch (term.kind) {
    case 'constant':
      return term.label ?? JSON.stringify(term.value) ?? 'null';
    case 'field':
      return term.field;
    case 'tag':
      return `tag[${term.key}]`;
    case 'parsed':
      return `long(${termText(term.of)})`;
    case 'whole':
      return `whole(${termText(term.of)})`;
    case 'scaled':
      return `${term.by}${termText(term.of)}`;
    case 'bucket':
      return `${termText(term.of)}/${term.width}${term.last === undefined ? '' : `..${term.last}`}`;
    case 'textIndex':
      return termText(term.of);
    case 'apdexThreshold':
      return `T(${termText(term.of)})`;
    case 'layerName':
      return `layer(${termText(term.of)})`;
    default:
      return assertNever(term);
  }
}

export function testText(test: Test): string {
  const left = termText(test.left);
  switch (test.kind) {
    case 'compare':
      return compareText(test.operator, left, test.right);
    case 'like':
      return `${left}~${JSON.stringify(likePattern(test.where, test.text))}`;
    case 'in':
      return `${left} in [${test.values.map(termText).join()}]`;
    case 'contain':
      return `${termText(test.value)}${test.negated ? ' not in ' : ' in '}${left}`;
    case 'isNumber':
      return `number(${test.left.kind === 'parsed' ? termText(test.left.of) : left})`;
    default:
      return assertNever(test);
  }
}

function compareText(operator: Comparison, left: string, right: Term): string {
  if (right.kind === 'constant' && typeof right.value === 'boolean') {
    return right.value === (operator === '==') ? left : `!${left}`;
  }
  return `${left}${operator === '==' ? '=' : operator}${termText(right)}`;
}

function likePattern(where: 'start' | 'end' | 'anywhere', text: string): string {
  return `${where === 'start' ? '' : '%'}${text}${where === 'end' ? '' : '%'}`;
}

/** Each test once, in the order of their texts. */
export function sortTests(tests: readonly Test[]): readonly Test[] {
  const byText = new Map(tests.map((test) => [testText(test), test]));
  return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, test]) => test);
}

/** The terms that a term is made of, itself last. */
export function subterms(term: Term): readonly Term[] {
  return 'of' in term ? [...subterms(term.of), term] : [term];
}

/** The terms that a test asks about. */
export function termsOfTest(test: Test): readonly Term[] {
  return test.kind === 'compare' ? [test.left, test.right] : [test.left];
}
