import { type Logger, messageOf } from '@stormpetrel/base';
import type { Hierarchy } from '@stormpetrel/language/hierarchy';
import { readFile } from 'node:fs/promises';
import { FilesSignature } from '../dynamic/files-signature.ts';
import { serverErrorCodes } from '../errors.ts';

/** Where no service is matched with another (SW_CORE_ENABLE_HIERARCHY). */
const nothing: Hierarchy = { levels: [], matches: [] };

/**
 * The hierarchy of layers out of a file of the user's. A file with any mistake is refused as a whole, and what was before it stays:
 * the rules that are shipped, or those of the file as it last was right.
 */
export class HierarchyFile {
  readonly #path: string;
  readonly #isEnabled: boolean;
  readonly #logger: Logger;
  readonly #files: FilesSignature;
  #current: Hierarchy | undefined;
  #last: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  /** `path` is empty where the shipped rules are wanted. */
  constructor(options: {
    readonly path: string;
    readonly isEnabled: boolean;
    readonly logger: Logger;
  }) {
    this.#path = options.isEnabled ? options.path : '';
    this.#isEnabled = options.isEnabled;
    this.#logger = options.logger;
    this.#files = new FilesSignature(this.#path === '' ? [] : [this.#path]);
  }

  /** undefined for the rules that are shipped. */
  get current(): Hierarchy | undefined {
    return this.#isEnabled ? this.#current : nothing;
  }

  /** Reads the file, and looks after each period whether it has changed; never where the period is 0. Never rejects. */
  start(periodMs: number): void {
    if (this.#files.empty) return;
    // Before it is read: what is written in between is then seen as a change.
    this.#last = this.#files.changed().then(() => this.#read());
    if (periodMs === 0) return;
    this.#timer = setInterval(() => void this.reload(), periodMs);
    this.#timer.unref();
  }

  /** Resolves once what was begun to be read is in force, or refused. */
  settled(): Promise<void> {
    return this.#last;
  }

  /** Reads the file again where it has changed. Never rejects. */
  reload(): Promise<void> {
    this.#last = this.#last.then(async () => {
      if (await this.#files.changed()) await this.#read();
    });
    return this.#last;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#last;
  }

  async #read(): Promise<void> {
    const origin = this.#path;
    try {
      const text = await readFile(origin, 'utf8');
      const { compileHierarchy } = await import('@stormpetrel/language/hierarchy/compiler');
      const { hierarchy, diagnostics, problems } = compileHierarchy(origin, text);
      if (diagnostics.length > 0) return this.#refuse(problems.trimEnd());
      this.#current = hierarchy;
      const { levels, matches } = hierarchy;
      const counts = { layers: levels.length, matches: matches.length };
      this.#logger.log('info', 'hierarchy rules taken', { origin, ...counts });
    } catch (thrown) {
      this.#refuse(messageOf(thrown));
    }
  }

  #refuse(reason: string): void {
    this.#logger.log('error', 'hierarchy rules are refused, those of before stay', {
      code: serverErrorCodes.hierarchyRefused,
      origin: this.#path,
      reason,
    });
  }
}
