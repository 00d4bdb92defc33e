import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import * as fc from 'fast-check';

import { limits } from '../limits.ts';
import { compileOal } from './compile-oal.ts';

const core = readFileSync(join(import.meta.dirname, 'rules/core.oal'), 'utf8');

function compile(text: string): ReturnType<typeof compileOal> {
  return compileOal([{ name: 'fuzz.oal', text }]);
}

/** Every diagnostic stands within the text, and tells what stands there. */
function checkPlaces(text: string): void {
  const lines = text.split(/\r\n|\n|\r/);
  for (const { line, column, endColumn, offending, message } of compile(text).diagnostics) {
    const found = lines[line - 1] ?? '';
    assert.ok(column >= 1 && column <= found.length + 1, message);
    assert.ok(endColumn >= column && endColumn <= found.length + 1, message);
    assert.ok(text.includes(offending), message);
  }
}

test('random text gives diagnostics, never more', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), checkPlaces));
});

test('random words of the language give diagnostics, never more', () => {
  const words = fc.constantFrom(
    ...`from filter disable decorator Service latency status tag like in contain not null true cpm
      percent percentile2 Layer . .* ( ) [ ] , ; = == != > "a" " 10 (long) /* */ // x=from(Service.
      x=from(Service.*). ).cpm();`.split(/\s+/),
    'not contain',
    ' ',
    '\n',
  );
  const text = fc.array(words, { maxLength: 40 }).map((list) => list.join(''));
  fc.assert(fc.property(text, checkPlaces), { numRuns: 1000 });
});

test('a file cut off or with a piece missing gives diagnostics, never more', () => {
  const cut = fc.tuple(fc.nat(core.length), fc.nat(40), fc.nat(core.length));
  fc.assert(
    fc.property(cut, ([from, length, end]) => {
      const text = core.slice(0, end);
      checkPlaces(`${text.slice(0, from)}${text.slice(from + length)}`);
    }),
    { numRuns: 50 },
  );
});

test('a rule that is wrong does not take others with it', () => {
  const { definitions, diagnostics } = compile(`wrong = from(Service.latency.longAvg();\n${core}`);
  assert.deepEqual([definitions.size, diagnostics.length], [63, 1]);
});

test('a text past the limit is refused, whatever is in it', () => {
  const { definitions, diagnostics } = compile(
    core + ' '.repeat(limits.sourceTextLengthMax - core.length + 1),
  );
  assert.equal(definitions.size, 0);
  assert.deepEqual(diagnostics, [
    {
      file: 'fuzz.oal',
      line: 1,
      column: 1,
      endColumn: 1,
      message: `the text is longer than ${limits.sourceTextLengthMax} characters`,
      expected: [],
      offending: '',
    },
  ]);
});

test('a text at the limit is read, though it be one long comment, string or run of spaces', () => {
  for (const filler of [' ', '/**/', '//\n', '"', 'a', '(', ';', '§']) {
    const times = Math.floor(limits.sourceTextLengthMax / filler.length);
    assert.equal(compile(filler.repeat(times)).definitions.size, 0);
  }
});
