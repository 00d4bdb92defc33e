import { type StringInterner, grown } from '@stormpetrel/base';

const notComputed = 255;

/** A small number for each name of an interner, computed from its text once: what a key means, which layer a name is. */
export class NameValues {
  readonly #names: StringInterner;
  readonly #compute: (name: string) => number;
  #values: Uint8Array = new Uint8Array(1024).fill(notComputed);
  #generation: number;

  /** `compute` MUST give 0 to 254. */
  constructor(names: StringInterner, compute: (name: string) => number) {
    this.#names = names;
    this.#compute = compute;
    this.#generation = names.generation;
  }

  /** MUST be called before each batch. True when ids mean other names than before. */
  follow(): boolean {
    if (this.#generation === this.#names.generation) return false;
    this.#generation = this.#names.generation;
    this.#values = new Uint8Array(1024).fill(notComputed);
    return true;
  }

  /** Computes everything anew. */
  forget(): void {
    this.#values.fill(notComputed);
  }

  get(nameId: number): number {
    const known = nameId < this.#values.length ? (this.#values[nameId] as number) : notComputed;
    return known === notComputed ? this.#add(nameId) : known;
  }

  #add(nameId: number): number {
    const { length } = this.#values;
    if (nameId >= length) {
      this.#values = grown(this.#values, nameId + 1);
      this.#values.fill(notComputed, length);
    }
    const value = this.#compute(this.#names.text(nameId));
    this.#values[nameId] = value;
    return value;
  }
}
