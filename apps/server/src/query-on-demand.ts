import type { HttpRoute } from './http/http-server.ts';
import type { QuerySide } from './query-side.ts';

/** The query side, and what it answers over HTTP. */
export interface OpenedQuery {
  readonly side: QuerySide;
  /** The first that knows a path answers. */
  readonly routes: readonly HttpRoute[];
}

const paths: ReadonlySet<string> = new Set([
  '/graphql',
  '/status/cluster/nodes',
  '/status/config/ttl',
]);
const folders: readonly string[] = ['/api/profiling/', '/api/logs/'];

/**
 * The query side, loaded when somebody first asks: with GraphQL it is more than half of the main thread's modules, and a
 * server that only takes in can do without. The first answer waits for it, a tenth of a second or two; a browser that asks for the page starts
 * it, so that it is there when the page has loaded.
 */
export class QueryOnDemand {
  readonly #open: () => Promise<OpenedQuery>;
  #opened: Promise<OpenedQuery> | undefined;
  #searchableTags: readonly string[] | undefined;

  /** `open` is called once at most. */
  constructor(open: () => Promise<OpenedQuery>) {
    this.#open = open;
  }

  /** Rejects with what kept it from opening. */
  async get(): Promise<QuerySide> {
    return (await this.#get()).side;
  }

  /** Answers the paths that are the query side's. */
  get route(): HttpRoute {
    return (request, path, readBody) => {
      const isOurs = paths.has(path) || folders.some((folder) => path.startsWith(folder));
      if (!isOurs) return undefined;
      return this.#get().then(({ routes }) => {
        for (const route of routes) {
          const reply = route(request, path, readBody);
          if (reply !== undefined) return reply;
        }
        throw new TypeError(`the query side has no route for ${path}`);
      });
    };
  }

  /** Wraps what answers the page: who loads it will ask soon. */
  prepareBefore(page: HttpRoute): HttpRoute {
    return (request, path, readBody) => {
      // The page's own files first.
      setImmediate(() => void this.#get().catch(() => undefined));
      return page(request, path, readBody);
    };
  }

  /** Keys of the tags that traces can be searched by; those that were configured when undefined. */
  setSearchableTraceTags(keys: readonly string[] | undefined): void {
    this.#searchableTags = keys;
    void this.#opened?.then(({ side }) => side.setSearchableTraceTags(keys)).catch(() => undefined);
  }

  async close(): Promise<void> {
    const opened = await this.#opened?.catch(() => undefined);
    await opened?.side.close();
  }

  #get(): Promise<OpenedQuery> {
    this.#opened ??= this.#open().then((opened) => {
      if (this.#searchableTags !== undefined) {
        opened.side.setSearchableTraceTags(this.#searchableTags);
      }
      return opened;
    });
    return this.#opened;
  }
}
