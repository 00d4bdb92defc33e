import { ProfileBuilder, none } from '@stormpetrel/profile';
import { writePprof } from '@stormpetrel/profile/pprof';

/** A pprof file of one function, sampled as often as asked. Where segments are named, each has that many samples. */
export function pprofFile(
  samples: number,
  options: { readonly segments?: readonly string[]; readonly startMs?: number } = {},
): Uint8Array {
  const { segments = [''], startMs = 0 } = options;
  const builder = new ProfileBuilder('pprof');
  const stack = builder.stack(none, builder.frame(builder.string('main.work'), { line: 7 }));
  const event = builder.event('cpu', [{ name: 'samples', unit: 'count' }]);
  for (const segment of segments) {
    for (let i = 0; i < samples; i++) {
      event.add(stack);
      event.setValue(0, 1);
      event.addLabel(builder.string('row'), builder.string(String(i)));
      if (segment === '') continue;
      event.addLabel(builder.string('segment_id'), builder.string(segment));
    }
  }
  return writePprof(builder.finish(startMs, startMs + 10));
}
