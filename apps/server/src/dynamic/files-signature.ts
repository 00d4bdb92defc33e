import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Tells whether files, or those in folders at any depth, have changed since it was last asked. */
export class FilesSignature {
  readonly #paths: readonly string[];
  #last: string | undefined;

  constructor(paths: readonly string[]) {
    this.#paths = paths;
  }

  get empty(): boolean {
    return this.#paths.length === 0;
  }

  /** The first time is no change: it is what was read at the start. */
  async changed(): Promise<boolean> {
    const parts = await Promise.all(this.#paths.map(signatureOf));
    const signature = parts.join('\n');
    const isChanged = this.#last !== undefined && this.#last !== signature;
    this.#last = signature;
    return isChanged;
  }
}

async function signatureOf(path: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(path);
    const own = `${path} ${mtimeMs} ${size} ${ino}`;
    const names = await namesIn(path);
    const below = await Promise.all(names.map((name) => signatureOf(join(path, name))));
    return [own, ...below].join('\n');
  } catch {
    return `${path} is not there`;
  }
}

async function namesIn(path: string): Promise<readonly string[]> {
  return (await stat(path)).isDirectory() ? (await readdir(path)).toSorted() : [];
}
