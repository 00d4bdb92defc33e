import { readFileSync, statSync } from 'node:fs';
import { extname, join, normalize, sep } from 'node:path';
import type { WholeReply } from './http-reply.ts';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.map': 'application/json',
  '.ico': 'image/x-icon',
  '.txt': 'text/plain; charset=utf-8',
};

/** No script, style, font or request from anywhere but this server; nobody frames the page. */
const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** Files kept in memory, in bytes; the built page is far below it. */
const cachedBytesMax = 16 * 1024 * 1024;

interface CachedFile {
  readonly mtimeMs: number;
  readonly body: Buffer;
}

/**
 * Serves the built page from a folder. A file that has a `.br` or `.gz` beside it is sent compressed to those who take
 * it. Names with a content hash never change and are cached for ever. Addresses of pages (no extension) get index.html.
 */
export class StaticFiles {
  readonly #root: string;
  readonly #cache = new Map<string, CachedFile>();
  #cachedBytes = 0;

  constructor(root: string) {
    this.#root = normalize(root);
  }

  find(path: string, acceptEncoding: string): WholeReply | undefined {
    const name = pathOf(path);
    if (name === undefined) return undefined;
    // Ids in addresses of pages have dots: only what ends like a file of ours is looked for as one.
    const file = extname(name) in contentTypes ? name : 'index.html';
    const variants: readonly (readonly [suffix: string, encoding: string])[] = [
      ['.br', 'br'],
      ['.gz', 'gzip'],
    ];
    const headers = this.#headers(file);
    for (const [suffix, encoding] of variants) {
      if (!takes(acceptEncoding, encoding)) continue;
      const body = this.#read(file + suffix);
      if (body !== undefined) {
        return { status: 200, headers: { ...headers, 'content-encoding': encoding }, body };
      }
    }
    const body = this.#read(file);
    return body === undefined ? undefined : { status: 200, headers, body };
  }

  #headers(file: string): Record<string, string> {
    const hashed = /(^|\/)assets\/.*-[\w-]{8,}\.\w+$/.test(file);
    return {
      ...securityHeaders,
      'content-type': contentTypes[extname(file)] ?? 'application/octet-stream',
      'cache-control': hashed ? 'public, max-age=31536000, immutable' : 'no-cache',
      vary: 'accept-encoding',
    };
  }

  /** The bytes of a file. A file that was built anew under a running server is read anew. */
  #read(file: string): Buffer | undefined {
    const path = normalize(join(this.#root, file));
    if (!path.startsWith(this.#root + sep)) return undefined;
    try {
      const stat = statSync(path);
      if (!stat.isFile()) return undefined;
      const cached = this.#cache.get(file);
      if (cached?.mtimeMs === stat.mtimeMs) return cached.body;
      return this.#keep(file, { mtimeMs: stat.mtimeMs, body: readFileSync(path) });
    } catch {
      // Not there: any name can be asked for, so the absence is not remembered.
      return undefined;
    }
  }

  #keep(file: string, entry: CachedFile): Buffer {
    this.#cachedBytes += entry.body.length - (this.#cache.get(file)?.body.length ?? 0);
    this.#cache.set(file, entry);
    if (this.#cachedBytes > cachedBytesMax) {
      this.#cache.clear();
      this.#cachedBytes = 0;
    }
    return entry.body;
  }
}

/** Named, and not with the weight 0. */
function takes(acceptEncoding: string, encoding: string): boolean {
  return acceptEncoding.split(',').some((item) => {
    const [name = '', ...parameters] = item.split(';').map((part) => part.trim().toLowerCase());
    return name === encoding && !parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter));
  });
}

/** The file part of a request path, or undefined where it does not decode or climbs out. */
function pathOf(path: string): string | undefined {
  try {
    const decoded = decodeURIComponent(path).replace(/^\/+/, '');
    return decoded.split(/[/\\]/).includes('..') || decoded.includes('\0') ? undefined : decoded;
  } catch {
    return undefined;
  }
}
