import type { EntityDictionary } from '@stormpetrel/storage/api';

/** The ids of one epoch, by handle. */
export class GrowingDictionary implements EntityDictionary {
  readonly generation: number;
  readonly #ids: string[] = [];

  constructor(generation: number) {
    this.generation = generation;
  }

  get size(): number {
    return this.#ids.length;
  }

  id(handle: number): string {
    return this.#ids[handle] as string;
  }

  add(id: string): number {
    return this.#ids.push(id) - 1;
  }
}
