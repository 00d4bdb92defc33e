import { type ImportLimits, importLimits, profileLimits } from '../limits.ts';
import { PairTable } from '../pair-table.ts';
import { ProfileBuilder } from '../profile-builder.ts';
import { FrameKind, type StackProfile, type ValueType, none } from '../stack-profile.ts';
import { PprofColumns } from './pprof-columns.ts';
import { malformedPprof } from './wire-reader.ts';

/**
 * The profile in an unpacked pprof file. All samples are of one event, named by the type of the period, and else by the
 * main type. The main type is `default_sample_type`, and else the last.
 *
 * A location of several lines gives several frames, all but the outermost of kind `inlined`; one without lines is named by
 * its address. Labels keep their words; numbers get their unit: `bytes` = `16 bytes`. The patterns `drop_frames` and
 * `keep_frames` are not applied: who looks decides what is hidden. Throws `PROFILE_MALFORMED`.
 */
export function readPprof(bytes: Uint8Array, limits: ImportLimits = importLimits): StackProfile {
  const columns = new PprofColumns(bytes);
  const builder = new ProfileBuilder('pprof');
  const text = (index: number): string => columns.strings.text(index);
  const valueType = ([type, unit]: readonly [number, number]): ValueType => ({
    name: text(type),
    unit: text(unit),
  });
  if (columns.sampleTypes.length > profileLimits.valueTypesMax) {
    throw malformedPprof(`it has more than ${profileLimits.valueTypesMax} kinds of values`);
  }
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
  const stacks = new StackReader(columns, builder, limits);
  const labels = new LabelReader(columns, builder);
  const width = types.length;
  for (let sample = 0; sample < columns.sampleCount; sample++) {
    const stack = stacks.stackOf(sample);
    if (stack === none) {
      if (stacks.exhausted) builder.truncated.samples++;
      continue;
    }
    event.add(stack);
    for (let type = 0; type < width; type++) {
      event.setValue(type, columns.values.get(sample * width + type));
    }
    labels.visit(sample, (key, value) => event.addLabel(key, value));
  }
  const startMs = columns.timeNanos / 1e6;
  return builder.finish(startMs, startMs + columns.durationNanos / 1e6);
}

/** Makes stacks of lists of locations. A location called from a stack is gone through once, however often it comes. */
class StackReader {
  /** True when `limits.stepsMax` is used up. */
  exhausted = false;
  readonly #columns: PprofColumns;
  readonly #builder: ProfileBuilder;
  readonly #limits: ImportLimits;
  readonly #calls = new PairTable();
  readonly #stacks: number[] = [];
  readonly #frames: number[] = [];
  #steps = 0;

  constructor(columns: PprofColumns, builder: ProfileBuilder, limits: ImportLimits) {
    this.#columns = columns;
    this.#builder = builder;
    this.#limits = limits;
  }

  /** The stack of a sample; `none` for one without locations, or when exhausted. */
  stackOf(sample: number): number {
    const { sampleStarts, sampleLocations } = this.#columns;
    const start = sampleStarts.get(sample);
    const end = sampleStarts.get(sample + 1);
    this.#steps += end - start;
    if (this.#steps > this.#limits.stepsMax) this.exhausted = true;
    if (this.exhausted) return none;
    if (start === end) return this.#unknown();
    let stack: number = none;
    for (let at = end - 1; at >= start; at--) {
      const location = sampleLocations.get(at);
      const known = this.#calls.find(stack, location);
      if (known >= 0) {
        stack = this.#stacks[known] as number;
      } else {
        const caller = stack;
        stack = this.#enter(caller, this.#columns.locations.row(location));
        this.#stacks[this.#calls.insert(caller, location)] = stack;
      }
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
      const frame = (this.#frames[line] ??= this.#frame(line, location, line < end - 1));
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

class LabelReader {
  readonly #columns: PprofColumns;
  readonly #builder: ProfileBuilder;
  /** By string of the file: its index in the profile. */
  readonly #strings = new Map<number, number>();

  constructor(columns: PprofColumns, builder: ProfileBuilder) {
    this.#columns = columns;
    this.#builder = builder;
  }

  visit(sample: number, visit: (key: number, value: number) => void): void {
    const { labelStarts, labelKeys, labelTexts } = this.#columns;
    const end = labelStarts.get(sample + 1);
    for (let at = labelStarts.get(sample); at < end; at++) {
      const text = labelTexts.get(at);
      visit(
        this.#string(labelKeys.get(at)),
        text === 0 ? this.#builder.string(this.#number(at)) : this.#string(text),
      );
    }
  }

  #number(at: number): string {
    const { labelNumbers, labelUnits, strings } = this.#columns;
    const unit = labelUnits.get(at);
    const number = String(labelNumbers.get(at));
    return unit === 0 ? number : `${number} ${strings.text(unit)}`;
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
