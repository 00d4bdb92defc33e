/** What a picture of profiles is asked with, and what it is: the types that the page and its worker exchange. */
import type { CallTree } from '@stormpetrel/profile';
import type { FlameTree } from './flame-tree.ts';
import type { SideSelection } from './selection.ts';
import type { ProfileView } from './view-address.ts';

/** One of the profiles that a picture is of. */
export interface PictureSide {
  /** What `open` was told. */
  readonly key: string;
  readonly selection: SideSelection;
  /** In place of the selection's range, in the profile's own time. */
  readonly ranges?: readonly (readonly [number, number])[];
}

export interface PictureRequest extends Pick<
  ProfileView,
  'mode' | 'focus' | 'order' | 'recursion' | 'hide' | 'group' | 'isRaw'
> {
  readonly side: PictureSide;
  readonly before: PictureSide | undefined;
  /** The table of symbols that the page has, and how many of them. */
  readonly knownSymbols: { readonly group: string; readonly count: number };
}

/** Symbols from one number on, as columns; texts stand once. */
export interface SymbolColumns {
  readonly group: string;
  readonly from: number;
  readonly names: readonly string[];
  readonly texts: readonly string[];
  /** Indices of `texts`; 0 is the empty text, for what is not known. */
  readonly modules: Uint32Array;
  readonly files: Uint32Array;
  readonly lines: Uint32Array;
  readonly kinds: Uint8Array;
}

/** What every symbol weighs, for the table. Rows are symbols that weigh something on either side, in order of their names. */
export interface SymbolRows {
  readonly symbol: Uint32Array;
  readonly self: Float64Array;
  readonly total: Float64Array;
  /** Empty where nothing is compared. */
  readonly selfBefore: Float64Array;
  readonly totalBefore: Float64Array;
}

export interface ProfilePicture {
  /** What was asked for, since the next question may be under way already. */
  readonly mode: ProfileView['mode'];
  readonly group: ProfileView['group'];
  readonly isRaw: boolean;
  /** The tree; or callers and callees of the sandwich's function. */
  readonly trees: readonly FlameTree[];
  readonly symbols: SymbolColumns;
  readonly unit: string;
  /** Of everything selected, on either side. */
  readonly whole: number;
  readonly wholeBefore: number;
  readonly samples: number;
  readonly samplesBefore: number;
  /** The number of the sandwich's function; -1 where there is none of that name. */
  readonly focus: number;
  readonly hideProblem: string | undefined;
}

export interface FoundSymbols {
  /** By symbol: 1 where its name matches. Empty without a pattern. */
  readonly flags: Uint8Array;
  /** Of the functions that are in the picture. */
  readonly count: number;
  /** Share of the whole that is in or below a match. */
  readonly share: number;
  readonly problem: string | undefined;
}

/** The trees of a picture, merged with one table of symbols. */
export interface Sided {
  readonly after: CallTree;
  readonly before: CallTree | undefined;
}
