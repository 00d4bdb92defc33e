/**
 * The best few of many, by a heap that holds the worst of the kept on top: n entries cost n·log(kept) at most, and
 * mostly one comparison each. Of equal values the smaller key is better, so that lists do not depend on stored order.
 */
export class BestEntries {
  readonly #countMax: number;
  readonly #sign: number;
  readonly #keys: string[] = [];
  readonly #values: number[] = [];

  constructor(countMax: number, order: 'asc' | 'des') {
    this.#countMax = countMax;
    this.#sign = order === 'des' ? 1 : -1;
  }

  /** `keyOf` is only called where the entry may be kept. */
  offer(value: number, keyOf: () => string): void {
    if (this.#countMax <= 0) return;
    if (this.#values.length < this.#countMax) {
      this.#keys.push(keyOf());
      this.#values.push(value);
      this.#rise(this.#values.length - 1);
      return;
    }
    const gain = (value - (this.#values[0] as number)) * this.#sign;
    if (gain < 0) return;
    const key = keyOf();
    if (gain === 0 && key >= (this.#keys[0] as string)) return;
    this.#keys[0] = key;
    this.#values[0] = value;
    this.#sink(0);
  }

  /** Best first. */
  list(): { readonly key: string; readonly value: number }[] {
    const order = this.#values.map((_, i) => i).sort((a, b) => (this.#isWorse(a, b) ? 1 : -1));
    return order.map((i) => ({ key: this.#keys[i] as string, value: this.#values[i] as number }));
  }

  #isWorse(a: number, b: number): boolean {
    const difference = ((this.#values[a] as number) - (this.#values[b] as number)) * this.#sign;
    if (difference !== 0) return difference < 0;
    return (this.#keys[a] as string) > (this.#keys[b] as string);
  }

  #swap(a: number, b: number): void {
    const key = this.#keys[a] as string;
    this.#keys[a] = this.#keys[b] as string;
    this.#keys[b] = key;
    const value = this.#values[a] as number;
    this.#values[a] = this.#values[b] as number;
    this.#values[b] = value;
  }

  #rise(from: number): void {
    for (let at = from; at > 0;) {
      const parent = (at - 1) >> 1;
      if (!this.#isWorse(at, parent)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #sink(from: number): void {
    const { length } = this.#values;
    for (let at = from; ;) {
      let worst = at;
      const left = 2 * at + 1;
      if (left < length && this.#isWorse(left, worst)) worst = left;
      if (left + 1 < length && this.#isWorse(left + 1, worst)) worst = left + 1;
      if (worst === at) return;
      this.#swap(at, worst);
      at = worst;
    }
  }
}
