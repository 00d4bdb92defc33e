import { overloadPollMs } from '../limits.ts';

/** Something that can stop and go on reading. */
export interface Pausable {
  pause(): unknown;
  resume(): unknown;
}

/**
 * Stops reading from clients while the pipeline is behind. HTTP/2 flow control does the rest: the windows of paused streams
 * fill, and the clients wait. Whoever is held is looked after until it is let go, so a stream that ends MUST be dropped.
 */
export class FlowGate {
  readonly #overloaded: () => boolean;
  readonly #held = new Set<Pausable>();
  #timer: NodeJS.Timeout | undefined;

  constructor(overloaded: () => boolean) {
    this.#overloaded = overloaded;
  }

  get overloaded(): boolean {
    return this.#overloaded();
  }

  get heldCount(): number {
    return this.#held.size;
  }

  hold(stream: Pausable): void {
    stream.pause();
    this.#held.add(stream);
    this.#timer ??= setInterval(() => this.#letGo(), overloadPollMs);
  }

  drop(stream: Pausable): void {
    if (this.#timer !== undefined) this.#held.delete(stream);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#held.clear();
  }

  /** One stream at a time, because what it brings may make the pipeline busy again. */
  #letGo(): void {
    for (const stream of this.#held) {
      if (this.#overloaded()) return;
      this.#held.delete(stream);
      stream.resume();
    }
    this.close();
  }
}
