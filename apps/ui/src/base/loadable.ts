/** Everything that a widget has to be able to show. */
export type Loadable<T> =
  /** Nothing was ever read for this key. */
  | { readonly state: 'loading' }
  /** The server answered: there is nothing in this window. */
  | { readonly state: 'empty'; readonly readAtMs: number }
  | { readonly state: 'ready'; readonly value: T; readonly readAtMs: number }
  /** Some parts could not be read; what is there is right. */
  | {
      readonly state: 'partial';
      readonly value: T;
      readonly readAtMs: number;
      readonly missing: readonly string[];
    }
  /** A later read failed; the value is the last good one. */
  | {
      readonly state: 'stale';
      readonly value: T;
      readonly readAtMs: number;
      readonly error: unknown;
    }
  | { readonly state: 'error'; readonly error: unknown };

/** The value of a result, whatever its state. */
export function valueOf<T>(result: Loadable<T>): T | undefined {
  return 'value' in result ? result.value : undefined;
}
