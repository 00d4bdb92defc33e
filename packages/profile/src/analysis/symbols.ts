import { FrameKind, type StackProfile, none } from '../stack-profile.ts';

/**
 * What makes two frames one: the function, the function and its line, the source file, the module, or what is written of
 * them in SkyWalking's trees: `function:line`, the line left out where it is 0.
 */
export type GroupBy = 'function' | 'line' | 'file' | 'module' | 'signature';

/** One thing that a tree has nodes of. */
export interface CodeSymbol {
  readonly name: string;
  readonly module: string | undefined;
  readonly file: string | undefined;
  /** Of the frame that was met first; 0 where it is not known. */
  readonly line: number;
  readonly kind: FrameKind;
}

/**
 * Numbers symbols. Trees that are to be merged or compared share one table, so that equal symbols have equal numbers
 * whatever profile they come from.
 */
export class SymbolTable {
  readonly by: GroupBy;
  readonly #symbols: CodeSymbol[] = [];
  readonly #ids = new Map<string, number>();

  constructor(by: GroupBy = 'function') {
    this.by = by;
  }

  get count(): number {
    return this.#symbols.length;
  }

  /** The symbol of that number, which MUST be one that this table gave. */
  get(id: number): CodeSymbol {
    return this.#symbols[id] ?? unknownSymbol;
  }

  name(id: number): string {
    return this.get(id).name;
  }

  intern(symbol: CodeSymbol): number {
    const key = this.#keyOf(symbol);
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.#symbols.length;
    this.#symbols.push(this.#groupOf(symbol));
    this.#ids.set(key, id);
    return id;
  }

  /** The number of a symbol by its name alone: the first of that name, or -1. */
  find(name: string): number {
    return this.#symbols.findIndex((symbol) => symbol.name === name);
  }

  /** The symbol of every frame of a profile. */
  ofFrames({ frames, strings }: StackProfile): Uint32Array {
    const symbols = new Uint32Array(frames.count);
    for (let frame = 0; frame < frames.count; frame++) {
      symbols[frame] = this.intern({
        name: strings[frames.name[frame] as number] ?? '',
        module: strings[frames.module[frame] as number],
        file: strings[frames.file[frame] as number],
        line: frames.line[frame] as number,
        kind: frames.kind[frame] as FrameKind,
      });
    }
    return symbols;
  }

  #keyOf({ name, module, file, line }: CodeSymbol): string {
    switch (this.by) {
      case 'function':
        return `${name}\0${module ?? ''}`;
      case 'line':
        return `${name}\0${module ?? ''}\0${file ?? ''}\0${line}`;
      case 'file':
        return file ?? '';
      case 'module':
        return module ?? '';
      case 'signature':
        return signatureOf(name, line);
    }
  }

  #groupOf(symbol: CodeSymbol): CodeSymbol {
    switch (this.by) {
      case 'function':
      case 'line':
        return symbol;
      case 'file':
        return { ...symbol, name: symbol.file ?? unknownName, line: 0 };
      case 'module':
        return { ...symbol, name: symbol.module ?? unknownName, file: undefined, line: 0 };
      case 'signature':
        return { ...symbol, name: signatureOf(symbol.name, symbol.line) };
    }
  }
}

function signatureOf(name: string, line: number): string {
  return line === 0 ? name : `${name}:${line}`;
}

/** Where frames are grouped by what a frame does not tell. */
export const unknownName = '(unknown)';

const unknownSymbol: CodeSymbol = {
  name: unknownName,
  module: undefined,
  file: undefined,
  line: 0,
  kind: FrameKind.unknown,
};

/** The root of every tree is of no symbol. */
export const rootSymbol: number = none;
