import './side-pane.css';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { Button } from '../button.tsx';
import { useKeys } from '../hooks/use-keys.ts';

interface SidePaneProps {
  /** What kind of thing it shows, for readers. */
  readonly label: string;
  readonly title: ComponentChildren;
  readonly onClose: () => void;
  readonly children?: ComponentChildren;
}

/** What is known of the selected thing, beside the list: never over it, but for narrow screens. Escape closes it. */
export function SidePane({ label, title, onClose, children }: SidePaneProps) {
  const element = useRef<HTMLElement>(null);
  useKeys('Details', [{ keys: 'Escape', label: 'Close the details', run: onClose }]);
  // With the drawing and not after it: the Tab of whoever is quick goes on from here.
  useLayoutEffect(() => {
    element.current?.scrollTo(0, 0);
    // Opened by a key of the list, it is where reading and Tab go on; the list keeps its keys all the same.
    const isFree = document.activeElement === document.body;
    if (isFree && navigator.userActivation.hasBeenActive)
      element.current?.focus({ preventScroll: true });
  }, [label]);
  return (
    <aside class="side-pane" aria-label={label} ref={element} tabIndex={0}>
      <header class="side-pane__head">
        <h2 class="side-pane__title">{title}</h2>
        <Button tone="quiet" aria-label="Close" title="Close (Esc)" onClick={onClose}>
          ✕
        </Button>
      </header>
      {children}
    </aside>
  );
}
