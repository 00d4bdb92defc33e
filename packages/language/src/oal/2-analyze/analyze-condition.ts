import { assertNever, closestWords } from '@stormpetrel/base';

import type { Condition, Literal, ScalarLiteral } from '../1-parse/syntax.ts';
import { type RuleScope, type TypedTerm, typeName } from './rule-scope.ts';
import type { Comparison, Term, Test } from './term.ts';

/** The test that a condition stands for, or undefined where it is wrong, which is then told. */
export function analyzeCondition(scope: RuleScope, condition: Condition): Test | undefined {
  const left = scope.resolve(condition.attribute);
  if (left === undefined) return undefined;
  switch (condition.operator) {
    case '==':
    case '!=':
      return analyzeEquality(scope, condition, left, condition.operator);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return analyzeOrder(scope, condition, left, condition.operator);
    case 'like':
      return analyzeLike(scope, condition, left);
    case 'in':
      return analyzeIn(scope, condition, left);
    case 'contain':
    case 'not contain':
      return analyzeContain(scope, condition, left);
    default:
      return assertNever(condition.operator);
  }
}

function analyzeEquality(
  scope: RuleScope,
  condition: Condition,
  left: TypedTerm,
  operator: '==' | '!=',
): Test | undefined {
  const { value } = condition;
  if (left.type === 'list') return wrongOperator(scope, condition, ['contain', 'not contain']);
  const right = value.kind === 'null' ? nothing(left) : constantOf(scope, left, value);
  if (right === undefined) {
    return value.kind === 'null'
      ? scope.fail(value, `${condition.attribute.path} is never null`, [expectedOf(scope, left)])
      : undefined;
  }
  if (right.kind === 'constant' && typeof right.value === 'boolean') {
    // `!= true` is `== false`: said one way, rules that mean the same share their columns.
    const wanted = right.value === (operator === '==');
    return compare(left.term, '==', { kind: 'constant', value: wanted });
  }
  return compare(left.term, operator, right);
}

/** What an attribute holds while nobody has set it. Texts of a source are then empty, tags are undefined. */
function nothing(left: TypedTerm): Term | undefined {
  if (left.type !== 'text') return undefined;
  return { kind: 'constant', value: left.term.kind === 'tag' ? undefined : '', label: 'null' };
}

function analyzeOrder(
  scope: RuleScope,
  condition: Condition,
  left: TypedTerm,
  operator: Comparison,
): Test | undefined {
  if (left.type !== 'number') {
    const cast = left.type === 'text' ? ['== or !=', 'a cast "(str->long)"'] : ['== or !='];
    return wrongOperator(scope, condition, cast);
  }
  const right = constantOf(scope, left, condition.value);
  return right && compare(left.term, operator, right);
}

function analyzeLike(scope: RuleScope, condition: Condition, left: TypedTerm): Test | undefined {
  const { value } = condition;
  if (left.type !== 'text') return wrongOperator(scope, condition, ['==', '!=']);
  if (value.kind !== 'string') return scope.fail(value, 'like compares with text', ['a string']);
  const pattern = value.value;
  const start = pattern.startsWith('%');
  const end = pattern.endsWith('%');
  if (!start && !end) {
    return scope.fail(value, 'like looks for a start or an end', ['"text%"', '"%text"']);
  }
  const text = pattern.slice(start ? 1 : 0, end && pattern.length > 1 ? -1 : undefined);
  const where = start && end ? 'anywhere' : start ? 'end' : 'start';
  return { kind: 'like', left: left.term, where, text };
}

function analyzeIn(scope: RuleScope, condition: Condition, left: TypedTerm): Test | undefined {
  const { value } = condition;
  if (left.type === 'list') return wrongOperator(scope, condition, ['contain', 'not contain']);
  if (value.kind !== 'list') {
    return scope.fail(value, 'in compares with a list', [`[${expectedOf(scope, left)}]`]);
  }
  const values: Term[] = [];
  for (const item of value.items) {
    const constant = constantOf(scope, left, item);
    if (constant !== undefined) values.push(constant);
  }
  return { kind: 'in', left: left.term, values };
}

function analyzeContain(scope: RuleScope, condition: Condition, left: TypedTerm): Test | undefined {
  const { value } = condition;
  if (left.type !== 'list' || left.term.kind !== 'field') {
    return wrongOperator(scope, condition, ['==', '!=', 'like', 'in']);
  }
  const itemType = left.term.type === 'strings' ? 'string' : 'number';
  if (value.kind !== 'string' && value.kind !== 'number') {
    return scope.fail(value, 'a list contains one value', [`a ${itemType}`]);
  }
  if (value.kind !== itemType) {
    return scope.fail(value, `${condition.attribute.path} is a list of others`, [`a ${itemType}`]);
  }
  const constant: Term = { kind: 'constant', value: value.value };
  const negated = condition.operator === 'not contain';
  return { kind: 'contain', left: left.term, value: constant, negated };
}

function compare(left: Term, operator: Comparison, right: Term): Test {
  return { kind: 'compare', left, operator, right };
}

/** The literal as a constant of the attribute's type. */
function constantOf(scope: RuleScope, left: TypedTerm, literal: Literal): Term | undefined {
  if (literal.kind === 'enum') return enumConstant(scope, left, literal);
  const fits =
    (literal.kind === 'number' && left.type === 'number') ||
    (literal.kind === 'string' && left.type === 'text') ||
    (literal.kind === 'boolean' && left.type === 'boolean');
  if (!fits) {
    const message = `this is not ${typeName(left.type)}`;
    return scope.fail(literal, message, [expectedOf(scope, left)]);
  }
  return { kind: 'constant', value: literal.value };
}

function enumConstant(
  scope: RuleScope,
  left: TypedTerm,
  literal: ScalarLiteral & { readonly kind: 'enum' },
): Term | undefined {
  if (typeof left.type !== 'object') {
    const message = `this is not ${typeName(left.type)}`;
    return scope.fail(literal, message, [expectedOf(scope, left)]);
  }
  const name = left.type.enum;
  if (literal.type !== name) {
    return scope.fail(literal, `this is not ${typeName(left.type)}`, [`${name}.…`]);
  }
  const values = scope.catalog.enums[name] ?? {};
  const value = Object.hasOwn(values, literal.value) ? values[literal.value] : undefined;
  if (value === undefined) {
    const all = Object.keys(values);
    const near = closestWords(literal.value, all);
    const message = `unknown value "${literal.value}" of ${name}`;
    return scope.fail(literal, message, near.length > 0 ? near : all.slice(0, valuesShownMax));
  }
  return { kind: 'constant', value, label: literal.value };
}

const valuesShownMax = 12;

function wrongOperator(scope: RuleScope, condition: Condition, expected: readonly string[]) {
  const { path, key } = condition.attribute;
  const what = key === undefined ? path : `${path}["${key}"]`;
  return scope.fail(condition, `"${condition.operator}" does not go with ${what}`, expected);
}

function expectedOf(scope: RuleScope, left: TypedTerm): string {
  if (typeof left.type !== 'object') {
    const names = {
      text: 'a string',
      number: 'a number',
      boolean: 'true or false',
      list: 'a list',
    };
    return names[left.type];
  }
  const [first] = Object.keys(scope.catalog.enums[left.type.enum] ?? {});
  return first === undefined ? `${left.type.enum}.…` : `${left.type.enum}.${first}`;
}

/** Texts that are read as numbers MUST be numbers: what a rule asks of a text that is none has no answer. */
export function numberTests(terms: Iterable<Term>): readonly Test[] {
  const tests: Test[] = [];
  for (const left of terms) if (left.kind === 'parsed') tests.push({ kind: 'isNumber', left });
  return tests;
}
