import { RE2JS } from 're2js';

/** A pattern that runs in linear time, whatever it is and whatever it is held against. */
export interface Pattern {
  /** Whether the whole text matches, as Java's `matches`. */
  matches(text: string): boolean;
}

export type PatternCompiler = (text: string) => Pattern;

/** @throws Error, saying what is wrong with it. */
export const compilePattern: PatternCompiler = (text) => RE2JS.compile(text);
