/** Messages on their way to one who follows, in the order in which they came. */
export class Mailbox<T> {
  readonly #waitingMax: number;
  readonly #onFull: (waiting: readonly T[]) => T | undefined;
  #waiting: T[] = [];
  #isOver = false;
  #wake: (() => void) | undefined;

  /** @param onFull what is told instead of everything where more than `waitingMax` wait; undefined: nothing, and the end. */
  constructor(waitingMax: number, onFull: (waiting: readonly T[]) => T | undefined) {
    this.#waitingMax = waitingMax;
    this.#onFull = onFull;
  }

  put(message: T): void {
    if (this.#isOver) return;
    this.#waiting.push(message);
    if (this.#waiting.length > this.#waitingMax) {
      const instead = this.#onFull(this.#waiting);
      if (instead === undefined) this.end();
      else this.#waiting = [instead];
    }
    this.#wake?.();
  }

  /** Forgets what waits; nothing is told any more. */
  end(): void {
    this.#isOver = true;
    this.#waiting = [];
    this.#wake?.();
  }

  /** Until the end; an `undefined` where nothing has come for `idleMs`. `leave` is called when whoever reads has stopped. */
  async *messages(idleMs: number, leave: () => void): AsyncGenerator<T | undefined> {
    try {
      while (!this.#isOver) {
        const next = this.#waiting.shift();
        if (next !== undefined) yield next;
        else if (!(await this.#comes(idleMs))) yield undefined;
      }
    } finally {
      leave();
    }
  }

  /** False where nothing came in the time. */
  #comes(withinMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (came: boolean): void => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve(came);
      };
      const timer = setTimeout(() => settle(false), withinMs);
      timer.unref();
      this.#wake = () => settle(true);
    });
  }
}
