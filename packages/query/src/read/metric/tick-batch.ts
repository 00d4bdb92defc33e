/**
 * Gathers what is asked for while the current turn of the event loop runs, and hands it over as one: the resolvers of
 * 200 aliases all start within one turn.
 */
export class TickBatch<Item> {
  readonly #flush: (items: readonly Item[]) => void;
  #items: Item[] = [];

  constructor(flush: (items: readonly Item[]) => void) {
    this.#flush = flush;
  }

  add(item: Item): void {
    this.#items.push(item);
    if (this.#items.length > 1) return;
    // Once a tick that is queued by a microtask begins, all microtasks have run, with whatever they ask for in turn.
    queueMicrotask(() => {
      process.nextTick(() => {
        const items = this.#items;
        this.#items = [];
        this.#flush(items);
      });
    });
  }
}
