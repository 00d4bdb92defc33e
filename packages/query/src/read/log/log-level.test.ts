import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareLevels, displayLevel, writtenLevels } from './log-level.ts';

test('one word for all spellings of a level', () => {
  const check = (written: string, shown: string): void =>
    assert.equal(displayLevel(written), shown, written);
  check('warn', 'WARN');
  check('Warning', 'WARN');
  check('SEVERE', 'ERROR');
  check('err', 'ERROR');
  check('CRITICAL', 'FATAL');
  check('panic', 'FATAL');
  check('information', 'INFO');
  check('verbose', 'DEBUG');
  check(' trace ', 'TRACE');
  check('notice', 'NOTICE');
  check('', '');
});

test('who asks for a level finds every spelling of it', () => {
  assert.deepEqual(writtenLevels('WARN'), [
    'WARN',
    'warn',
    'Warn',
    'WARNING',
    'warning',
    'Warning',
  ]);
  assert.deepEqual(writtenLevels('nOtIcE'), ['NOTICE', 'notice', 'Notice', 'nOtIcE']);
  for (const written of writtenLevels('ERROR')) assert.equal(displayLevel(written), 'ERROR');
});

test('the most severe come first, other words behind, and none last', () => {
  const levels = ['', 'TRACE', 'NOTICE', 'INFO', 'FATAL', 'AUDIT', 'WARN', 'ERROR', 'DEBUG'];
  assert.deepEqual(levels.sort(compareLevels), [
    'FATAL',
    'ERROR',
    'WARN',
    'INFO',
    'DEBUG',
    'TRACE',
    'AUDIT',
    'NOTICE',
    '',
  ]);
});
