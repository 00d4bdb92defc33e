/** When a page has asked for all that it needs. The browser's own `networkidle` takes half a second to say so. */
import type { Page, Request } from 'playwright-core';

/** Between an answer and what it leads to less time goes by, on a busy machine too. */
const quietMs = 150;
const waitMsMax = 15_000;

const watches = new WeakMap<Page, QuietNetwork>();

/** Watches a page from before its first address; `waitForQuiet` asks for it then. */
export function watchNetwork(page: Page): void {
  watches.set(page, new QuietNetwork(page));
}

/** Resolves when nothing has been asked for or answered in a while. Streams of events stay open and do not count. */
export async function waitForQuiet(page: Page): Promise<void> {
  const watch = watches.get(page);
  if (watch === undefined) throw new Error('the network of this page is not watched');
  await watch.quiet();
}

class QuietNetwork {
  readonly #page: Page;
  readonly #open = new Set<Request>();
  #changedMs = performance.now();

  constructor(page: Page) {
    this.#page = page;
    page.on('request', (request) => {
      if (request.resourceType() !== 'eventsource') this.#open.add(request);
      this.#changedMs = performance.now();
    });
    const ended = (request: Request): void => {
      this.#open.delete(request);
      this.#changedMs = performance.now();
    };
    page.on('requestfinished', ended);
    page.on('requestfailed', ended);
  }

  async quiet(): Promise<void> {
    const startMs = performance.now();
    for (;;) {
      const restMs = quietMs - (performance.now() - Math.max(this.#changedMs, startMs));
      if (this.#open.size === 0 && restMs <= 0) return;
      if (performance.now() - startMs > waitMsMax) {
        const addresses = [...this.#open].map((request) => request.url());
        throw new Error(`${this.#page.url()} does not get quiet: ${addresses.join(' ')}`);
      }
      await new Promise((resolve) => setTimeout(resolve, Math.max(restMs, 10)));
    }
  }
}
