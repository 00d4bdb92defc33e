import { ProfileBuilder } from './profile-builder.ts';
import { copySamples } from './split-profile.ts';
import type { StackProfile } from './stack-profile.ts';

/**
 * The samples of all profiles as one, from the first beginning to the last end. Events of the same name MUST have the same
 * types of values. The source is that of the first.
 */
export function joinProfiles(profiles: readonly StackProfile[]): StackProfile {
  const [first] = profiles;
  const builder = new ProfileBuilder(first?.source ?? 'pprof');
  for (const profile of profiles) {
    const parts = profile.samples.map((table) => [table, rowsOf(table.count)] as const);
    copySamples(builder, profile, parts);
    for (const what of ['samples', 'stacks', 'names'] as const) {
      builder.truncated[what] += profile.truncated[what];
    }
  }
  const starts = profiles.map(({ startMs }) => startMs).filter((startMs) => startMs > 0);
  const startMs = starts.length === 0 ? 0 : Math.min(...starts);
  return builder.finish(startMs, Math.max(0, ...profiles.map(({ endMs }) => endMs)));
}

function* rowsOf(count: number): Iterable<number> {
  for (let row = 0; row < count; row++) yield row;
}
