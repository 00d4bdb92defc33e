import './link-note.css';
import type { ComponentChildren } from 'preact';

/** One line above a page: what the address names is not here. */
export function LinkNote({ children }: { readonly children: ComponentChildren }) {
  return (
    <p class="link-note" role="status">
      {children}
    </p>
  );
}
