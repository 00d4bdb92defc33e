/**
 * (a, b) → value, for unsigned 32-bit keys and values from 0 on, without making anything on the way: open addressing,
 * linear probing. Values are kept plus one, so that zero marks a free slot.
 */
export class PairMap {
  #as: Uint32Array;
  #bs: Uint32Array;
  #values: Uint32Array;
  #size = 0;
  readonly #capacityAtStart: number;

  /** `capacityAtStart` MUST be a power of two. */
  constructor(capacityAtStart = 256) {
    this.#capacityAtStart = capacityAtStart;
    this.#as = new Uint32Array(capacityAtStart);
    this.#bs = new Uint32Array(capacityAtStart);
    this.#values = new Uint32Array(capacityAtStart);
  }

  get size(): number {
    return this.#size;
  }

  /** The value, or -1. */
  get(a: number, b: number): number {
    const values = this.#values;
    const mask = values.length - 1;
    let slot = mixOf(a, b) & mask;
    for (;;) {
      const value = values[slot] as number;
      if (value === 0) return -1;
      if ((this.#as[slot] as number) === a && (this.#bs[slot] as number) === b) return value - 1;
      slot = (slot + 1) & mask;
    }
  }

  set(a: number, b: number, value: number): void {
    if (this.#size * 2 >= this.#values.length) this.#grow();
    const mask = this.#values.length - 1;
    let slot = mixOf(a, b) & mask;
    while (this.#values[slot] !== 0) {
      if (this.#as[slot] === a && this.#bs[slot] === b) {
        this.#values[slot] = value + 1;
        return;
      }
      slot = (slot + 1) & mask;
    }
    this.#as[slot] = a;
    this.#bs[slot] = b;
    this.#values[slot] = value + 1;
    this.#size++;
  }

  clear(): void {
    if (this.#values.length > this.#capacityAtStart * 16) {
      this.#as = new Uint32Array(this.#capacityAtStart);
      this.#bs = new Uint32Array(this.#capacityAtStart);
      this.#values = new Uint32Array(this.#capacityAtStart);
    } else if (this.#size > 0) this.#values.fill(0);
    this.#size = 0;
  }

  #grow(): void {
    const as = this.#as;
    const bs = this.#bs;
    const values = this.#values;
    this.#as = new Uint32Array(values.length * 2);
    this.#bs = new Uint32Array(values.length * 2);
    this.#values = new Uint32Array(values.length * 2);
    const mask = this.#values.length - 1;
    for (let i = 0; i < values.length; i++) {
      if (values[i] === 0) continue;
      let slot = mixOf(as[i] as number, bs[i] as number) & mask;
      while (this.#values[slot] !== 0) slot = (slot + 1) & mask;
      this.#as[slot] = as[i] as number;
      this.#bs[slot] = bs[i] as number;
      this.#values[slot] = values[i] as number;
    }
  }
}

function mixOf(a: number, b: number): number {
  let mixed = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x2c1b3c6d);
  return mixed ^ (mixed >>> 12);
}
