import assert from 'node:assert/strict';
import test from 'node:test';

import * as fc from 'fast-check';

import { limits } from '../limits.ts';
import {
  Diagnostics,
  type PrattGrammar,
  SourceText,
  TokenStream,
  createLexer,
  joinWords,
  parseExpression,
} from './index.ts';

type Kind = 'number' | 'sign';

const lex = createLexer<Kind>({
  skip: /\s+/,
  rules: [
    { pattern: /#[^\n]*/, problem: 'comments are not allowed' },
    { kind: 'number', pattern: /\d+/ },
    { kind: 'sign', pattern: /\*\*|[-+*!()]/ },
  ],
});

const grammar: PrattGrammar<Kind, string> = {
  operand: (stream, parse) => {
    if (stream.accept('sign', '-') !== undefined) return `(-${parse(3)})`;
    if (stream.accept('sign', '(') === undefined) return stream.expect('number').text;
    const inner = parse(0);
    stream.expect('sign', ')');
    return inner;
  },
  operator: ({ text }) => {
    const infix = { '+': 1, '-': 1, '*': 2, '**': 4 }[text];
    if (text === '!') return { power: 5, build: (left) => `(${left}!)` };
    if (infix === undefined) return undefined;
    return {
      power: infix,
      rightAssociative: text === '**',
      build: (left, operator, parseRight) => `(${left}${operator.text}${parseRight()})`,
    };
  },
};

/** The expression with all its parentheses, or what is wrong. */
function parse(text: string): string {
  const diagnostics = new Diagnostics();
  const source = new SourceText('test', text);
  const stream = new TokenStream(source, lex(source, diagnostics), diagnostics, (kind) =>
    kind === 'end' ? 'the end' : `a ${kind}`,
  );
  const result = stream.attempt(() => {
    const expression = parseExpression(stream, grammar);
    return stream.at('end') ? expression : stream.failExpected('an operator');
  });
  return diagnostics.format() || (result ?? 'nothing');
}

test('positions count lines and columns from 1, whatever ends the lines', () => {
  const source = new SourceText('test', 'ab\ncd\r\nef\rg');
  const places = [0, 2, 3, 7, 10, 99, -1].map((offset) => source.position(offset));
  assert.deepEqual(places, [
    { line: 1, column: 1 },
    { line: 1, column: 3 },
    { line: 2, column: 1 },
    { line: 3, column: 1 },
    { line: 4, column: 1 },
    { line: 4, column: 2 },
    { line: 1, column: 1 },
  ]);
  assert.deepEqual(
    [1, 2, 3, 4, 5, 0].map((line) => source.line(line)),
    ['ab', 'cd', 'ef', 'g', '', ''],
  );
});

test('a position is where counting characters leads', () => {
  const text = fc.array(fc.constantFrom('a', 'b', '\n', '\r\n')).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, fc.nat(30), (whole, offset) => {
      const before = whole.slice(0, offset);
      if (before.endsWith('\r')) return;
      const lines = before.split(/\r\n|\n/);
      assert.deepEqual(new SourceText('test', whole).position(offset), {
        line: lines.length,
        column: (lines.at(-1) ?? '').length + 1,
      });
    }),
  );
});

test('expressions group by the power of their operators', () => {
  assert.equal(parse('1 + 2 * 3 - 4'), '((1+(2*3))-4)');
  assert.equal(parse('2 ** 3 ** 2 * 5'), '((2**(3**2))*5)');
  assert.equal(parse('-1! + (2 + 3) * -4'), '((-(1!))+((2+3)*(-4)))');
});

test('failures name what stands there and all that would have been right', () => {
  assert.equal(
    parse('1 +\n\t* 2'),
    'test:2:2: unexpected "*", expected "-", "(" or a number\n  \t* 2\n  \t^\n',
  );
  assert.equal(parse('(1'), 'test:1:3: unexpected end of the text, expected ")"\n  (1\n    ^\n');
  assert.equal(
    parse('1 2'),
    'test:1:3: unexpected "2", expected the end or an operator\n  1 2\n    ^\n',
  );
});

test('text that no rule takes is told once and left out', () => {
  assert.equal(parse('1 + §%& 2'), 'test:1:5: cannot read "§%&"\n  1 + §%& 2\n      ^^^\n');
  assert.equal(parse('1 # + 2'), 'test:1:3: comments are not allowed\n  1 # + 2\n    ^^^^^\n');
});

test('nesting past the limit is refused', () => {
  const depth = limits.nestingDepthMax;
  assert.equal(parse(`${'('.repeat(depth - 1)}1${')'.repeat(depth - 1)}`), '1');
  const tooDeep = parse(`${'('.repeat(100_000)}1`);
  assert.match(tooDeep, /^test:1:201: nested deeper than 200 levels\n/);
});

test('a text past the limit is refused', () => {
  const diagnostics = new Diagnostics();
  const source = new SourceText('test', '1'.repeat(limits.sourceTextLengthMax + 1));
  assert.deepEqual(lex(source, diagnostics), [{ kind: 'end', text: '', start: 0, end: 0 }]);
  assert.equal(diagnostics.list[0]?.message, 'the text is longer than 1048576 characters');
});

test('diagnostics past the limit are counted only', () => {
  const diagnostics = new Diagnostics();
  const source = new SourceText('test', 'x');
  for (let n = 0; n < limits.diagnosticsMax + 5; n++) {
    diagnostics.report(source, { start: 0, end: 1 }, 'wrong');
  }
  assert.deepEqual([diagnostics.list.length, diagnostics.count], [100, 105]);
  assert.match(diagnostics.format(), /\nand 5 more\n$/);
});

test('a diagnostic over several lines ends with its first', () => {
  const diagnostics = new Diagnostics();
  const source = new SourceText('test', 'ab\ncd');
  diagnostics.report(source, { start: 1, end: 4 }, 'wrong', ['right']);
  assert.deepEqual(diagnostics.list, [
    {
      file: 'test',
      line: 1,
      column: 2,
      endColumn: 3,
      message: 'wrong',
      expected: ['right'],
      offending: 'b\nc',
    },
  ]);
});

test('any text becomes tokens that hold it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const tokens = lex(new SourceText('test', text), new Diagnostics());
      assert.equal(tokens.at(-1)?.kind, 'end');
      for (const token of tokens) assert.equal(text.slice(token.start, token.end), token.text);
    }),
  );
});

test('words join as people say them', () => {
  assert.deepEqual([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(joinWords), [
    '',
    'a',
    'a or b',
    'a, b or c',
  ]);
});
