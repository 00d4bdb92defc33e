/**
 * An operating error: something outside the program went wrong and somebody can do something about it.
 * Each package keeps its codes in an `errors.ts`, and each code has an entry in docs/reference/errors.md.
 */
export class CodedError extends Error {
  override readonly name = 'CodedError';
  readonly code: string;

  constructor(code: string, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** One registered error: the code, and what the person who meets it can do. */
export interface ErrorEntry {
  readonly code: string;
  readonly meaning: string;
  readonly remedy: string;
}

/** The message of anything thrown, for a log line. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
