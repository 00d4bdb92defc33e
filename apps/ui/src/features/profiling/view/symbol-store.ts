import type { FrameKind } from '@stormpetrel/profile';
import { hueOf } from '../../../base/service-hue.ts';
import { ownerOf, packageOf, shortName } from '../../../model/profile/code-name.ts';
import type { CodeOwner } from '../../../model/profile/code-name.ts';
import type { SymbolColumns } from '../../../model/profile/profile-picture.ts';

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

/** The functions of one grouping, as columns. */
class Symbols {
  readonly names: string[] = [];
  readonly modules: string[] = [];
  readonly files: string[] = [];
  readonly lines: number[] = [];
  readonly kinds: number[] = [];
  readonly derived: (Derived | undefined)[] = [];

  put({ from, names, texts, modules, files, lines, kinds }: SymbolColumns): void {
    for (const [row, name] of names.entries()) {
      const at = from + row;
      // What is there already is the same: numbers keep their functions.
      if (at < this.names.length) continue;
      this.names.push(name);
      this.modules.push(texts[modules[row] as number] ?? '');
      this.files.push(texts[files[row] as number] ?? '');
      this.lines.push(lines[row] as number);
      this.kinds.push(kinds[row] as number);
    }
  }
}

/**
 * What the page knows of the functions of its pictures, for each way of grouping them. It grows; a number keeps its function
 * within its group. What follows from a name is found out when it is first drawn: of a hundred thousand functions only some
 * hundred ever are.
 */
export class SymbolStore {
  readonly #groups = new Map<string, Symbols>();
  #shown = new Symbols();
  #shownGroup = '';

  /** What the worker need not send again. */
  known(group: string): { readonly group: string; readonly count: number } {
    return { group, count: this.#groups.get(group)?.names.length ?? 0 };
  }

  /** Keeps what an answer brought, whether or not it is shown. */
  take(columns: SymbolColumns): void {
    const known = this.#groups.get(columns.group) ?? new Symbols();
    known.put(columns);
    this.#groups.set(columns.group, known);
  }

  /** Everything is numbered anew from now on; what is shown stays until the next picture. */
  forget(): void {
    this.#groups.clear();
  }

  /** Numbers are of this group from now on. */
  show(group: string): void {
    this.#shown = this.#groups.get(group) ?? new Symbols();
    this.#shownGroup = group;
  }

  name(symbol: number): string {
    return this.#shown.names[symbol] ?? '';
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
    const file = this.#shown.files[symbol] ?? '';
    const line = this.#shown.lines[symbol] ?? 0;
    const isLine = this.#shownGroup === 'line' && line > 0;
    if (file === '') return isLine ? `line ${line}` : '';
    return isLine ? `${file}:${line}` : file;
  }

  #derive(symbol: number): Derived {
    const known = this.#shown.derived[symbol];
    if (known !== undefined) return known;
    const module = this.#shown.modules[symbol] ?? '';
    const file = this.#shown.files[symbol] ?? '';
    const place = {
      name: this.name(symbol),
      module: module === '' ? undefined : module,
      file: file === '' ? undefined : file,
      // Numbers of kinds come from the profile as they stand in `FrameKind`.
      kind: (this.#shown.kinds[symbol] ?? 0) as FrameKind,
    };
    const name = packageOf(place);
    const made: Derived = {
      shortName: shortName(place.name),
      package: name,
      packageHue: name === '' ? packagelessHue : hueOf(name),
      owner: ownerOf(place),
    };
    this.#shown.derived[symbol] = made;
    return made;
  }
}
