/** When a page has asked for all that it needs. The browser's own `networkidle` takes half a second to say so. */
import type { Page, Request } from 'playwright-core';

/** Between an answer and what it leads to less time goes by, on a busy machine too. */
const quietMs = 150;
const waitMsMax = 15_000;

/** What has come is on the screen: on a busy machine that takes longer than the rest. */
const drawn = 'new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))';

const watches = new WeakMap<Page, QuietNetwork>();

/** Watches a page from before its first address; `waitForQuiet` asks for it then. */
export function watchNetwork(page: Page): void {
  watches.set(page, new QuietNetwork(page));
}

/** Resolves when nothing has been asked for or answered in a while, and what came is drawn. Streams of events stay open and do not count. */
export async function waitForQuiet(page: Page): Promise<void> {
  const watch = watches.get(page);
  if (watch === undefined) throw new Error('the network of this page is not watched');
  await watch.quiet();
}

class QuietNetwork {
  readonly #page: Page;
  readonly #open = new Set<Request>();
  #changedMs = performance.now();
  #changes = 0;

  constructor(page: Page) {
    this.#page = page;
    page.on('request', (request) => {
      if (request.resourceType() !== 'eventsource') this.#open.add(request);
      this.#note();
    });
    const ended = (request: Request): void => {
      this.#open.delete(request);
      this.#note();
    };
    page.on('requestfinished', ended);
    page.on('requestfailed', ended);
  }

  async quiet(): Promise<void> {
    const startMs = performance.now();
    for (;;) {
      const restMs = quietMs - (performance.now() - Math.max(this.#changedMs, startMs));
      if (this.#open.size === 0 && restMs <= 0) {
        const before = this.#changes;
        await this.#page.evaluate(drawn);
        if (this.#changes === before) return;
      }
      if (performance.now() - startMs > waitMsMax) {
        const addresses = [...this.#open].map((request) => request.url());
        throw new Error(`${this.#page.url()} does not get quiet: ${addresses.join(' ')}`);
      }
      await new Promise((resolve) => setTimeout(resolve, Math.max(restMs, 10)));
    }
  }

  #note(): void {
    this.#changes++;
    this.#changedMs = performance.now();
  }
}
