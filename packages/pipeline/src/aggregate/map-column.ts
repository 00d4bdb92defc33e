import { grown } from '@stormpetrel/base';
import type { MapAccumulator } from '@stormpetrel/language/oal';
import type { MetricColumnData } from '@stormpetrel/storage/api';

/**
 * Keys from 0 up to this, of the first rows, are found without hashing: latencies below 640 ms in steps of ten, and most
 * components. The bound of rows keeps the array below 256 KiB.
 */
const directKeys = 64;
const directRowsMax = 1024;
/** A table that a burst has made large would cost its clearing in every later flush. */
const slotsKeptIdle = 4096;

/**
 * A map column of a table: (row, key) → sum, for all rows in one.
 *
 * Entries stand densely in the order of their first use. Small keys of the first rows find theirs in `#direct`, at
 * row × 64 + key; all others in `#slots`, probed linearly from a mix of row and key. Both hold entry numbers plus one, zero
 * is free. `toData` sorts the entries by row with a counting sort.
 */
export class MapColumn implements MapAccumulator {
  #direct: Int32Array = new Int32Array(directKeys * 4);
  #slots: Int32Array = new Int32Array(256);
  #rows: Int32Array = new Int32Array(128);
  #keys: Int32Array = new Int32Array(128);
  #values: Float64Array = new Float64Array(128);
  #count = 0;
  /** Of the entries, those that `#slots` holds. */
  #hashed = 0;

  get count(): number {
    return this.#count;
  }

  add(row: number, key: number, delta: number): void {
    const entry = isDirect(row, key) ? this.#directEntry(row, key) : this.#hashedEntry(row, key);
    this.#values[entry] = (this.#values[entry] as number) + delta;
  }

  /** Rows with offsets, keys and values of their own: the column may be filled again at once. */
  toData(rowCount: number): MetricColumnData {
    const offsets = new Uint32Array(rowCount + 1);
    for (let i = 0; i < this.#count; i++) {
      const row = this.#rows[i] as number;
      offsets[row + 1] = (offsets[row + 1] as number) + 1;
    }
    for (let row = 0; row < rowCount; row++) {
      offsets[row + 1] = (offsets[row + 1] as number) + (offsets[row] as number);
    }
    const next = offsets.slice();
    const keys = new Int32Array(this.#count);
    const values = new Float64Array(this.#count);
    for (let i = 0; i < this.#count; i++) {
      const row = this.#rows[i] as number;
      const at = next[row] as number;
      next[row] = at + 1;
      keys[at] = this.#keys[i] as number;
      values[at] = this.#values[i] as number;
    }
    return { kind: 'map', offsets, keys, values };
  }

  reset(): void {
    if (this.#count > this.#hashed) this.#clearDirect();
    if (this.#rows.length * 2 > slotsKeptIdle && this.#count * 16 < this.#rows.length * 2) {
      this.#rows = new Int32Array(slotsKeptIdle / 2);
      this.#keys = new Int32Array(slotsKeptIdle / 2);
      this.#values = new Float64Array(slotsKeptIdle / 2);
    }
    if (this.#slots.length > slotsKeptIdle && this.#hashed * 16 < this.#slots.length) {
      this.#slots = new Int32Array(slotsKeptIdle);
    } else if (this.#hashed > 0) this.#slots.fill(0);
    this.#count = 0;
    this.#hashed = 0;
  }

  #directEntry(row: number, key: number): number {
    const at = row * directKeys + key;
    if (at >= this.#direct.length) this.#direct = grown(this.#direct, at + 1);
    const stored = this.#direct[at] as number;
    if (stored !== 0) return stored - 1;
    const entry = this.#append(row, key);
    this.#direct[at] = entry + 1;
    return entry;
  }

  #hashedEntry(row: number, key: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = mixOf(row, key) & mask;
    for (;;) {
      const stored = slots[slot] as number;
      if (stored === 0) break;
      const entry = stored - 1;
      if ((this.#rows[entry] as number) === row && (this.#keys[entry] as number) === key) {
        return entry;
      }
      slot = (slot + 1) & mask;
    }
    const entry = this.#append(row, key);
    slots[slot] = entry + 1;
    this.#hashed++;
    if (this.#hashed * 2 > slots.length) this.#rehash();
    return entry;
  }

  #append(row: number, key: number): number {
    const entry = this.#count++;
    if (entry === this.#rows.length) {
      this.#rows = grown(this.#rows, entry + 1);
      this.#keys = grown(this.#keys, entry + 1);
      this.#values = grown(this.#values, entry + 1);
    }
    this.#rows[entry] = row;
    this.#keys[entry] = key;
    this.#values[entry] = 0;
    return entry;
  }

  #clearDirect(): void {
    for (let entry = 0; entry < this.#count; entry++) {
      const row = this.#rows[entry] as number;
      const key = this.#keys[entry] as number;
      if (isDirect(row, key)) this.#direct[row * directKeys + key] = 0;
    }
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let entry = 0; entry < this.#count; entry++) {
      const row = this.#rows[entry] as number;
      const key = this.#keys[entry] as number;
      if (isDirect(row, key)) continue;
      let slot = mixOf(row, key) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = entry + 1;
    }
    this.#slots = slots;
  }
}

function isDirect(row: number, key: number): boolean {
  return key >= 0 && key < directKeys && row < directRowsMax;
}

function mixOf(row: number, key: number): number {
  const mixed = Math.imul(row, 0x9e3779b1) ^ Math.imul(key, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
