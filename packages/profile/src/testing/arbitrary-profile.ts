import fc from 'fast-check';
import { ProfileBuilder } from '../profile-builder.ts';
import { FrameKind, type StackProfile, none } from '../stack-profile.ts';

const names = ['main', 'work', 'read', 'write', 'über;x', 'a b', ''];
const kinds = Object.values(FrameKind);

const sample = fc.record({
  stack: fc.array(fc.tuple(fc.nat(6), fc.nat(2), fc.nat(7)), { minLength: 1, maxLength: 8 }),
  timeMs: fc.oneof(fc.nat(1000), fc.double({ min: 1.7e12, max: 1.8e12, noNaN: true })),
  thread: fc.nat(3),
  state: fc.nat(2),
  values: fc.tuple(fc.nat(100), fc.integer({ min: -1000, max: 1e12 })),
  labels: fc.array(fc.tuple(fc.nat(2), fc.nat(3)), { maxLength: 2 }),
});

export type ArbitrarySample =
  ReturnType<typeof sample.generate> extends { readonly value: infer T } ? T : never;

export const arbitrarySamples = fc.array(sample, { maxLength: 40 });

/** A profile of two events; every third sample is of the second. */
export function profileOf(samples: readonly ArbitrarySample[]): StackProfile {
  const builder = new ProfileBuilder('pprof');
  const types = [
    { name: 'samples', unit: 'count' },
    { name: 'cpu', unit: 'nanoseconds' },
  ];
  const period = { type: { name: 'cpu', unit: 'nanoseconds' }, value: 10_000_000 };
  const events = [builder.event('cpu', types, 1, period), builder.event('wall', types)] as const;
  samples.forEach((one, index) => {
    let stack: number = none;
    for (const [name, line, kind] of one.stack) {
      const details = { line, kind: kinds[kind] ?? FrameKind.unknown };
      stack = builder.stack(stack, builder.frame(builder.string(names[name] ?? ''), details));
    }
    const into = events[index % 3 === 2 ? 1 : 0];
    const thread = one.thread === 0 ? none : builder.string(`thread-${one.thread}`);
    const state = one.state === 0 ? none : builder.string(`state-${one.state}`);
    into.add(stack, one.timeMs, thread, state);
    one.values.forEach((value, type) => into.setValue(type, value));
    for (const [key, value] of one.labels) {
      into.addLabel(builder.string(`key-${key}`), builder.string(`value-${value}`));
    }
  });
  return builder.finish(1_795_262_400_000, 1_795_262_460_000);
}
