/**
 * Puts a `StackProfile` together from a source that comes frame by frame and sample by sample. Equal strings, frames and
 * stacks are kept once. Everything that outside input can make grow is bounded by `ProfileLimits`: the builder never
 * refuses, it cuts and counts what it cut in `truncated`.
 *
 *     const builder = new ProfileBuilder('pprof');
 *     const main = builder.stack(none, builder.frame(builder.string('main')));
 *     const work = builder.stack(main, builder.frame(builder.string('work'), { line: 12 }));
 *     const cpu = builder.event('cpu', [{ name: 'samples', unit: 'count' }]);
 *     cpu.add(work, timeMs, builder.string('thread-1'));
 *     cpu.setValue(0, 3);
 *     const profile = builder.finish(startMs, endMs);
 */
import { Uint32Column } from './columns.ts';
import { type ProfileLimits, profileLimits } from './limits.ts';
import { PairTable, hashPair, probesMax, refuseCollisions } from './pair-table.ts';
import { SampleBuilder } from './sample-builder.ts';
import {
  FrameKind,
  type ProfileSource,
  type SamplePeriod,
  type StackProfile,
  type ValueType,
  none,
} from './stack-profile.ts';
import { type SampleBudget, TruncationCount } from './sample-budget.ts';

/** What is known of a frame besides its name. Strings by their index. */
export interface FrameDetails {
  readonly file?: number;
  readonly module?: number;
  readonly line?: number;
  readonly kind?: FrameKind;
}

/** Stands for every string and every frame beyond the limits. */
export const overflowName = '(more)';

export class ProfileBuilder {
  readonly truncated = new TruncationCount();
  readonly #source: ProfileSource;
  readonly #limits: ProfileLimits;
  readonly #strings: string[] = [];
  readonly #stringIds = new Map<string, number>();
  #stringCharacters = 0;
  readonly #frames = new FrameSet();
  readonly #stacks = new PairTable();
  readonly #events = new Map<string, SampleBuilder>();
  readonly #budget: SampleBudget;

  constructor(source: ProfileSource, limits: Partial<ProfileLimits> = {}) {
    this.#source = source;
    this.#limits = { ...profileLimits, ...limits };
    const { samplesMax, valuesMax, labelsMax } = this.#limits;
    this.#budget = { samples: samplesMax, values: valuesMax, labels: labelsMax };
  }

  /** The index of a string. */
  string(text: string): number {
    const known = this.#stringIds.get(text);
    if (known !== undefined) return known;
    const { stringsMax, stringCharactersMax, stringLengthMax } = this.#limits;
    if (text.length > stringLengthMax) {
      this.truncated.names++;
      return this.string(`${text.slice(0, stringLengthMax - 1)}…`);
    }
    const full =
      this.#strings.length >= stringsMax ||
      this.#stringCharacters + text.length > stringCharactersMax;
    if (!full || text === overflowName) return this.#insertString(text);
    this.truncated.names++;
    return this.string(overflowName);
  }

  /** The index of a frame of that name (a string's index). */
  frame(name: number, details: FrameDetails = noDetails): number {
    const { file = none, module = none, line = 0, kind = FrameKind.unknown } = details;
    const slot = this.#frames.find(name, file, module, line, kind);
    const known = this.#frames.at(slot);
    if (known !== undefined) return known;
    // The one frame beyond the limit tells nothing but its name: there is no second one.
    const isOverflow =
      this.#strings[name] === overflowName && (file & module) >>> 0 === none && (line | kind) === 0;
    if (this.#frames.count < this.#limits.framesMax || isOverflow) {
      return this.#frames.insert(slot, name, file, module, line, kind);
    }
    this.truncated.names++;
    return this.frame(this.string(overflowName));
  }

  /** The index of the stack whose innermost frame is `frame`, called from the stack `parent`, or from `none`. */
  stack(parent: number, frame: number): number {
    const known = this.#stacks.find(parent, frame);
    if (known >= 0) return known;
    if (this.#stacks.size < this.#limits.stacksMax) return this.#stacks.insert(parent, frame);
    this.truncated.stacks++;
    if (parent !== none) return parent;
    // One stack beyond the limit, so that there is something to count under.
    return this.#stacks.intern(none, this.frame(this.string(overflowName)));
  }

  /** The samples of an event. The event asked for again MUST have the same types; `mainType` is one of them. */
  event(
    name: string,
    types: readonly ValueType[],
    mainType = 0,
    period?: SamplePeriod,
  ): SampleBuilder {
    const known = this.#events.get(name);
    if (known !== undefined) return known;
    const about = { event: name, types, mainType, ...(period === undefined ? {} : { period }) };
    const made = new SampleBuilder(about, this.#budget, this.truncated);
    this.#events.set(name, made);
    return made;
  }

  /** The profile. Gives the columns away: the builder MUST NOT be used afterwards. */
  finish(startMs = 0, endMs = 0): StackProfile {
    const count = this.#stacks.size;
    const { samples, stacks, names } = this.truncated;
    return {
      source: this.#source,
      startMs: finiteOr0(startMs),
      endMs: finiteOr0(endMs),
      strings: this.#strings,
      frames: this.#frames.take(),
      stacks: { count, parent: this.#stacks.first.take(), frame: this.#stacks.second.take() },
      samples: Array.from(this.#events.values(), (event) => event.finish()),
      truncated: { samples, stacks, names },
    };
  }

  #insertString(text: string): number {
    const id = this.#strings.length;
    this.#strings.push(text);
    this.#stringIds.set(text, id);
    this.#stringCharacters += text.length;
    return id;
  }
}

const noDetails: FrameDetails = {};

function finiteOr0(value: number): number {
  return Number.isFinite(value) ? value : 0;
}

/** The frames, found by all of their columns. */
class FrameSet {
  readonly #name = new Uint32Column();
  readonly #file = new Uint32Column();
  readonly #module = new Uint32Column();
  readonly #line = new Uint32Column();
  readonly #kind = new Uint32Column();
  #slots = new Uint32Array(256);

  get count(): number {
    return this.#name.length;
  }

  at(slot: number): number | undefined {
    const id = (this.#slots[slot] as number) - 1;
    return id < 0 ? undefined : id;
  }

  /** The slot of the frame, or the free one where it belongs. */
  find(name: number, file: number, module: number, line: number, kind: number): number {
    const mask = this.#slots.length - 1;
    let slot = hashFrame(name, file, module, line, kind) & mask;
    for (let probes = 0; probes < probesMax; probes++, slot = (slot + 1) & mask) {
      const id = (this.#slots[slot] as number) - 1;
      if (id < 0) return slot;
      const same =
        this.#name.get(id) === name &&
        this.#line.get(id) === line &&
        this.#file.get(id) === file &&
        this.#module.get(id) === module &&
        this.#kind.get(id) === kind;
      if (same) return slot;
    }
    throw refuseCollisions();
  }

  insert(
    slot: number,
    name: number,
    file: number,
    module: number,
    line: number,
    kind: number,
  ): number {
    const id = this.#name.length;
    this.#name.push(name);
    this.#file.push(file);
    this.#module.push(module);
    this.#line.push(line);
    this.#kind.push(kind);
    this.#slots[slot] = id + 1;
    if ((id + 1) * 2 > this.#slots.length) this.#rehash();
    return id;
  }

  take(): StackProfile['frames'] {
    return {
      count: this.#name.length,
      name: this.#name.take(),
      file: this.#file.take(),
      module: this.#module.take(),
      line: this.#line.take(),
      kind: Uint8Array.from(this.#kind.take()),
    };
  }

  #rehash(): void {
    this.#slots = new Uint32Array(this.#slots.length * 2);
    const mask = this.#slots.length - 1;
    for (let id = 0; id < this.#name.length; id++) {
      const hash = hashFrame(
        this.#name.get(id),
        this.#file.get(id),
        this.#module.get(id),
        this.#line.get(id),
        this.#kind.get(id),
      );
      let slot = hash & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = id + 1;
    }
  }
}

function hashFrame(name: number, file: number, module: number, line: number, kind: number): number {
  return hashPair(hashPair(hashPair(name, line), file), hashPair(module, kind));
}
