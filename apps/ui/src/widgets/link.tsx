import type { ComponentChildren } from 'preact';
import { hrefTo, navigate } from '../base/address.ts';

interface LinkProps {
  /** A path of this page; the time window and the zone are added. */
  readonly to: string;
  readonly class?: string;
  readonly title?: string;
  readonly tabIndex?: number;
  /** Marks the link of the page that is on screen. */
  readonly isCurrent?: boolean;
  readonly children?: ComponentChildren;
}

/** A link inside the page. Every click that asks for another tab or a download is left to the browser. */
export function Link({ to, isCurrent = false, children, ...rest }: LinkProps) {
  const href = hrefTo(to);
  const follow = (event: MouseEvent): void => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
      return;
    event.preventDefault();
    navigate(href);
    window.scrollTo(0, 0);
  };
  return (
    <a {...rest} href={href} onClick={follow} {...(isCurrent ? { 'aria-current': 'page' } : {})}>
      {children}
    </a>
  );
}
