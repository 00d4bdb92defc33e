import { Uint32Column } from '../columns.ts';
import { type ImportLimits, importLimits, profileLimits } from '../limits.ts';
import { PairTable } from '../pair-table.ts';
import { ProfileBuilder } from '../profile-builder.ts';
import { FrameKind, type StackProfile, type ValueType, none } from '../stack-profile.ts';
import type { SampleBuilder } from '../sample-builder.ts';
import { labelKeys } from './label-keys.ts';
import { PprofColumns } from './pprof-columns.ts';
import { PprofSamples } from './pprof-samples.ts';

/**
 * The profile in an unpacked pprof file. All samples are of one event, named by the type of the period, and else by the
 * main type. The main type is `default_sample_type`, and else the last.
 *
 * A location of several lines gives several frames, all but the outermost of kind `inlined`; one without lines is named by
 * its address. The labels `thread` and `state` become thread and state. Other labels keep their words; numbers get their unit:
 * `bytes` = `16 bytes`. The patterns `drop_frames` and `keep_frames` are not applied: who looks decides what is hidden. Throws
 * `PROFILE_MALFORMED` or `PROFILE_TOO_LARGE`.
 */
export function readPprof(bytes: Uint8Array, limits: ImportLimits = importLimits): StackProfile {
  const columns = new PprofColumns(bytes, limits);
  const builder = new ProfileBuilder('pprof');
  const text = (index: number): string => columns.strings.text(index);
  const valueType = ([type, unit]: readonly [number, number]): ValueType => ({
    name: text(type),
    unit: text(unit),
  });
  const types = columns.sampleTypes.map(valueType);
  const named = types.findIndex(({ name }) => name === text(columns.defaultType));
  const mainType = columns.defaultType !== 0 && named >= 0 ? named : Math.max(0, types.length - 1);
  const periodType = columns.periodType === undefined ? undefined : valueType(columns.periodType);
  const event = builder.event(
    periodType?.name || types[mainType]?.name || 'samples',
    types,
    mainType,
    periodType === undefined ? undefined : { type: periodType, value: columns.period },
  );
  const samples = new PprofSamples(bytes, columns, limits);
  const stacks = new StackReader(columns, builder, limits);
  const labels = new LabelReader(columns, samples, builder);
  while (samples.next()) {
    const stack = stacks.stackOf(samples);
    if (stack === none) {
      builder.truncated.samples++;
      continue;
    }
    labels.read();
    event.add(stack, 0, labels.thread, labels.state);
    for (let type = 0; type < types.length; type++) {
      event.setValue(type, samples.values[type] as number);
    }
    labels.addTo(event);
  }
  const startMs = columns.timeNanos / 1e6;
  return builder.finish(startMs, startMs + columns.durationNanos / 1e6);
}

/** Makes stacks of lists of locations. A location called from a stack is gone through once, however often it comes. */
class StackReader {
  readonly #columns: PprofColumns;
  readonly #builder: ProfileBuilder;
  readonly #limits: ImportLimits;
  readonly #calls = new PairTable();
  readonly #stacks = new Uint32Column();
  /** The frame of each line, once one is needed. */
  readonly #frames: Uint32Array;
  #steps = 0;

  constructor(columns: PprofColumns, builder: ProfileBuilder, limits: ImportLimits) {
    this.#columns = columns;
    this.#builder = builder;
    this.#limits = limits;
    this.#frames = new Uint32Array(columns.lineFunctions.length).fill(none);
  }

  /** The stack of a sample; `none` once `limits.stepsMax` is used up. */
  stackOf({ locations, locationsCut }: PprofSamples): number {
    this.#steps += locations.length;
    if (this.#steps > this.#limits.stepsMax) return none;
    if (locations.length === 0) return this.#unknown();
    if (locationsCut > 0) this.#builder.truncated.stacks++;
    let stack: number = none;
    for (let at = locations.length - 1; at >= 0; at--) {
      const location = locations.get(at);
      const known = this.#calls.find(stack, location);
      stack = known >= 0 ? this.#stacks.get(known) : this.#call(stack, location);
    }
    return stack;
  }

  #call(caller: number, location: number): number {
    const stack = this.#enter(caller, location);
    // Where the builder is full, calls go on without new stacks: they are gone through each time.
    if (this.#calls.size < profileLimits.stacksMax) {
      this.#calls.insert(caller, location);
      this.#stacks.push(stack);
    }
    return stack;
  }

  #enter(caller: number, location: number): number {
    const { lineStarts } = this.#columns;
    const start = lineStarts.get(location);
    const end = lineStarts.get(location + 1);
    if (start === end) return this.#builder.stack(caller, this.#addressFrame(location));
    const first = Math.max(start, end - this.#limits.linesOfLocationMax);
    if (first > start) this.#builder.truncated.stacks++;
    this.#steps += end - first;
    let stack = caller;
    for (let line = end - 1; line >= first; line--) {
      const known = this.#frames[line] as number;
      const frame = known === none ? this.#frame(line, location, line < end - 1) : known;
      this.#frames[line] = frame;
      stack = this.#builder.stack(stack, frame);
    }
    return stack;
  }

  #frame(line: number, location: number, inlined: boolean): number {
    const columns = this.#columns;
    const builder = this.#builder;
    const called = columns.lineFunctions.get(line);
    const kind = inlined ? FrameKind.inlined : FrameKind.unknown;
    const details = { line: columns.lineNumbers.get(line), kind, module: this.#module(location) };
    if (called === none) return builder.frame(builder.string(this.#address(location)), details);
    const row = columns.functions.row(called);
    const name = builder.string(columns.strings.text(columns.functionNames.get(row)));
    const file = columns.strings.text(columns.functionFiles.get(row));
    return builder.frame(name, { ...details, file: file === '' ? none : builder.string(file) });
  }

  /** Samples without locations still weigh something. */
  #unknown(): number {
    return this.#builder.stack(none, this.#builder.frame(this.#builder.string('(unknown)')));
  }

  #addressFrame(location: number): number {
    const name = this.#builder.string(this.#address(location));
    return this.#builder.frame(name, { module: this.#module(location) });
  }

  #address(location: number): string {
    const low = this.#columns.addressLows.get(location);
    const high = this.#columns.addressHighs.get(location);
    const digits = high === 0 ? '' : high.toString(16);
    return `0x${digits}${low.toString(16).padStart(digits === '' ? 0 : 8, '0')}`;
  }

  #module(location: number): number {
    const { locationMappings, mappings, mappingFiles, strings } = this.#columns;
    const mapping = locationMappings.get(location);
    if (mapping === none) return none;
    const file = strings.text(mappingFiles.get(mappings.row(mapping)));
    return file === '' ? none : this.#builder.string(file);
  }
}

/** Takes the labels of the sample that `PprofSamples` stands at. */
class LabelReader {
  /** Strings of the profile, or `none`. */
  thread: number = none;
  state: number = none;
  readonly #columns: PprofColumns;
  readonly #samples: PprofSamples;
  readonly #builder: ProfileBuilder;
  /** By string of the file: its index in the profile. */
  readonly #strings = new Map<number, number>();
  /** Labels that are a thread or a state, by their place. */
  #threadAt = -1;
  #stateAt = -1;
  readonly #threadKey: number;
  readonly #stateKey: number;

  constructor(columns: PprofColumns, samples: PprofSamples, builder: ProfileBuilder) {
    this.#columns = columns;
    this.#samples = samples;
    this.#builder = builder;
    this.#threadKey = columns.strings.find(labelKeys.thread);
    this.#stateKey = columns.strings.find(labelKeys.state);
  }

  /** Looks for thread and state. */
  read(): void {
    this.#threadAt = this.#find(this.#threadKey);
    this.#stateAt = this.#find(this.#stateKey);
    this.thread = this.#textAt(this.#threadAt);
    this.state = this.#textAt(this.#stateAt);
  }

  /** Adds the other labels to the sample added last. */
  addTo(event: SampleBuilder): void {
    const { labelKeys: keys, labelTexts, labelsCut } = this.#samples;
    for (let at = 0; at < keys.length; at++) {
      if (at === this.#threadAt || at === this.#stateAt) continue;
      const text = labelTexts.get(at);
      const value = text === 0 ? this.#builder.string(this.#number(at)) : this.#string(text);
      event.addLabel(this.#string(keys.get(at)), value);
    }
    this.#builder.truncated.names += labelsCut;
  }

  /** The first label of that key that is a text. */
  #find(key: number): number {
    const { labelKeys: keys, labelTexts } = this.#samples;
    if (key < 0) return -1;
    for (let at = 0; at < keys.length; at++) {
      if (keys.get(at) === key && labelTexts.get(at) !== 0) return at;
    }
    return -1;
  }

  #textAt(at: number): number {
    return at < 0 ? none : this.#string(this.#samples.labelTexts.get(at));
  }

  #number(at: number): string {
    const { labelNumberLows, labelNumberHighs, labelUnits } = this.#samples;
    const unit = labelUnits.get(at);
    const low = labelNumberLows.get(at);
    const high = labelNumberHighs.get(at);
    const number = String(
      high === 0 ? low : BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low)),
    );
    return unit === 0 ? number : `${number} ${this.#columns.strings.text(unit)}`;
  }

  #string(index: number): number {
    let string = this.#strings.get(index);
    if (string === undefined) {
      string = this.#builder.string(this.#columns.strings.text(index));
      this.#strings.set(index, string);
    }
    return string;
  }
}
