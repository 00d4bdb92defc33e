/**
 * A `perftools.profiles.Profile` (google/pprof, proto/profile.proto) without its samples, as columns: no object for a location
 * or a line. Strings stay bytes until somebody asks for them; ids become the numbers 0, 1, 2 … in the order of their coming,
 * whether they are dense, sparse or hashes, and whether they are defined before or after their use. Samples, which are nearly
 * all of a file, mostly stand before what they refer to: they are gone through afterwards, by `PprofSamples`, and never held.
 */
import { CodedError } from '@stormpetrel/base';
import { Uint32Column } from '../columns.ts';
import { profileErrors } from '../errors.ts';
import { type ImportLimits, profileLimits } from '../limits.ts';
import { none } from '../stack-profile.ts';
import { Definitions, StringBytes } from './pprof-tables.ts';
import { WireReader, malformedPprof } from './wire-reader.ts';

/** Wire types. */
export const varint = 0;
export const sized = 2;

/** A field of a message as its tag. */
export function field(number: number, wire: number): number {
  return (number << 3) | wire;
}

export class PprofColumns {
  /** Pairs of strings: type and unit. */
  readonly sampleTypes: (readonly [type: number, unit: number])[] = [];
  /** Lines of row i: `lineStarts[i] .. lineStarts[i + 1]`, the innermost first. */
  readonly locations = new Definitions('location');
  readonly locationMappings = new Uint32Column();
  readonly addressLows = new Uint32Column();
  readonly addressHighs = new Uint32Column();
  readonly lineStarts = new Uint32Column();
  readonly lineFunctions = new Uint32Column();
  readonly lineNumbers = new Uint32Column();

  readonly functions = new Definitions('function');
  readonly functionNames = new Uint32Column();
  readonly functionFiles = new Uint32Column();

  readonly mappings = new Definitions('mapping');
  readonly mappingFiles = new Uint32Column();

  readonly strings: StringBytes;
  timeNanos = 0;
  durationNanos = 0;
  periodType: readonly [type: number, unit: number] | undefined;
  period = 0;
  defaultType = 0;
  readonly #limits: ImportLimits;
  readonly #reader: WireReader;

  /** Throws `PROFILE_MALFORMED`, or `PROFILE_TOO_LARGE` where there is more of something than the limits allow. */
  constructor(bytes: Uint8Array, limits: ImportLimits) {
    this.#limits = limits;
    this.#reader = new WireReader(bytes);
    this.strings = new StringBytes(bytes);
    this.#readProfile();
    this.lineStarts.push(this.lineFunctions.length);
  }

  #readProfile(): void {
    const reader = this.#reader;
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      switch (tag) {
        case field(1, sized):
          this.sampleTypes.push(this.#readValueType());
          if (this.sampleTypes.length > profileLimits.valueTypesMax) {
            throw malformedPprof(`it has more than ${profileLimits.valueTypesMax} kinds of values`);
          }
          break;
        case field(3, sized):
          this.#readMapping();
          break;
        case field(4, sized):
          this.#readLocation();
          break;
        case field(5, sized):
          this.#readFunction();
          break;
        case field(6, sized):
          this.#readString();
          break;
        case field(9, varint):
          this.timeNanos = reader.int();
          break;
        case field(10, varint):
          this.durationNanos = reader.int();
          break;
        case field(11, sized):
          this.periodType = this.#readValueType();
          break;
        case field(12, varint):
          this.period = reader.int();
          break;
        case field(14, varint):
          this.defaultType = reader.uint();
          break;
        default:
          reader.skip(tag);
      }
    }
  }

  #readString(): void {
    const reader = this.#reader;
    const outer = reader.enter();
    atMost(this.strings.count, this.#limits.stringsMax, 'strings');
    this.strings.add(reader.at, reader.end);
    reader.at = reader.end;
    reader.end = outer;
  }

  #readValueType(): readonly [number, number] {
    const reader = this.#reader;
    const outer = reader.enter();
    let type = 0;
    let unit = 0;
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      if (tag === field(1, varint)) type = reader.uint();
      else if (tag === field(2, varint)) unit = reader.uint();
      else reader.skip(tag);
    }
    reader.end = outer;
    return [type, unit];
  }

  #readLocation(): void {
    const reader = this.#reader;
    const outer = reader.enter();
    let idLow = 0;
    let idHigh = 0;
    let mapping: number = none;
    let addressLow = 0;
    let addressHigh = 0;
    this.lineStarts.push(this.lineFunctions.length);
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      switch (tag) {
        case field(1, varint):
          reader.varint();
          idLow = reader.lo;
          idHigh = reader.hi;
          break;
        case field(2, varint):
          reader.varint();
          mapping = this.mappings.numberOrNone(reader.lo, reader.hi);
          break;
        case field(3, varint):
          reader.varint();
          addressLow = reader.lo;
          addressHigh = reader.hi;
          break;
        case field(4, sized):
          this.#readLine();
          break;
        default:
          reader.skip(tag);
      }
    }
    reader.end = outer;
    atMost(this.locationMappings.length, this.#limits.locationsMax, 'locations');
    this.locations.define(idLow, idHigh);
    this.locationMappings.push(mapping);
    this.addressLows.push(addressLow);
    this.addressHighs.push(addressHigh);
  }

  #readLine(): void {
    const reader = this.#reader;
    const outer = reader.enter();
    let called: number = none;
    let line = 0;
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      if (tag === field(1, varint)) {
        reader.varint();
        called = this.functions.numberOrNone(reader.lo, reader.hi);
      } else if (tag === field(2, varint)) line = reader.int();
      else reader.skip(tag);
    }
    reader.end = outer;
    atMost(this.lineFunctions.length, this.#limits.linesMax, 'lines');
    this.lineFunctions.push(called);
    this.lineNumbers.push(line > 0 && line < none ? line : 0);
  }

  #readFunction(): void {
    const reader = this.#reader;
    const outer = reader.enter();
    let idLow = 0;
    let idHigh = 0;
    let name = 0;
    let systemName = 0;
    let file = 0;
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      if (tag === field(1, varint)) {
        reader.varint();
        idLow = reader.lo;
        idHigh = reader.hi;
      } else if (tag === field(2, varint)) name = reader.uint();
      else if (tag === field(3, varint)) systemName = reader.uint();
      else if (tag === field(4, varint)) file = reader.uint();
      else reader.skip(tag);
    }
    reader.end = outer;
    atMost(this.functionNames.length, this.#limits.functionsMax, 'functions');
    this.functions.define(idLow, idHigh);
    this.functionNames.push(this.strings.checked(name === 0 ? systemName : name));
    this.functionFiles.push(this.strings.checked(file));
  }

  #readMapping(): void {
    const reader = this.#reader;
    const outer = reader.enter();
    let idLow = 0;
    let idHigh = 0;
    let file = 0;
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      if (tag === field(1, varint)) {
        reader.varint();
        idLow = reader.lo;
        idHigh = reader.hi;
      } else if (tag === field(5, varint)) file = reader.uint();
      else reader.skip(tag);
    }
    reader.end = outer;
    atMost(this.mappingFiles.length, this.#limits.mappingsMax, 'mappings');
    this.mappings.define(idLow, idHigh);
    this.mappingFiles.push(this.strings.checked(file));
  }
}

/** Throws where there is no room for one more. */
function atMost(count: number, countMax: number, what: string): void {
  if (count < countMax) return;
  const { code } = profileErrors.tooLarge;
  throw new CodedError(code, `the pprof profile has more than ${countMax} ${what}`);
}
