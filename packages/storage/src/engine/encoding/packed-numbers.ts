export type NumberArray = Float64Array | Uint32Array | Int32Array | Uint16Array | Uint8Array;

/** Numbers in their narrow form: a quarter of the memory, and no work for values that nobody asks for. */
export class PackedNumbers {
  readonly length: number;
  readonly #constant: number;
  readonly #base: number;
  readonly #stored: NumberArray;

  constructor(constant: number, base: number, length: number, stored: NumberArray) {
    this.length = length;
    this.#constant = constant;
    this.#base = base;
    this.#stored = stored;
  }

  get byteLength(): number {
    return 64 + this.#stored.byteLength;
  }

  /** The one value that all have; undefined where that is not known. */
  get constant(): number | undefined {
    return this.#stored.length === 0 && this.length > 0 ? this.#constant : undefined;
  }

  /** Adds to `counts[v]` how often each value v stands here. */
  countInto(counts: Uint32Array): void {
    const { constant } = this;
    if (constant !== undefined) counts[constant] = (counts[constant] as number) + this.length;
    else if (this.#stored instanceof Uint8Array) countBytes(this.#stored, this.#base, counts);
    else
      for (const stored of this.#stored) {
        const value = this.#base + stored;
        counts[value] = (counts[value] as number) + 1;
      }
  }

  /**
   * Writes to `found` the places, of those given (undefined: of all), at which a value stands that is marked with 1; returns
   * how many there are.
   */
  findMarked(marks: Uint8Array, places: Uint32Array | undefined, found: Uint32Array): number {
    const stored = this.#stored;
    if (stored instanceof Uint8Array && stored.length > 0)
      return findMarkedBytes(stored, marks.subarray(this.#base), places, found);
    const count = places?.length ?? this.length;
    let n = 0;
    for (let i = 0; i < count; i++) {
      const place = places === undefined ? i : (places[i] as number);
      if (marks[this.at(place) ?? -1] === 1) found[n++] = place;
    }
    return n;
  }

  /** undefined past the end. */
  at(index: number): number | undefined {
    if (index >= this.length) return undefined;
    const stored = this.#stored[index];
    return stored === undefined ? this.#constant : this.#base + stored;
  }
}

/** In a loop of one kind of array, as nearly all are. */
function countBytes(stored: Uint8Array, base: number, counts: Uint32Array): void {
  for (let i = 0; i < stored.length; i++) {
    const value = base + (stored[i] as number);
    counts[value] = (counts[value] as number) + 1;
  }
}

function findMarkedBytes(
  stored: Uint8Array,
  marks: Uint8Array,
  places: Uint32Array | undefined,
  found: Uint32Array,
): number {
  const count = places?.length ?? stored.length;
  let n = 0;
  for (let i = 0; i < count; i++) {
    const place = places === undefined ? i : (places[i] as number);
    if (marks[stored[place] as number] === 1) found[n++] = place;
  }
  return n;
}
