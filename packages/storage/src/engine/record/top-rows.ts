/** A row that was found, with all that its place in the answer depends on. */
export interface FoundRow<B> {
  /** Of the column that orders the answer, and of the time. */
  readonly value: number;
  readonly timeMs: number;
  /** Sequence of the block: rows that are equal so far come in the order of writing. */
  readonly seq: number;
  readonly row: number;
  readonly block: B;
}

/** The first `limit` rows in order, of all that are offered: a heap with the last of them at the top. */
export class TopRows<B> {
  readonly #limit: number;
  readonly #sign: number;
  readonly #heap: FoundRow<B>[] = [];

  constructor(limit: number, descending: boolean) {
    this.#limit = limit;
    this.#sign = descending ? -1 : 1;
  }

  get full(): boolean {
    return this.#heap.length >= this.#limit;
  }

  /** Whether a row with such a value, and a time no better than this one, could still come in. */
  admits(value: number, timeMs: number): boolean {
    const last = this.#heap[0];
    if (!this.full || last === undefined) return true;
    return this.#sign * (value - last.value || timeMs - last.timeMs) <= 0;
  }

  offer(found: FoundRow<B>): void {
    const heap = this.#heap;
    if (this.full) {
      const last = heap[0];
      if (last === undefined || this.#compare(found, last) >= 0) return;
      heap[0] = found;
      this.#sink();
      return;
    }
    let at = heap.push(found) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#compare(found, heap[parent] as FoundRow<B>) <= 0) break;
      heap[at] = heap[parent] as FoundRow<B>;
      at = parent;
    }
    heap[at] = found;
  }

  sorted(): FoundRow<B>[] {
    return [...this.#heap].sort((a, b) => this.#compare(a, b));
  }

  #sink(): void {
    const heap = this.#heap;
    const moved = heap[0] as FoundRow<B>;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      const right = heap[child + 1];
      if (right !== undefined && this.#compare(right, heap[child] as FoundRow<B>) > 0) child++;
      if (this.#compare(heap[child] as FoundRow<B>, moved) <= 0) break;
      heap[at] = heap[child] as FoundRow<B>;
      at = child;
    }
    heap[at] = moved;
  }

  #compare(a: FoundRow<B>, b: FoundRow<B>): number {
    return (
      this.#sign * (a.value - b.value || a.timeMs - b.timeMs || a.seq - b.seq || a.row - b.row)
    );
  }
}
