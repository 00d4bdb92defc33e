import type { Loadable } from '../base/loadable.ts';
import { computed, effect, signal, untracked } from '../base/signal.ts';
import type { ReadonlySignal } from '../base/signal.ts';
import { readWishes, serverNowMs } from './page/refresh.ts';

/**
 * A read that follows signals. It runs again when its key changes (another entity: the old value is cleared), when only the
 * rest of what it read changes (time went on, another window: the old value stays until the new one is here), and when the
 * reader asks for it.
 * A newer run cancels the older one.
 */

export interface Query<T> {
  readonly result: ReadonlySignal<Loadable<T>>;
  /** True while a read is under way. */
  readonly isReading: ReadonlySignal<boolean>;
  /** Reads again now. */
  readonly refresh: () => void;
  /** Stops following and cancels what is under way. */
  readonly close: () => void;
}

/** What a read found out about its own value. */
export type Verdict = 'empty' | 'ready' | { readonly missing: readonly string[] };

export interface QueryOptions<T> {
  /** Read reactively; a change clears the value. Undefined: nothing to read yet. */
  readonly key: () => string | undefined;
  /**
   * Called reactively for what it reads before its first await; a change of that reads again and keeps the value.
   */
  readonly read: (signal: AbortSignal) => Promise<T>;
  readonly judge?: (value: T) => Verdict;
  readonly clock?: () => number;
}

export function createQuery<T>(options: QueryOptions<T>): Query<T> {
  const clock = options.clock ?? serverNowMs;
  const result = signal<Loadable<T>>({ state: 'loading' });
  const isReading = signal(false);
  const again = signal(0);
  const key = computed(options.key);
  let shownKey: string | undefined;
  let running: AbortController | undefined;

  function settle(value: T): void {
    const verdict = options.judge?.(value) ?? 'ready';
    const readAtMs = clock();
    if (verdict === 'empty') result.value = { state: 'empty', readAtMs };
    else if (verdict === 'ready') result.value = { state: 'ready', value, readAtMs };
    else result.value = { state: 'partial', value, readAtMs, missing: verdict.missing };
  }

  function fail(error: unknown): void {
    const before = result.peek();
    result.value =
      'value' in before
        ? { state: 'stale', value: before.value, readAtMs: before.readAtMs, error }
        : { state: 'error', error };
  }

  const stop = effect(() => {
    const wanted = key.value;
    void again.value;
    void readWishes.value;
    running?.abort();
    running = undefined;
    if (wanted !== shownKey) {
      shownKey = wanted;
      untracked(() => (result.value = { state: 'loading' }));
    }
    if (wanted === undefined) {
      isReading.value = false;
      return;
    }
    const controller = new AbortController();
    running = controller;
    untracked(() => (isReading.value = true));
    const finish = (run: () => void): void => {
      if (running !== controller) return;
      running = undefined;
      isReading.value = false;
      run();
    };
    options.read(controller.signal).then(
      (value) => finish(() => settle(value)),
      (error: unknown) => finish(() => fail(error)),
    );
  });

  return {
    result,
    isReading,
    refresh: () => (again.value = again.peek() + 1),
    close() {
      stop();
      running?.abort();
      running = undefined;
    },
  };
}
