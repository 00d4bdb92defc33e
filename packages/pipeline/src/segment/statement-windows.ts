import { limits } from '../limits.ts';

/**
 * Lets the slowest statements of each entity and minute through. Flushes come several times a minute, and what is
 * stored cannot be taken back: so a statement passes when it is among the slowest 50 of its minute so far. The 50
 * slowest of the minute are then always stored, with some that were among them for a while.
 */
export class StatementWindows {
  /** By entity and minute: a heap of the slowest latencies so far, the least on top. */
  readonly #windows = new Map<number, LatencyHeap>();

  admits(entity: number, minute: number, latencyMs: number): boolean {
    // Both fit: minutes need 25 bits until the year 2033, 26 until 2097.
    const key = entity * 0x400_0000 + (minute % 0x400_0000);
    let heap = this.#windows.get(key);
    if (heap === undefined) {
      if (this.#windows.size >= limits.statementWindowsMax) this.#windows.clear();
      this.#windows.set(key, (heap = new LatencyHeap(limits.statementsPerEntityMinute)));
    }
    return heap.offer(latencyMs);
  }

  clear(): void {
    this.#windows.clear();
  }

  get size(): number {
    return this.#windows.size;
  }
}

class LatencyHeap {
  readonly #capacity: number;
  readonly #values: number[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** True when the value is among the greatest so far, as one of which it then counts. */
  offer(value: number): boolean {
    const values = this.#values;
    if (values.length < this.#capacity) {
      values.push(value);
      this.#up(values.length - 1);
      return true;
    }
    if (value <= (values[0] as number)) return false;
    values[0] = value;
    this.#down();
    return true;
  }

  #up(from: number): void {
    const values = this.#values;
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((values[parent] as number) <= (values[at] as number)) return;
      this.#swap(parent, at);
      at = parent;
    }
  }

  #down(): void {
    const values = this.#values;
    let at = 0;
    for (;;) {
      let least = 2 * at + 1;
      if (least >= values.length) return;
      if (least + 1 < values.length && (values[least + 1] as number) < (values[least] as number)) {
        least++;
      }
      if ((values[at] as number) <= (values[least] as number)) return;
      this.#swap(at, least);
      at = least;
    }
  }

  #swap(a: number, b: number): void {
    const value = this.#values[a] as number;
    this.#values[a] = this.#values[b] as number;
    this.#values[b] = value;
  }
}
