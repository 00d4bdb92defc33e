import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mergeTree } from '../analysis/merge-tree.ts';
import { FrameKind } from '../stack-profile.ts';
import { arbitrarySamples, profileOf } from '../testing/arbitrary-profile.ts';
import { code, framesOf, linesOf, ofText } from '../testing/profile-text.ts';
import { TextBudget } from './text-budget.ts';
import { writeCollapsed } from './write-collapsed.ts';

test('reads collapsed stacks', async () => {
  const profile = await ofText('# made by hand\nmain;work 3\r\n\nmain;read_[k] 1.5\n  x y;z 2');
  assert.deepEqual(linesOf(profile), [
    'samples - @0 main;work 3 count',
    'samples - @0 main;read 1.5 count',
    'samples - @0 x y;z 2 count',
  ]);
  assert.deepEqual(framesOf(profile)[2], ['read', undefined, undefined, 0, FrameKind.kernel]);
});

test('reads blanks of any kind before the weight, and frames without a name', async () => {
  const profile = await ofText('main;work\t3\nmain;;read \t 2\n;a 1\nb; 4');
  assert.deepEqual(linesOf(profile), [
    'samples - @0 main;work 3 count',
    'samples - @0 main;(unknown);read 2 count',
    'samples - @0 (unknown);a 1 count',
    'samples - @0 b;(unknown) 4 count',
  ]);
});

test('reads two weights as before and after, where every line has two', async () => {
  const both = await ofText('# diff\nmain;work 10 12\nmain;gone 5 0\n');
  assert.deepEqual(
    both.samples.map(({ types, mainType, values }) => [
      types.map(({ name }) => name),
      mainType,
      values,
    ]),
    [[['before', 'after'], 1, [Float64Array.of(10, 5), Float64Array.of(12, 0)]]],
  );
  const names = await ofText('main;thread 10 12\nmain;idle 5\n');
  assert.deepEqual(linesOf(names), [
    'samples - @0 main;thread 10 12 count',
    'samples - @0 main;idle 5 count',
  ]);
});

test('names the line that is no stack', async () => {
  for (const text of ['main;work 3\nhello', 'main', 'a 1\nmain;work x', '7', '# nothing']) {
    assert.equal(await code(ofText(text)), 'PROFILE_MALFORMED', text);
  }
  await assert.rejects(ofText('a 1\n\nhello'), /line 3/);
});

test('writes collapsed stacks that read back as the same tree', async () => {
  await fc.assert(
    fc.asyncProperty(arbitrarySamples, async (samples) => {
      const profile = profileOf(samples);
      const text = writeCollapsed(profile, { type: 'samples' });
      if (text === '') return;
      const back = mergeTree([{ profile: await ofText(text) }]);
      const tree = mergeTree([{ profile, selection: { type: 'samples' } }]);
      assert.equal(back.total[0], tree.total[0]);
      const weights = (of: typeof tree): number[] => Array.from(of.self.filter(Boolean).sort());
      assert.deepEqual(weights(back), weights(tree));
    }),
  );
});

test('writes names that collapsed stacks have no place for with others in it', () => {
  const profile = profileOf([
    { stack: [[4, 0, 0]], timeMs: 0, thread: 0, state: 0, values: [2, 0], labels: [] },
  ]);
  assert.equal(writeCollapsed(profile, { type: 'samples' }), 'über:x 2\n');
  const odd = profileOf([
    { stack: [[6, 0, 0]], timeMs: 0, thread: 0, state: 0, values: [1, 0], labels: [] },
  ]);
  assert.equal(writeCollapsed(odd, { type: 'samples' }), '(unknown) 1\n');
});

test('refuses to write a text beyond the limit', () => {
  const budget = new TextBudget(3);
  assert.equal(budget.spend('abc'), 'abc');
  assert.throws(() => budget.spend('d'), { code: 'PROFILE_TOO_LARGE' });
});
