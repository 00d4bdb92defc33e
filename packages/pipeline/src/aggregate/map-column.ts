import { grown } from '@stormpetrel/base';
import type { MapAccumulator } from '@stormpetrel/language/oal';
import type { MetricColumnData } from '@stormpetrel/storage/api';

/**
 * A map column of a table: (row, key) → sum, for all rows in one open-addressing table.
 *
 * Entries stand densely in the order of their first use; `#slots` holds entry numbers plus one (zero is free), probed
 * linearly from a mix of row and key. `toData` sorts the entries by row with a counting sort.
 */
export class MapColumn implements MapAccumulator {
  #slots: Int32Array = new Int32Array(256);
  #rows: Int32Array = new Int32Array(128);
  #keys: Int32Array = new Int32Array(128);
  #values: Float64Array = new Float64Array(128);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(row: number, key: number, delta: number): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let mixed = Math.imul(row, 0x9e3779b1) ^ Math.imul(key, 0x85ebca6b);
    mixed ^= mixed >>> 15;
    let slot = mixed & mask;
    for (;;) {
      const stored = slots[slot] as number;
      if (stored === 0) break;
      const entry = stored - 1;
      if ((this.#rows[entry] as number) === row && (this.#keys[entry] as number) === key) {
        this.#values[entry] = (this.#values[entry] as number) + delta;
        return;
      }
      slot = (slot + 1) & mask;
    }
    this.#insert(slot, row, key, delta);
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
    // A table that a burst has made large would cost its clearing in every later flush.
    if (this.#slots.length > 4096 && this.#count * 16 < this.#slots.length) {
      this.#slots = new Int32Array(4096);
      this.#rows = new Int32Array(2048);
      this.#keys = new Int32Array(2048);
      this.#values = new Float64Array(2048);
    } else if (this.#count > 0) this.#slots.fill(0);
    this.#count = 0;
  }

  #insert(slot: number, row: number, key: number, value: number): void {
    const entry = this.#count++;
    if (entry === this.#rows.length) {
      this.#rows = grown(this.#rows, entry + 1);
      this.#keys = grown(this.#keys, entry + 1);
      this.#values = grown(this.#values, entry + 1);
    }
    this.#rows[entry] = row;
    this.#keys[entry] = key;
    this.#values[entry] = value;
    this.#slots[slot] = entry + 1;
    if (this.#count * 2 > this.#slots.length) this.#rehash();
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let entry = 0; entry < this.#count; entry++) {
      let mixed =
        Math.imul(this.#rows[entry] as number, 0x9e3779b1) ^
        Math.imul(this.#keys[entry] as number, 0x85ebca6b);
      mixed ^= mixed >>> 15;
      let slot = mixed & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = entry + 1;
    }
    this.#slots = slots;
  }
}
