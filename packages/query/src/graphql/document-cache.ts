import type { DocumentNode } from 'graphql';

/**
 * Documents that were parsed and found good, by their text. Dashboards send the same text again and again; texts with
 * literals in them come once and push out what was longest not used, bounded by number and by characters.
 */
export class DocumentCache {
  readonly #countMax: number;
  readonly #charactersMax: number;
  readonly #documents = new Map<string, DocumentNode>();
  #characters = 0;

  constructor(limits: { readonly countMax: number; readonly charactersMax: number }) {
    this.#countMax = limits.countMax;
    this.#charactersMax = limits.charactersMax;
  }

  get size(): number {
    return this.#documents.size;
  }

  find(text: string): DocumentNode | undefined {
    const document = this.#documents.get(text);
    if (document === undefined) return undefined;
    // A Map remembers the order of insertion: what was used last goes to its end.
    this.#documents.delete(text);
    this.#documents.set(text, document);
    return document;
  }

  /** A text longer than all may be together is not kept. */
  keep(text: string, document: DocumentNode): void {
    if (text.length > this.#charactersMax || this.#documents.has(text)) return;
    this.#documents.set(text, document);
    this.#characters += text.length;
    for (const oldest of this.#documents.keys()) {
      if (this.#documents.size <= this.#countMax && this.#characters <= this.#charactersMax) return;
      this.#documents.delete(oldest);
      this.#characters -= oldest.length;
    }
  }
}
