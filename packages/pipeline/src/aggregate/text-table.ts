/**
 * The strings of one flush, each once, by index. Shared by all tables and records of the flush, so that a layer's name
 * or a tag stands there once however many rows say it.
 */
export class TextTable {
  readonly texts: string[] = [];
  readonly #indexOf = new Map<string, number>();
  /** Rules ask for the same few strings over and over: the last one answered is tried before the map. */
  #lastText: string | undefined;
  #lastIndex = 0;

  index(text: string): number {
    if (text === this.#lastText) return this.#lastIndex;
    let index = this.#indexOf.get(text);
    if (index === undefined) {
      index = this.texts.length;
      this.texts.push(text);
      this.#indexOf.set(text, index);
    }
    this.#lastText = text;
    this.#lastIndex = index;
    return index;
  }

  /** Adds a string that is not expected again, without looking for it. */
  append(text: string): number {
    this.texts.push(text);
    return this.texts.length - 1;
  }

  reset(): void {
    this.texts.length = 0;
    this.#indexOf.clear();
    this.#lastText = undefined;
  }
}
