import { useEffect, useRef } from 'preact/hooks';

/**
 * Makes something that has to be closed (a query, a registration) once for the life of the component, and closes it
 * with the component. What it depends on should be signals; a changed prop needs a `key` on the component.
 */
export function useOwned<T extends { close(): void }>(open: () => T): T {
  const owned = useRef<T | undefined>(undefined);
  owned.current ??= open();
  useEffect(() => () => owned.current?.close(), []);
  return owned.current;
}
