/** A map that is filled when it is first looked at. */
export class LazyMap<V> implements ReadonlyMap<string, V> {
  readonly #fill: () => Iterable<readonly [string, V]>;
  #filled: ReadonlyMap<string, V> | undefined;

  constructor(fill: () => Iterable<readonly [string, V]>) {
    this.#fill = fill;
  }

  get #map(): ReadonlyMap<string, V> {
    this.#filled ??= new Map(this.#fill());
    return this.#filled;
  }

  get size(): number {
    return this.#map.size;
  }

  get(key: string): V | undefined {
    return this.#map.get(key);
  }

  has(key: string): boolean {
    return this.#map.has(key);
  }

  forEach(visit: (value: V, key: string, map: ReadonlyMap<string, V>) => void): void {
    for (const [key, value] of this.#map) visit(value, key, this);
  }

  entries(): MapIterator<[string, V]> {
    return this.#map.entries();
  }

  keys(): MapIterator<string> {
    return this.#map.keys();
  }

  values(): MapIterator<V> {
    return this.#map.values();
  }

  [Symbol.iterator](): MapIterator<[string, V]> {
    return this.#map[Symbol.iterator]();
  }
}
