/**
 * A `perftools.profiles.Profile` (google/pprof, proto/profile.proto) as columns, read in one pass without an object for a
 * sample, a location or a line. Strings stay bytes until somebody asks for them; ids become the numbers 0, 1, 2 … in the
 * order of their coming, whether they are dense, sparse or hashes, and whether they are defined before or after their use.
 */
import { Float64Column, Uint32Column } from '../columns.ts';
import { none } from '../stack-profile.ts';
import { Definitions, StringBytes } from './pprof-tables.ts';
import { WireReader, malformedPprof } from './wire-reader.ts';

/** Fields of messages, as `number << 3 | wire type`. */
const varint = 0;
const sized = 2;
const field = (number: number, wire: number): number => (number << 3) | wire;

export class PprofColumns {
  /** Pairs of strings: type and unit. */
  readonly sampleTypes: (readonly [type: number, unit: number])[] = [];
  /** Locations of sample i: `sampleLocations[sampleStarts[i] .. sampleStarts[i + 1]]`, the innermost first. */
  readonly sampleStarts = new Uint32Column();
  readonly sampleLocations = new Uint32Column();
  /** As many a sample as there are sample types. */
  readonly values = new Float64Column();
  readonly labelStarts = new Uint32Column();
  readonly labelKeys = new Uint32Column();
  readonly labelTexts = new Uint32Column();
  readonly labelNumbers = new Float64Column();
  readonly labelUnits = new Uint32Column();

  /** Row of a location by its number; lines of row i: `lineStarts[i] .. lineStarts[i + 1]`, the innermost first. */
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
  #valuesOfSample = 0;
  readonly #reader: WireReader;

  /** Throws `PROFILE_MALFORMED`. */
  constructor(bytes: Uint8Array) {
    this.#reader = new WireReader(bytes);
    this.strings = new StringBytes(bytes);
    this.#readProfile();
    this.sampleStarts.push(this.sampleLocations.length);
    this.labelStarts.push(this.labelKeys.length);
    this.lineStarts.push(this.lineFunctions.length);
    if (this.values.length !== this.sampleCount * this.sampleTypes.length) {
      throw malformedPprof('a sample has not as many values as there are types');
    }
  }

  get sampleCount(): number {
    return this.sampleStarts.length - 1;
  }

  #readProfile(): void {
    const reader = this.#reader;
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      switch (tag) {
        case field(1, sized):
          this.sampleTypes.push(this.#readValueType());
          break;
        case field(2, sized):
          this.#readSample();
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

  #readSample(): void {
    const reader = this.#reader;
    const outer = reader.enter();
    this.sampleStarts.push(this.sampleLocations.length);
    this.labelStarts.push(this.labelKeys.length);
    const before = this.values.length;
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      switch (tag) {
        case field(1, sized): {
          const end = reader.enter();
          while (reader.at < reader.end) this.#readLocationId();
          reader.end = end;
          break;
        }
        case field(1, varint):
          this.#readLocationId();
          break;
        case field(2, sized): {
          const end = reader.enter();
          while (reader.at < reader.end) this.values.push(reader.int());
          reader.end = end;
          break;
        }
        case field(2, varint):
          this.values.push(reader.int());
          break;
        case field(3, sized):
          this.#readLabel();
          break;
        default:
          reader.skip(tag);
      }
    }
    reader.end = outer;
    // Told apart at once: two wrong counts could make up for each other.
    const first = this.sampleStarts.length === 1;
    if (first) this.#valuesOfSample = this.values.length - before;
    else if (this.values.length - before !== this.#valuesOfSample) {
      throw malformedPprof('a sample has not as many values as another');
    }
  }

  #readLocationId(): void {
    this.#reader.varint();
    this.sampleLocations.push(this.locations.number(this.#reader.lo, this.#reader.hi));
  }

  #readLabel(): void {
    const reader = this.#reader;
    const outer = reader.enter();
    let key = 0;
    let text = 0;
    let number = 0;
    let unit = 0;
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      if (tag === field(1, varint)) key = reader.uint();
      else if (tag === field(2, varint)) text = reader.uint();
      else if (tag === field(3, varint)) number = reader.int();
      else if (tag === field(4, varint)) unit = reader.uint();
      else reader.skip(tag);
    }
    reader.end = outer;
    this.labelKeys.push(this.strings.checked(key));
    this.labelTexts.push(this.strings.checked(text));
    this.labelNumbers.push(number);
    this.labelUnits.push(this.strings.checked(unit));
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
    this.mappings.define(idLow, idHigh);
    this.mappingFiles.push(this.strings.checked(file));
  }
}
