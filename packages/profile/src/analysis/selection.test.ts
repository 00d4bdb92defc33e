import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ProfileBuilder } from '../profile-builder.ts';
import { none } from '../stack-profile.ts';
import { weighStacks } from './selection.ts';

test('windows of time may be in any order, lie in each other, touch, be empty or open', () => {
  const bound = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constantFrom(-Infinity, Infinity));
  const ranges = fc.array(fc.tuple(bound, bound), { maxLength: 6 });
  const builder = new ProfileBuilder('jfr');
  const event = builder.event('cpu', [{ name: 'samples', unit: 'count' }]);
  const times = Array.from({ length: 12 }, (_, at) => at + 1);
  for (const time of times) {
    event.add(builder.stack(none, builder.frame(builder.string(`at ${time}`))), time);
  }
  const profile = builder.finish();
  fc.assert(
    fc.property(ranges, (windows) => {
      const { samples } = weighStacks(profile, { ranges: windows });
      const expected = times.map((time) =>
        windows.some(([start, end]) => time >= start && time < end) ? 1 : 0,
      );
      assert.deepEqual([...samples], expected);
    }),
    { numRuns: 1000 },
  );
});
