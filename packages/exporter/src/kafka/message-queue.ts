/** A message on its way: the bytes of both lie in memory of the queue's own. */
export interface QueuedMessage {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** Messages that wait, oldest first. Bounded in number and bytes: what does not fit is not taken, and counted by the caller. */
export class MessageQueue {
  readonly #lengthMax: number;
  readonly #bytesMax: number;
  #messages: QueuedMessage[] = [];
  #bytes = 0;

  constructor(limits: { readonly lengthMax: number; readonly bytesMax: number }) {
    this.#lengthMax = limits.lengthMax;
    this.#bytesMax = limits.bytesMax;
  }

  get length(): number {
    return this.#messages.length;
  }

  /** Whether a message with a value of so many bytes finds room. To be asked before it is made. */
  hasRoom(valueBytes: number): boolean {
    return this.#messages.length < this.#lengthMax && this.#bytes + valueBytes <= this.#bytesMax;
  }

  push(message: QueuedMessage): void {
    this.#bytes += message.value.length;
    this.#messages.push(message);
  }

  /** The oldest ones, at least one where there is any. */
  shift(countMax: number, bytesMax: number): readonly QueuedMessage[] {
    let count = 0;
    let bytes = 0;
    for (const { value } of this.#messages) {
      if (count > 0 && (count >= countMax || bytes + value.length > bytesMax)) break;
      count++;
      bytes += value.length;
    }
    this.#bytes -= bytes;
    return this.#messages.splice(0, count);
  }
}
