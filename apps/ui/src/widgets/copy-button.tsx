import { useRef, useState } from 'preact/hooks';
import { Button } from './button.tsx';

interface CopyButtonProps {
  readonly text: string | (() => string);
  readonly label?: string;
  readonly size?: 'normal' | 'small';
}

const shownMs = 1500;

/** Copies and says so in its own place: there are no toasts. */
export function CopyButton({ text, label = 'Copy', size = 'small' }: CopyButtonProps) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  const timer = useRef(0);
  const copy = async (): Promise<void> => {
    const value = typeof text === 'function' ? text() : text;
    setState((await writeClipboard(value)) ? 'copied' : 'failed');
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => setState('idle'), shownMs);
  };
  const said = state === 'copied' ? 'Copied' : state === 'failed' ? 'Not allowed' : label;
  return (
    <Button size={size} tone="quiet" onClick={() => void copy()}>
      <span aria-live="polite">{said}</span>
    </Button>
  );
}

/** The clipboard API needs https or loopback; on plain http the old way still works. */
export async function writeClipboard(text: string): Promise<boolean> {
  if (typeof navigator.clipboard?.writeText === 'function') {
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
  }
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'visually-hidden';
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  return copied;
}
