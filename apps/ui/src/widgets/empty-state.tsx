import './empty-state.css';
import type { ComponentChildren } from 'preact';
import { Button } from './button.tsx';

interface EmptyStateProps {
  readonly title: string;
  readonly detail?: ComponentChildren;
  readonly tone?: 'plain' | 'error';
  readonly onRetry?: (() => void) | undefined;
  readonly children?: ComponentChildren;
}

/** What stands where data would be: says in words what is the matter, and what can be done. */
export function EmptyState({ title, detail, tone = 'plain', onRetry, children }: EmptyStateProps) {
  return (
    <div class={`empty-state empty-state--${tone}`} role={tone === 'error' ? 'alert' : 'status'}>
      <p class="empty-state__title">{title}</p>
      {detail === undefined ? undefined : <p class="empty-state__detail">{detail}</p>}
      {onRetry === undefined ? undefined : <Button onClick={onRetry}>Try again</Button>}
      {children}
    </div>
  );
}

/** The state before the first answer. Still on purpose: most answers come before a motion could be seen. */
export function LoadingState({ title = 'Reading…' }: { readonly title?: string }) {
  return (
    <div class="empty-state" role="status">
      <div class="loading-bars" aria-hidden="true">
        <span />
        <span />
        <span />
        <span />
      </div>
      <p class="empty-state__detail">{title}</p>
    </div>
  );
}
