import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mergeTree } from './analysis/merge-tree.ts';
import { joinProfiles } from './join-profiles.ts';
import type { StackProfile } from './stack-profile.ts';
import { arbitrarySamples, profileOf } from './testing/arbitrary-profile.ts';
import { slowForm } from './testing/slow-tree.ts';

test('profiles that are joined weigh what they weigh together', () => {
  fc.assert(
    fc.property(fc.array(arbitrarySamples, { maxLength: 4 }), (plans) => {
      const profiles = plans.map((plan) => profileOf(plan));
      const joined = joinProfiles(profiles);
      const tree = mergeTree([{ profile: joined }]);
      const together = mergeTree(profiles.map((profile) => ({ profile })));
      assert.deepEqual(slowForm(tree), slowForm(together));
      assert.equal(
        joined.samples.reduce(countOf, 0),
        profiles.flatMap(samplesOf).reduce(countOf, 0),
      );
    }),
  );
});

function samplesOf({ samples }: StackProfile): StackProfile['samples'] {
  return samples;
}

function countOf(sum: number, { count }: { readonly count: number }): number {
  return sum + count;
}

test('what is joined lasts from the first beginning to the last end, and lacks what its parts lack', () => {
  const [plan] = fc.sample(arbitrarySamples, { numRuns: 1, seed: 1 });
  const profile = profileOf(plan ?? []);
  const truncated = { samples: 1, stacks: 2, names: 3 };
  const joined = joinProfiles([
    { ...profile, startMs: 0, endMs: 0 },
    { ...profile, startMs: 30, endMs: 40, truncated },
    { ...profile, startMs: 20, endMs: 35, truncated },
  ]);
  assert.deepEqual([joined.startMs, joined.endMs], [20, 40]);
  assert.deepEqual(joined.truncated, { samples: 2, stacks: 4, names: 6 });
  assert.equal(joinProfiles([]).samples.length, 0);
});
