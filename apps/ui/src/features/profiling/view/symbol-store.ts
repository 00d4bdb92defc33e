import type { FrameKind } from '@stormpetrel/profile';
import { hueOf } from '../../../base/service-hue.ts';
import { ownerOf, packageOf, shortName } from '../../../model/profile/code-name.ts';
import type { CodeOwner } from '../../../model/profile/code-name.ts';
import type { SymbolColumns } from '../../../model/profile/profile-session.ts';

/** Hues of the owners of code: own code has the accent's. */
export const ownerHues: Readonly<Record<CodeOwner, number>> = {
  own: 5,
  library: 7,
  runtime: 1,
  native: 10,
  kernel: 0,
};

export const ownerLabels: Readonly<Record<CodeOwner, string>> = {
  own: 'Own code',
  library: 'Libraries',
  runtime: 'Runtime',
  native: 'Native',
  kernel: 'Kernel',
};

/** What is not known to be of any package. */
const packagelessHue = 6;

interface Derived {
  readonly shortName: string;
  readonly package: string;
  readonly packageHue: number;
  readonly owner: CodeOwner;
}

/**
 * What the page knows of the functions of its pictures. It grows; a number keeps its function. What follows from a name is
 * found out when it is first drawn: of a hundred thousand functions only some hundred ever are.
 */
export class SymbolStore {
  #group = '';
  readonly #names: string[] = [];
  readonly #modules: string[] = [];
  readonly #files: string[] = [];
  readonly #lines: number[] = [];
  readonly #kinds: number[] = [];
  readonly #derived: (Derived | undefined)[] = [];

  get known(): { readonly group: string; readonly count: number } {
    return { group: this.#group, count: this.#names.length };
  }

  take(columns: SymbolColumns): void {
    const kept = columns.group === this.#group ? columns.from : 0;
    if (kept < this.#names.length) this.#cut(kept);
    this.#group = columns.group;
    for (const [row, name] of columns.names.entries()) {
      this.#names.push(name);
      this.#modules.push(columns.texts[columns.modules[row] as number] ?? '');
      this.#files.push(columns.texts[columns.files[row] as number] ?? '');
      this.#lines.push(columns.lines[row] as number);
      this.#kinds.push(columns.kinds[row] as number);
    }
  }

  #cut(length: number): void {
    for (const column of [this.#names, this.#modules, this.#files, this.#lines, this.#kinds])
      column.length = length;
    this.#derived.length = Math.min(this.#derived.length, length);
  }

  name(symbol: number): string {
    return this.#names[symbol] ?? '';
  }

  shortName(symbol: number): string {
    return this.#derive(symbol).shortName;
  }

  package(symbol: number): string {
    return this.#derive(symbol).package;
  }

  packageHue(symbol: number): number {
    return this.#derive(symbol).packageHue;
  }

  ownerHue(symbol: number): number {
    return ownerHues[this.#derive(symbol).owner];
  }

  /** `PriceRules.java:88`, as far as it is known; the line only where it is one line that is meant. */
  place(symbol: number): string {
    const file = this.#files[symbol] ?? '';
    const line = this.#lines[symbol] ?? 0;
    const isLine = this.#group === 'line' && line > 0;
    if (file === '') return isLine ? `line ${line}` : '';
    return isLine ? `${file}:${line}` : file;
  }

  #derive(symbol: number): Derived {
    const known = this.#derived[symbol];
    if (known !== undefined) return known;
    const module = this.#modules[symbol] ?? '';
    const file = this.#files[symbol] ?? '';
    const place = {
      name: this.name(symbol),
      module: module === '' ? undefined : module,
      file: file === '' ? undefined : file,
      // Numbers of kinds come from the profile as they stand in `FrameKind`.
      kind: (this.#kinds[symbol] ?? 0) as FrameKind,
    };
    const name = packageOf(place);
    const made: Derived = {
      shortName: shortName(place.name),
      package: name,
      packageHue: name === '' ? packagelessHue : hueOf(name),
      owner: ownerOf(place),
    };
    this.#derived[symbol] = made;
    return made;
  }
}
