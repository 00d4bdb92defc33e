import { must } from '@stormpetrel/base';

/** Readings of one kind: gathered without repeats, asked for in one call. */
export class ReadingBatch<R, A> {
  readonly #ask: (readings: readonly R[]) => Promise<readonly A[]>;
  readonly #readings: R[] = [];
  readonly #indexes = new Map<string, number>();
  #answers: readonly A[] | undefined;

  constructor(ask: (readings: readonly R[]) => Promise<readonly A[]>) {
    this.#ask = ask;
  }

  /** Whether there are so many readings already that another one is one too many. */
  isFull(key: string, countMax: number): boolean {
    return this.#readings.length >= countMax && !this.#indexes.has(key);
  }

  /** `key` is equal for equal readings. The answer is there after `read`. */
  add(key: string, reading: R): () => A {
    const known = this.#indexes.get(key);
    const index = known ?? this.#readings.push(reading) - 1;
    this.#indexes.set(key, index);
    return () => {
      const answers = must(this.#answers, 'the batch has not been read');
      // Not `must` for the answer: undefined can be one.
      return answers[index] as A;
    };
  }

  /** Asks for nothing where there is nothing to ask. */
  async read(): Promise<void> {
    this.#answers = this.#readings.length === 0 ? [] : await this.#ask(this.#readings);
  }
}
