/**
 * Strings of a pool, kept as the bytes they came in: most of them are names of methods and classes that no stack shows, and
 * are never made into a string.
 */
import { type JfrBytes, TextForm } from './bytes/jfr-bytes.ts';
import { JfrDamage } from './jfr-damage.ts';
import { jfrLimits } from './limits.ts';
import { tooLarge } from './jfr-errors.ts';
import { Uint32Column } from '../columns.ts';
import { PairTable } from '../pair-table.ts';

/** A string by its id in the pool of strings. */
export class PooledText {
  readonly lo: number;
  readonly hi: number;

  constructor(lo: number, hi: number) {
    this.lo = lo;
    this.hi = hi;
  }
}

/** The string that `bytes` stands at, an empty one for a null. */
export function readText(bytes: JfrBytes): string | PooledText {
  const form = bytes.u8();
  if (form <= TextForm.empty) return '';
  if (form === TextForm.pooled) {
    bytes.long();
    return new PooledText(bytes.lo, bytes.hi);
  }
  const count = bytes.count();
  const kept = Math.min(count, jfrLimits.textBytesMax);
  if (form === TextForm.chars) {
    const units = new Uint16Array(kept);
    for (let i = 0; i < count; i++) {
      const unit = bytes.char();
      if (i < kept) units[i] = unit;
    }
    return utf16.decode(units);
  }
  if (form !== TextForm.utf8 && form !== TextForm.latin1) {
    throw new JfrDamage(`a string of the unknown form ${form}`);
  }
  const body = new Uint8Array(kept);
  bytes.copy(body, 0, kept);
  bytes.skip(count - kept);
  return form === TextForm.utf8 ? utf8.decode(body) : latin1Text(body);
}

export class PoolText {
  /** The pool of strings, which others may point into, and which may point into itself. */
  readonly #strings: PoolText;
  readonly #ids = new PairTable();
  readonly #starts = new Uint32Column();
  readonly #lengths = new Uint32Column();
  /** Forms; `TextForm.pooled` says that the two columns above are the halves of the id of another string. */
  readonly #forms = new Uint32Column();
  #arena = new Uint8Array(4096);
  #used = 0;

  constructor(strings?: PoolText) {
    this.#strings = strings ?? this;
  }

  /** Takes in the string that `bytes` stands at. One that comes again replaces the former. */
  read(bytes: JfrBytes, lo: number, hi: number): void {
    const form = bytes.u8();
    const start = this.#used;
    if (form <= TextForm.empty) this.#put(lo, hi, form, 0, 0);
    else if (form === TextForm.pooled) {
      bytes.long();
      this.#put(lo, hi, form, bytes.lo >>> 0, bytes.hi >>> 0);
    } else if (form === TextForm.utf8 || form === TextForm.latin1) {
      const length = bytes.count();
      const kept = Math.min(length, jfrLimits.textBytesMax);
      this.#reserve(kept);
      bytes.copy(this.#arena, start, kept);
      bytes.skip(length - kept);
      this.#used += kept;
      this.#put(lo, hi, form, start, kept);
    } else if (form === TextForm.chars) {
      const length = bytes.count();
      const kept = Math.min(length, jfrLimits.textBytesMax);
      this.#reserve(kept * 2);
      for (let i = 0; i < length; i++) {
        const unit = bytes.char();
        if (i >= kept) continue;
        this.#arena[start + 2 * i] = unit & 255;
        this.#arena[start + 2 * i + 1] = unit >> 8;
      }
      this.#used += kept * 2;
      this.#put(lo, hi, form, start, kept * 2);
    } else throw new JfrDamage(`a string of the unknown form ${form}`);
  }

  /** The string of that id, or undefined. */
  text(lo: number, hi: number): string | undefined {
    return this.#textAt(this.#ids.find(lo >>> 0, hi >>> 0), 0);
  }

  /** A string may point to another one, but not in a circle. */
  #textAt(index: number, steps: number): string | undefined {
    if (index < 0 || steps > 4) return undefined;
    const form = this.#forms.get(index);
    const start = this.#starts.get(index);
    const length = this.#lengths.get(index);
    if (form !== TextForm.pooled) return this.#decode(form, start, length);
    const strings = this.#strings;
    return strings.#textAt(strings.#ids.find(start, length), steps + 1);
  }

  #decode(form: number, start: number, length: number): string {
    if (form <= TextForm.empty) return '';
    const body = this.#arena.subarray(start, start + length);
    if (form === TextForm.latin1) return latin1Text(body);
    return (form === TextForm.utf8 ? utf8 : utf16).decode(body);
  }

  #put(lo: number, hi: number, form: number, start: number, length: number): void {
    const index = this.#ids.intern(lo >>> 0, hi >>> 0);
    if (index < this.#forms.length) {
      this.#forms.set(index, form);
      this.#starts.set(index, start);
      this.#lengths.set(index, length);
      return;
    }
    if (index >= jfrLimits.poolEntriesMax) throw tooLarge('strings in a chunk');
    this.#forms.push(form);
    this.#starts.push(start);
    this.#lengths.push(length);
  }

  #reserve(length: number): void {
    const wanted = this.#used + length;
    if (wanted > jfrLimits.poolTextBytesMax) throw tooLarge('bytes of names in a chunk');
    if (wanted <= this.#arena.length) return;
    this.#arena = new Uint8Array(
      this.#arena.buffer.transfer(Math.max(wanted, this.#arena.length * 2)),
    );
  }
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const utf16 = new TextDecoder('utf-16le', { ignoreBOM: true });

/** What the platform's decoder calls latin1 is windows-1252. */
function latin1Text(body: Uint8Array): string {
  let text = '';
  for (let i = 0; i < body.length; i += 4096) {
    text += String.fromCharCode(...body.subarray(i, i + 4096));
  }
  return text;
}
