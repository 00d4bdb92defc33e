import { useLayoutEffect, useRef } from 'preact/hooks';
import { registerKeys } from '../../base/keyboard.ts';
import type { KeyBinding } from '../../base/keyboard.ts';

/** Binds keys for as long as the component is on the page. The latest closures run; the keys must stay the same. */
export function useKeys(title: string, bindings: readonly KeyBinding[]): void {
  const latest = useRef(bindings);
  latest.current = bindings;
  const keys = bindings.map((binding) => binding.keys).join('|');
  // With the drawing and not after it: a key that is pressed as soon as a list can be seen works.
  useLayoutEffect(
    () =>
      registerKeys(
        title,
        latest.current.map((binding, index) => ({
          ...binding,
          run: () => latest.current[index]?.run(),
        })),
      ),
    [title, keys],
  );
}
