import './popover.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Signal } from '../../base/signal.ts';

interface PopoverProps {
  readonly isOpen: Signal<boolean>;
  /** The name of the panel for readers. */
  readonly label: string;
  /** The button, which must set `isOpen` by itself. */
  readonly anchor: ComponentChildren;
  readonly align?: 'start' | 'end';
  readonly children?: ComponentChildren;
}

/** A panel below its button. A click elsewhere, Escape or moving the focus away closes it. */
export function Popover({ isOpen, label, anchor, align = 'end', children }: PopoverProps) {
  const element = useRef<HTMLDivElement>(null);
  const open = isOpen.value;
  useEffect(() => {
    if (!open) return undefined;
    const outside = ({ target, type }: Event): void => {
      if (!(target instanceof Node) || element.current?.contains(target) === true) return;
      // A press on what takes no focus, such as a label in here, gives it to what is around the panel.
      if (type === 'focusin' && target.contains(element.current)) return;
      isOpen.value = false;
    };
    const escape = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      isOpen.value = false;
      element.current?.querySelector('button')?.focus();
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    document.addEventListener('keydown', escape, true);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
      document.removeEventListener('keydown', escape, true);
    };
  }, [open]);
  return (
    <div class="popover" ref={element}>
      {anchor}
      {open ? (
        <div class={`popover__panel popover__panel--${align}`} role="dialog" aria-label={label}>
          {children}
        </div>
      ) : undefined}
    </div>
  );
}
