/** The view and the address, each following the other. */
import { path, search, writeParameters } from '../../../base/address.ts';
import { effect } from '../../../base/signal.ts';
import type { Signal } from '../../../base/signal.ts';
import { formatView, parseView } from '../../../model/profile/view-address.ts';
import type { ProfileView } from '../../../model/profile/view-address.ts';

/** Keys repeat faster than browsers let a page write its address. */
const writeDelayMs = 200;

export interface ViewMirror {
  /** Writes at once what waits to be written. */
  write(options?: { readonly push?: boolean }): void;
  close(): void;
}

/** Writes the view to the address a moment later, and reads it when the reader goes back or forward. */
export function openViewMirror(view: Signal<ProfileView>): ViewMirror {
  const ownPath = path.peek();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let written = search.peek();
  let isFirst = true;
  const write = (options: { readonly push?: boolean } = {}): void => {
    clearTimeout(timer);
    // The reader has gone elsewhere, and this page is about to be closed: its parameters mean nothing there.
    if (path.peek() !== ownPath) return;
    writeParameters(formatView(view.peek()), options);
    written = search.peek();
  };
  const stopWriting = effect(() => {
    void view.value;
    if (isFirst) return;
    clearTimeout(timer);
    timer = setTimeout(write, writeDelayMs);
  });
  isFirst = false;
  const stopReading = effect(() => {
    if (search.value === written || path.value !== ownPath) return;
    written = search.value;
    const read = parseView(search.value);
    // What was just pushed comes back as it was written: nothing changes then.
    if (JSON.stringify(formatView(read)) !== JSON.stringify(formatView(view.peek()))) {
      view.value = read;
      clearTimeout(timer);
    }
  });
  return {
    write,
    close() {
      clearTimeout(timer);
      stopWriting();
      stopReading();
    },
  };
}
