import { closestWords } from '@stormpetrel/base';
import type { Diagnostics, SourceText } from '../../kit/index.ts';
import type { Argument, Attribute, MetricStatement } from '../1-parse/syntax.ts';
import { argumentSpan } from '../1-parse/syntax.ts';
import { oalFunctions } from '../functions/index.ts';
import {
  type BoundArgument,
  FunctionCall,
  type OalFunction,
  type Parameter,
} from '../functions/oal-function.ts';
import { analyzeCondition, numberTests } from './analyze-condition.ts';
import type { OalCatalog } from './catalog.ts';
import { type ColumnPlan, countColumn } from './column-plan.ts';
import { type Decorator, decorators } from './decorators.ts';
import { RuleScope, typeName } from './rule-scope.ts';
import { type Term, type Test, sortTests, subterms, termText, termsOfTest } from './term.ts';

/** A rule that is sound: a metric, and the columns that it needs. */
export interface Rule {
  readonly name: string;
  readonly file: string;
  readonly source: string;
  readonly function: OalFunction;
  readonly args: readonly number[];
  readonly filters: readonly Test[];
  readonly presence: ColumnPlan;
  readonly columns: Readonly<Record<string, ColumnPlan>>;
  readonly decorator: Decorator | undefined;
}

/** The rule of a statement, or undefined where it is wrong, which is then told. */
export function analyzeRule(
  statement: MetricStatement,
  file: SourceText,
  catalog: OalCatalog,
  diagnostics: Diagnostics,
): Rule | undefined {
  const sourceName = statement.source.text;
  const source = Object.hasOwn(catalog.sources, sourceName)
    ? catalog.sources[sourceName]
    : undefined;
  if (source === undefined) {
    const near = closestWords(sourceName, Object.keys(catalog.sources));
    diagnostics.report(file, statement.source, `unknown source "${sourceName}"`, near);
    return undefined;
  }
  const scope = new RuleScope(file, catalog, sourceName, source, diagnostics);
  const called = findFunction(scope, statement);
  const conditions = statement.filters.map((filter) => analyzeCondition(scope, filter));
  const decorator = findDecorator(scope, statement);
  if (called === undefined) return undefined;
  const attribute = analyzeAttribute(scope, statement, called);
  const args = bindArguments(scope, statement, called);
  if (scope.failed) return undefined;
  const filters = withNumberTests(conditions, attribute, args);
  return {
    name: statement.name.text,
    file: file.file,
    source: sourceName,
    function: called,
    args: args.flatMap((arg) => (arg.kind === 'count' ? [arg.value] : [])),
    filters,
    presence: countColumn(filters),
    columns: called.accumulate(new FunctionCall(filters, attribute, args)),
    decorator,
  };
}

function findFunction(scope: RuleScope, statement: MetricStatement): OalFunction | undefined {
  const { function: word } = statement;
  const found = oalFunctions.get(word.text);
  if (found !== undefined) return found;
  const near = closestWords(word.text, oalFunctions.keys());
  const expected = near.length > 0 ? near : [...oalFunctions.keys()];
  return scope.fail(word, `unknown function "${word.text}"`, expected);
}

function findDecorator(scope: RuleScope, statement: MetricStatement): Decorator | undefined {
  const { decorator: word } = statement;
  if (word === undefined) return undefined;
  const found = decorators.get(word.text);
  if (found?.source === scope.sourceName) return found;
  const fitting = [...decorators].filter(([, one]) => one.source === scope.sourceName);
  const expected = fitting.map(([name]) => `"${name}"`);
  const message =
    found === undefined
      ? `unknown decorator "${word.text}"`
      : `${word.text} is for ${found.source}, not for ${scope.sourceName}`;
  return scope.fail(word, message, expected);
}

/** The attribute that the function reads, as it reads it. One that it does not read MUST be known all the same. */
function analyzeAttribute(
  scope: RuleScope,
  statement: MetricStatement,
  called: OalFunction,
): Term | undefined {
  const { attribute } = statement;
  if (attribute === undefined) {
    if (called.attribute === 'none') return undefined;
    const message = `${called.name} reads an attribute`;
    return scope.fail(statement.source, message, [`${scope.sourceName}.…`]);
  }
  const found = scope.resolve(attribute);
  if (found === undefined || called.attribute === 'none') return undefined;
  if (found.type !== 'number') {
    const expected = found.type === 'text' ? ['a number', 'a cast "(str->long)"'] : ['a number'];
    const message = `${called.name} reads numbers, and ${attribute.path} is ${typeName(found.type)}`;
    return scope.fail(attribute, message, expected);
  }
  return called.attribute === 'whole' && found.fractional
    ? { kind: 'whole', of: found.term }
    : found.term;
}

function bindArguments(
  scope: RuleScope,
  statement: MetricStatement,
  called: OalFunction,
): readonly BoundArgument[] {
  const { arguments: given } = statement;
  const { parameters } = called;
  const needed = parameters.filter((parameter) => parameter.default === undefined).length;
  const surplus = given[parameters.length];
  if (surplus !== undefined) {
    const message = `${called.name} takes ${countWord(parameters.length)}`;
    scope.fail(argumentSpan(surplus), message);
  } else if (given.length < needed) {
    const missing = parameters.slice(given.length, needed).map((parameter) => parameter.name);
    scope.fail(statement.function, `${called.name} takes ${countWord(needed)}`, [
      missing.join(' and '),
    ]);
  }
  const bound: BoundArgument[] = [];
  for (const [index, parameter] of parameters.entries()) {
    const argument = bindArgument(scope, called, parameter, given[index]);
    if (argument !== undefined) bound.push(argument);
  }
  return bound;
}

function countWord(count: number): string {
  return count === 0 ? 'no arguments' : count === 1 ? 'one argument' : `${count} arguments`;
}

function bindArgument(
  scope: RuleScope,
  called: OalFunction,
  parameter: Parameter,
  given: Argument | undefined,
): BoundArgument | undefined {
  if (given === undefined) {
    return parameter.default === undefined
      ? undefined
      : { kind: 'count', value: parameter.default };
  }
  if (parameter.type === 'condition' && given.kind === 'condition') {
    const test = analyzeCondition(scope, given.condition);
    return test && { kind: 'condition', test };
  }
  if (parameter.type === 'count' && given.kind === 'literal' && given.literal.kind === 'number') {
    const { value } = given.literal;
    if (value >= 1 && value <= countMax) return { kind: 'count', value };
    const message = `${parameter.name} of ${called.name} is out of range`;
    return scope.fail(given.literal, message, [`1 to ${countMax}`]);
  }
  if (given.kind === 'attribute' && isOfAttribute(parameter)) {
    return bindAttribute(scope, called, parameter, given.attribute);
  }
  const message = `wrong argument for ${parameter.name} of ${called.name}`;
  return scope.fail(argumentSpan(given), message, [parameterWords[parameter.type]]);
}

/** The greatest precision, step or number of labels: beyond it they mean nothing, and products stay exact. */
const countMax = 1_000_000;

function isOfAttribute(parameter: Parameter): boolean {
  return parameter.type !== 'condition' && parameter.type !== 'count';
}

function bindAttribute(
  scope: RuleScope,
  called: OalFunction,
  parameter: Parameter,
  attribute: Attribute,
): BoundArgument | undefined {
  const found = scope.resolve(attribute);
  if (found === undefined) return undefined;
  const wanted = parameter.type === 'whole' ? 'number' : parameter.type;
  if (found.type !== wanted) {
    const message = `${parameter.name} of ${called.name} is not ${typeName(found.type)}`;
    return scope.fail(attribute, message, [parameterWords[parameter.type]]);
  }
  const cut = parameter.type === 'whole' && found.fractional;
  return { kind: 'term', term: cut ? { kind: 'whole', of: found.term } : found.term };
}

const parameterWords: Readonly<Record<Parameter['type'], string>> = {
  condition: 'a condition',
  count: 'a number',
  text: 'an attribute that is text',
  boolean: 'an attribute that is true or false',
  whole: 'an attribute that is a number',
};

function withNumberTests(
  conditions: readonly (Test | undefined)[],
  attribute: Term | undefined,
  args: readonly BoundArgument[],
): readonly Test[] {
  const tests = conditions.filter((test) => test !== undefined);
  const terms = tests.flatMap(termsOfTest);
  if (attribute !== undefined) terms.push(attribute);
  for (const arg of args) {
    if (arg.kind === 'term') terms.push(arg.term);
    if (arg.kind === 'condition') terms.push(...termsOfTest(arg.test));
  }
  const numbers = numberTests(terms.flatMap(subterms));
  const needed = tests.filter((test) => !numbers.some((number) => implies(number, test)));
  return sortTests([...needed, ...numbers]);
}

/** A text that is a number is not null: asking that again would only make another set of filters. */
function implies(number: Test, test: Test): boolean {
  if (number.left.kind !== 'parsed' || test.kind !== 'compare' || test.operator !== '!=')
    return false;
  return (
    termText(number.left.of) === termText(test.left) &&
    test.right.kind === 'constant' &&
    (test.right.value === undefined || test.right.value === '')
  );
}
