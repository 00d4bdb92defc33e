/** Typed arrays that grow by doubling. The old memory is given back at once, so that growing never holds it three times. */

export class Uint32Column {
  #items: Uint32Array<ArrayBuffer>;
  #length = 0;

  constructor(capacity = 64) {
    this.#items = new Uint32Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  get(index: number): number {
    return this.#items[index] as number;
  }

  set(index: number, value: number): void {
    this.#items[index] = value;
  }

  push(value: number): void {
    if (this.#length === this.#items.length) {
      this.#items = new Uint32Array(this.#items.buffer.transfer(this.#length * 8));
    }
    this.#items[this.#length++] = value;
  }

  /** Makes the column `length` long, the new rows holding `value`. */
  fillTo(length: number, value: number): void {
    while (this.#length < length) this.push(value);
  }

  /** Drops the rows from `length` on. */
  cut(length: number): void {
    this.#length = Math.min(this.#length, length);
  }

  /** Gives back room that is not in use, where it is most of the room. */
  trim(): void {
    const wanted = spareCapacity(this.#length);
    if (this.#items.length <= 2 * wanted) return;
    this.#items = new Uint32Array(this.#items.buffer.transfer(wanted * 4));
  }

  /** Gives the rows away. The column MUST NOT be used afterwards. */
  take(): Uint32Array<ArrayBuffer> {
    return new Uint32Array(this.#items.buffer.transfer(this.#length * 4));
  }
}

export class Float64Column {
  #items: Float64Array<ArrayBuffer>;
  #length = 0;

  constructor(capacity = 64) {
    this.#items = new Float64Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  get(index: number): number {
    return this.#items[index] as number;
  }

  set(index: number, value: number): void {
    this.#items[index] = value;
  }

  push(value: number): void {
    if (this.#length === this.#items.length) {
      this.#items = new Float64Array(this.#items.buffer.transfer(this.#length * 16));
    }
    this.#items[this.#length++] = value;
  }

  /** Makes the column `length` long, the new rows holding `value`. */
  fillTo(length: number, value: number): void {
    while (this.#length < length) this.push(value);
  }

  /** Drops the rows from `length` on. */
  cut(length: number): void {
    this.#length = Math.min(this.#length, length);
  }

  /** Gives back room that is not in use, where it is most of the room. */
  trim(): void {
    const wanted = spareCapacity(this.#length);
    if (this.#items.length <= 2 * wanted) return;
    this.#items = new Float64Array(this.#items.buffer.transfer(wanted * 8));
  }

  /** Gives the rows away. The column MUST NOT be used afterwards. */
  take(): Float64Array<ArrayBuffer> {
    return new Float64Array(this.#items.buffer.transfer(this.#length * 8));
  }
}

/** Room for a quarter more, so that what is trimmed does not grow again at once. */
function spareCapacity(length: number): number {
  return Math.max(64, Math.ceil(length * 1.25));
}
