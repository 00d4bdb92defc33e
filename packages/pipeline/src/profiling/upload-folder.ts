import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';

/** Only files of this beginning are ours: others may use the folder too. */
const prefix = 'agent-';

/** Where files of agents lie until they are read. What a crash left there is removed when this is made. */
export class UploadFolder {
  readonly #folder: string;
  #count = 0;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(folder)) {
      if (name.startsWith(prefix)) rmSync(join(folder, name), { recursive: true, force: true });
    }
  }

  /** The path of a file that is not there yet. */
  newPath(): string {
    return join(this.#folder, `${prefix}${process.pid}-${this.#count++}`);
  }

  async freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.#folder);
    return bavail * bsize;
  }
}
