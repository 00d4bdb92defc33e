import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertNever } from '@stormpetrel/base';
import { limits } from '../../limits.ts';
import { mqeLimits } from '../limits.ts';
import type { Expression } from './expression.ts';
import { parseMqe, syntaxError } from './parse-mqe.ts';

/** The tree with all its brackets: `(a + (b * 2))`. */
function print(node: Expression): string {
  switch (node.kind) {
    case 'scalar':
      return String(node.value);
    case 'metric': {
      const labels = node.labels.map(({ name, text }) => `${name}=<${text}>`);
      return labels.length === 0 ? node.name : `${node.name}{${labels.join(' ')}}`;
    }
    case 'binary':
      return `(${print(node.left)} ${node.operator} ${print(node.right)})`;
    case 'aggregate':
    case 'math':
      return `${node.function}[${print(node.of)}]`;
    case 'round':
      return `round[${print(node.of)} ${node.places}]`;
    case 'trend':
      return `${node.function}[${print(node.metric)} ${node.range}]`;
    case 'choice':
      return `${node.function}[${node.parts.map(print).join(' ')}]`;
    case 'top': {
      const filters = node.attributes.map((each) => {
        return ` ${each.name}${each.equals ? '=' : '!='}<${each.value}>`;
      });
      return `top[${print(node.metric)} ${node.count} ${node.order}${filters.join('')}]`;
    }
    case 'topOf':
      return `topOf[${node.lists.map(print).join(' ')} ${node.count} ${node.order}]`;
    case 'relabels': {
      const { target, replacement } = node;
      const change = `${target.name}=<${target.text}> ${replacement.name}=<${replacement.text}>`;
      return `relabels[${print(node.of)} ${change}]`;
    }
    case 'aggregateLabels':
      return `labels[${print(node.of)} ${node.function} ${node.keep.join('+')}]`;
    case 'sortValues':
      return `sort[${print(node.of)} ${node.count} ${node.order} ${node.function}]`;
    case 'sortLabelValues':
      return `sortLabels[${print(node.of)} ${node.order} ${node.names.join('+')}]`;
    case 'baseline':
      return `baseline[${print(node.metric)} ${node.bound}]`;
    default:
      return assertNever(node);
  }
}

function tree(text: string): string {
  const { expression, diagnostics } = parseMqe(text);
  return expression === undefined ? syntaxError(diagnostics) : print(expression);
}

function checkAll(cases: readonly (readonly [string, string])[]): void {
  assert.deepEqual(
    cases.map(([text]) => [text, tree(text)]),
    cases,
  );
}

test('parses operands', () => {
  checkAll([
    ['5', '5'],
    ['5.25', '5.25'],
    ['007', '7'],
    ['service_cpm', 'service_cpm'],
    ['4xx_count', '4xx_count'],
    [' avg (\n service_cpm )\t+ 1 ', '(avg[service_cpm] + 1)'],
    ['m{}', 'm'],
    ["m{p='50,75'}", 'm{p=<50,75>}'],
    [`m{ p = "it's" , _='2' }`, "m{p=<it's> _=<2>}"],
    ["m{value='a', max='b', asc='c'}", 'm{value=<a> max=<b> asc=<c>}'],
    ["m{p='a\nb'}", 'm{p=<a\nb>}'],
  ]);
});

test('binds the tighter operator first and equal ones from the left', () => {
  checkAll([
    ['a + b * c', '(a + (b * c))'],
    ['a * b + c', '((a * b) + c)'],
    ['a - b - c', '((a - b) - c)'],
    ['a / b % c * d', '(((a / b) % c) * d)'],
    ['a - (b - c)', '(a - (b - c))'],
    ['a + 1 > b * 2', '((a + 1) > (b * 2))'],
    ['a > b == c', '((a > b) == c)'],
    ['a > 1 && b <= 2 || c != 3', '(((a > 1) && (b <= 2)) || (c != 3))'],
    ['a >= bool 1', '(a >= 1)'],
    ['a < BOOL b + 1', '(a < (b + 1))'],
    ['((a))', 'a'],
    ['a>=1', '(a >= 1)'],
    ['a-1', '(a - 1)'],
  ]);
});

test('parses calls', () => {
  checkAll([
    ['latest(a)', 'latest[a]'],
    ['ceil(a / 2)', 'ceil[(a / 2)]'],
    ['round(a, 2)', 'round[a 2]'],
    ["increase(a{p='1'}, 3)", 'increase[a{p=<1>} 3]'],
    ['rate(a,1)', 'rate[a 1]'],
    ['view_as_seq(a, b + 1, 3)', 'view_as_seq[a (b + 1) 3]'],
    ['is_present(a)', 'is_present[a]'],
    ['top_n(a, 5, DES)', 'top[a 5 des]'],
    ["top_n(a, 5, asc, attr0='x', attr5 != 'y')", 'top[a 5 asc attr0=<x> attr5!=<y>]'],
    ['top_n_of(top_n(a,1,asc), top_n(b,2,des), 3, asc)', 'topOf[top[a 1 asc] top[b 2 des] 3 asc]'],
    ["relabels(a, p='1', q='2')", 'relabels[a p=<1> q=<2>]'],
    ['aggregate_labels(a, sum)', 'labels[a sum ]'],
    ['aggregate_labels(a, max(p, q))', 'labels[a max p+q]'],
    ['sort_values(a, 3, des, latest)', 'sort[a 3 des latest]'],
    ['sort_label_values(a, asc, p, q)', 'sortLabels[a asc p+q]'],
    ['baseline(a, lower)', 'baseline[a lower]'],
  ]);
});

test('spans include the parentheses around an expression', () => {
  const { expression, source } = parseMqe(' ( a + 1 ) * 2');
  assert.ok(expression?.kind === 'binary');
  assert.deepEqual(
    [expression, expression.left, expression.right].map((node) => source.slice(node)),
    ['( a + 1 ) * 2', '( a + 1 )', '2'],
  );
});

test('says where an expression is wrong and what would have been right', () => {
  checkAll([
    ['', 'line 1:0 unexpected end of the text, expected a metric, a number, a function or "("'],
    ['avg(a', 'line 1:5 unexpected end of the text, expected ")"'],
    ['a +', 'line 1:3 unexpected end of the text, expected a metric, a number, a function or "("'],
    ['-5 + a', 'line 1:0 unexpected "-", expected a metric, a number, a function or "("'],
    ['a ? 2', 'line 1:2 cannot read "?"'],
    ['a +\n  ? 2', 'line 2:2 cannot read "?"'],
    ['sum()', 'line 1:4 unexpected ")", expected a metric, a number, a function or "("'],
    ['a b', 'line 1:2 unexpected "b", expected the end of the expression or an operator'],
    ['a)', 'line 1:1 unexpected ")", expected the end of the expression or an operator'],
    ['increase(a + 1, 2)', 'line 1:11 unexpected "+", expected ","'],
    ['rate(avg(a), 1)', 'line 1:8 unexpected "(", expected ","'],
    ['top_n(a, 3, up)', 'line 1:12 unexpected "up", expected asc or des'],
    ['top_n(a, 1.5, asc)', 'line 1:9 unexpected "1.5", expected a whole number'],
    ['top_n(a, 3000000000, asc)', 'line 1:9 3000000000 is too great a number'],
    ["top_n(a, 1, asc, attr6='x')", tooFar],
    ['top_n_of(a, 1, asc)', 'line 1:9 unexpected "a", expected "top_n"'],
    ['baseline(a, middle)', 'line 1:12 unexpected "middle", expected value, upper or lower'],
    ["m{p='a}", 'line 1:4 the text in quotes is not closed'],
    ['m{p=5}', 'line 1:4 unexpected "5", expected a text in quotes'],
    ['median(a)', 'line 1:0 there is no function median'],
    ['average(a) + ?', 'line 1:0 there is no function average'],
    ['topn(a, 1, asc)', 'line 1:0 there is no function topn, expected top_n'],
    ['avg', 'line 1:3 unexpected end of the text, expected "("'],
    ['1.', 'line 1:1 cannot read "."'],
    ['1.5a', 'line 1:3 unexpected "a", expected the end of the expression or an operator'],
  ]);
});

const tooFar = 'line 1:17 unexpected "attr6", expected attr0, attr1, attr2, attr3, attr4 or attr5';

test('tells a call of an unknown function from other errors', () => {
  assert.equal(parseMqe('1 + median(a)').unknownFunction, 'median');
  assert.equal(parseMqe('avg(a').unknownFunction, undefined);
  assert.equal(parseMqe('a').unknownFunction, undefined);
});

test('takes expressions up to the limits of length and depth, and refuses what is beyond', () => {
  const deepest = limits.nestingDepthMax - 1;
  assert.equal(tree(`${'('.repeat(deepest)}1${')'.repeat(deepest)}`), '1');
  assert.equal(
    tree('('.repeat(10_000)),
    `line 1:${limits.nestingDepthMax} nested deeper than ${limits.nestingDepthMax} levels`,
  );
  assert.match(tree('abs('.repeat(8_000)), /^line 1:\d+ nested deeper than/);
  assert.match(tree(`m{p='${'x'.repeat(10_000)}'}`), /^m\{/);
  const most = mqeLimits.expressionLengthMax;
  assert.equal(tree('1'.padEnd(most)), '1');
  assert.equal(
    tree('1'.padEnd(most + 1)),
    `line 1:0 the expression is longer than ${most} characters`,
  );
});
