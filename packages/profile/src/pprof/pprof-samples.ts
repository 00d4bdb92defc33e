/** The samples of a pprof file, one after another: of the one that was gone to last, columns that the next one writes over. */
import { Uint32Column } from '../columns.ts';
import type { ImportLimits } from '../limits.ts';
import { type PprofColumns, field, sized, varint } from './pprof-columns.ts';
import { WireReader, malformedPprof } from './wire-reader.ts';

export class PprofSamples {
  /** Rows of locations, the innermost first. */
  readonly locations = new Uint32Column();
  readonly values: Float64Array;
  /** Strings by their index in the file; a text of 0 says that the label is a number. */
  readonly labelKeys = new Uint32Column();
  readonly labelTexts = new Uint32Column();
  readonly labelNumberLows = new Uint32Column();
  readonly labelNumberHighs = new Uint32Column();
  readonly labelUnits = new Uint32Column();
  /** How much of the sample was beyond the limits. */
  locationsCut = 0;
  labelsCut = 0;
  readonly #columns: PprofColumns;
  readonly #limits: ImportLimits;
  readonly #reader: WireReader;
  #valueCount = 0;

  constructor(bytes: Uint8Array, columns: PprofColumns, limits: ImportLimits) {
    this.#columns = columns;
    this.#limits = limits;
    this.#reader = new WireReader(bytes);
    this.values = new Float64Array(columns.sampleTypes.length);
  }

  /** Goes to the next sample; false where there is none. Throws `PROFILE_MALFORMED`. */
  next(): boolean {
    const reader = this.#reader;
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      if (tag === field(2, sized)) {
        this.#read();
        return true;
      }
      reader.skip(tag);
    }
    return false;
  }

  #read(): void {
    const reader = this.#reader;
    const outer = reader.enter();
    for (const column of [this.locations, this.labelKeys, this.labelTexts]) column.cut(0);
    for (const column of [this.labelNumberLows, this.labelNumberHighs, this.labelUnits])
      column.cut(0);
    this.locationsCut = 0;
    this.labelsCut = 0;
    this.#valueCount = 0;
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      switch (tag) {
        case field(1, sized): {
          const end = reader.enter();
          while (reader.at < reader.end) this.#readLocation();
          reader.end = end;
          break;
        }
        case field(1, varint):
          this.#readLocation();
          break;
        case field(2, sized): {
          const end = reader.enter();
          while (reader.at < reader.end) this.#readValue();
          reader.end = end;
          break;
        }
        case field(2, varint):
          this.#readValue();
          break;
        case field(3, sized):
          this.#readLabel();
          break;
        default:
          reader.skip(tag);
      }
    }
    reader.end = outer;
    if (this.#valueCount !== this.values.length) {
      throw malformedPprof('a sample has not as many values as there are types');
    }
  }

  #readLocation(): void {
    const reader = this.#reader;
    reader.varint();
    const { lo, hi } = reader;
    if (lo === 0 && hi === 0) throw malformedPprof('it refers to the location 0');
    const row = this.#columns.locations.rowOfId(lo, hi);
    if (this.locations.length < this.#limits.locationsOfSampleMax) this.locations.push(row);
    else this.locationsCut++;
  }

  #readValue(): void {
    const value = this.#reader.int();
    // One too many is told by the count.
    this.values[this.#valueCount++] = value;
  }

  #readLabel(): void {
    const reader = this.#reader;
    const outer = reader.enter();
    let key = 0;
    let text = 0;
    let numberLow = 0;
    let numberHigh = 0;
    let unit = 0;
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      if (tag === field(1, varint)) key = reader.uint();
      else if (tag === field(2, varint)) text = reader.uint();
      else if (tag === field(3, varint)) {
        reader.varint();
        numberLow = reader.lo;
        numberHigh = reader.hi;
      } else if (tag === field(4, varint)) unit = reader.uint();
      else reader.skip(tag);
    }
    reader.end = outer;
    if (this.labelKeys.length >= this.#limits.labelsOfSampleMax) {
      this.labelsCut++;
      return;
    }
    const { strings } = this.#columns;
    this.labelKeys.push(strings.checked(key));
    this.labelTexts.push(strings.checked(text));
    this.labelNumberLows.push(numberLow);
    this.labelNumberHighs.push(numberHigh);
    this.labelUnits.push(strings.checked(unit));
  }
}
