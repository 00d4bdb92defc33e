import { sampleFilter, visitSamples } from '../analysis/selection.ts';
import type { TreePart } from '../analysis/merge-tree.ts';
import { baseLabel } from '../pprof/label-keys.ts';
import { ProfileBuilder } from '../profile-builder.ts';
import type { SampleBuilder } from '../sample-builder.ts';
import { StackCopy } from '../split-profile.ts';
import { type StackProfile, none } from '../stack-profile.ts';

/**
 * A comparison as one profile, as `go tool pprof -diff_base` makes one: samples of `after` as they are, those of `before` with
 * their weights negative, times `scaleBefore`, and with the label by which that tool knows them. The values are those that the
 * selections choose, of one type: that of `after`.
 */
export function diffProfile(before: TreePart, after: TreePart, scaleBefore: number): StackProfile {
  const builder = new ProfileBuilder(after.profile.source);
  let event: SampleBuilder | undefined;
  const copy = (part: TreePart, scale: number, label: typeof baseLabel | undefined): void => {
    const { profile, selection = {} } = part;
    const from = new StackCopy(profile, builder);
    visitSamples(profile, selection, (table, values, type) => {
      event ??= builder.event(
        table.event,
        [table.types[type] ?? { name: 'samples', unit: 'count' }],
        0,
        table.period,
      );
      const takes = sampleFilter(profile, table, selection);
      for (let row = 0; row < table.count; row++) {
        if (takes !== undefined && !takes(row)) continue;
        const thread = from.string(table.thread[row] ?? none);
        const state = from.string(table.state[row] ?? none);
        const stack = from.stack(table.stack[row] as number);
        event.add(stack, table.timeMs[row] ?? 0, thread, state);
        event.setValue(0, (values?.[row] ?? 1) * scale);
        if (label !== undefined) {
          event.addLabel(builder.string(label.key), builder.string(label.value));
        }
      }
    });
  };
  copy(after, 1, undefined);
  copy(before, -scaleBefore, baseLabel);
  return builder.finish(after.profile.startMs, after.profile.endMs);
}

/** What makes both sides of a comparison weigh the same; 1 where one of them weighs nothing. */
export function scaleOfBefore(wholeBefore: number, wholeAfter: number): number {
  return wholeBefore > 0 && wholeAfter > 0 ? wholeAfter / wholeBefore : 1;
}
