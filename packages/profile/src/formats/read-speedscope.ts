/**
 * speedscope's file format (https://www.speedscope.app/file-format-schema.json): frames shared by several profiles, each of
 * which is a list of stacks with weights (`sampled`), or of frames opened and closed (`evented`).
 *
 * All profiles of one kind of unit become one event, and a profile's name becomes the thread of its samples: exporters write
 * a profile a thread. Weights that are times become nanoseconds, and tell when a sample was, from the profile's own zero.
 */
import { CodedError } from '@stormpetrel/base';
import { profileErrors } from '../errors.ts';
import { ProfileBuilder } from '../profile-builder.ts';
import type { SampleBuilder } from '../sample-builder.ts';
import { type StackProfile, type ValueType, none } from '../stack-profile.ts';
import { type JsonObject, indexOf, listOf, numberOf, objectOf, textOf } from './json-values.ts';

interface Unit {
  readonly type: ValueType;
  /** Times a weight of the file is one of ours. */
  readonly scale: number;
  readonly isTime: boolean;
}

const time: ValueType = { name: 'time', unit: 'nanoseconds' };
const samples: Unit = { type: { name: 'samples', unit: 'count' }, scale: 1, isTime: false };
const units: Readonly<Record<string, Unit>> = {
  none: samples,
  bytes: { type: { name: 'space', unit: 'bytes' }, scale: 1, isTime: false },
  nanoseconds: { type: time, scale: 1, isTime: true },
  microseconds: { type: time, scale: 1e3, isTime: true },
  milliseconds: { type: time, scale: 1e6, isTime: true },
  seconds: { type: time, scale: 1e9, isTime: true },
};

export function isSpeedscope(file: JsonObject): boolean {
  return objectOf(file['shared'])?.['frames'] !== undefined && Array.isArray(file['profiles']);
}

/** Throws `PROFILE_MALFORMED`. */
export function readSpeedscope(file: JsonObject): StackProfile {
  const builder = new ProfileBuilder('speedscope');
  const frames = listOf(objectOf(file['shared'])?.['frames']).map((frame) =>
    frameOf(builder, frame),
  );
  for (const item of listOf(file['profiles'])) {
    const profile = objectOf(item);
    if (profile === undefined) throw malformed('a profile is no object');
    const reader = new SpeedscopeProfile(builder, frames, profile);
    if (profile['type'] === 'sampled') reader.readSampled();
    else if (profile['type'] === 'evented') reader.readEvented();
    else throw malformed('a profile is neither sampled nor evented');
  }
  return builder.finish();
}

function frameOf(builder: ProfileBuilder, value: unknown): number {
  const frame = objectOf(value);
  const name = textOf(frame?.['name']);
  if (frame === undefined || name === undefined) throw malformed('a frame has no name');
  const file = textOf(frame['file']);
  const line = indexOf(frame['line']) ?? 0;
  return builder.frame(builder.string(name), {
    file: file === undefined || file === '' ? none : builder.string(file),
    line: line < none ? line : 0,
  });
}

class SpeedscopeProfile {
  readonly #builder: ProfileBuilder;
  readonly #frames: readonly number[];
  readonly #profile: JsonObject;
  readonly #unit: Unit;
  readonly #event: SampleBuilder;
  readonly #thread: number;

  constructor(builder: ProfileBuilder, frames: readonly number[], profile: JsonObject) {
    this.#builder = builder;
    this.#frames = frames;
    this.#profile = profile;
    this.#unit = units[textOf(profile['unit']) ?? 'none'] ?? samples;
    this.#event = builder.event(this.#unit.type.name, [this.#unit.type]);
    const name = textOf(profile['name']);
    this.#thread = name === undefined || name === '' ? none : builder.string(name);
  }

  readSampled(): void {
    const stacks = listOf(this.#profile['samples']);
    const weights = listOf(this.#profile['weights']);
    let at = numberOf(this.#profile['startValue']) ?? 0;
    stacks.forEach((frames, row) => {
      const weight = weights.length === 0 ? 1 : numberOf(weights[row]);
      if (weight === undefined) throw malformed('a sample has no weight');
      let stack: number = none;
      for (const frame of listOf(frames)) stack = this.#builder.stack(stack, this.#frame(frame));
      this.#add(stack, at, weight);
      at += weight;
    });
  }

  readEvented(): void {
    const open: { readonly frame: unknown; readonly stack: number }[] = [];
    let last = numberOf(this.#profile['startValue']) ?? 0;
    const passTo = (at: number): void => {
      if (at < last) throw malformed('its events go back in time');
      const stack = open.at(-1)?.stack ?? none;
      if (at > last) this.#add(stack, last, at - last);
      last = at;
    };
    for (const item of listOf(this.#profile['events'])) {
      const event = objectOf(item);
      const at = numberOf(event?.['at']);
      if (event === undefined || at === undefined) throw malformed('an event has no time');
      passTo(at);
      const { frame, type } = event;
      if (type === 'O') {
        const stack = this.#builder.stack(open.at(-1)?.stack ?? none, this.#frame(frame));
        open.push({ frame, stack });
      } else if (type !== 'C' || open.pop()?.frame !== frame) {
        throw malformed('a frame is closed that is not the innermost open one');
      }
    }
    const end = numberOf(this.#profile['endValue']);
    if (end !== undefined && end > last) passTo(end);
  }

  #add(stack: number, at: number, weight: number): void {
    if (stack === none) return;
    const { scale, isTime } = this.#unit;
    this.#event.add(stack, isTime ? (at * scale) / 1e6 : 0, this.#thread);
    this.#event.setValue(0, weight * scale);
  }

  #frame(value: unknown): number {
    const frame = this.#frames[indexOf(value) ?? -1];
    if (frame === undefined) throw malformed('it refers to a frame that it does not hold');
    return frame;
  }
}

function malformed(what: string): CodedError {
  return new CodedError(
    profileErrors.malformed.code,
    `the speedscope profile cannot be read: ${what}`,
  );
}
