import './loadable-view.css';
import type { ComponentChildren } from 'preact';
import { messageOf, UiError } from '../base/errors.ts';
import { formatMoment } from '../base/format-time.ts';
import type { Loadable } from '../base/loadable.ts';
import { nowMs, zone } from '../model/page/url-state.ts';
import { EmptyState, LoadingState } from './empty-state.tsx';
import { ErrorBoundary } from './error-boundary.tsx';

interface LoadableViewProps<T> {
  readonly of: Loadable<T>;
  /** What the empty state says. */
  readonly emptyTitle?: string;
  readonly emptyDetail?: ComponentChildren;
  readonly onRetry?: () => void;
  readonly children: (value: T) => ComponentChildren;
}

/** Shows each state of a read in words: loading, empty, partial, stale and failed never look like zero. */
export function LoadableView<T>({
  of,
  emptyTitle,
  emptyDetail,
  onRetry,
  children,
}: LoadableViewProps<T>) {
  switch (of.state) {
    case 'loading':
      return <LoadingState />;
    case 'empty':
      return <EmptyState title={emptyTitle ?? 'No data in this window'} detail={emptyDetail} />;
    case 'error':
      return (
        <EmptyState
          tone="error"
          title={messageOf(of.error)}
          detail={of.error instanceof UiError ? of.error.entry.remedy : undefined}
          onRetry={onRetry}
        />
      );
    case 'ready':
      return <ErrorBoundary>{children(of.value)}</ErrorBoundary>;
    case 'partial':
      return (
        <ErrorBoundary>
          <p class="loadable-note" role="status" title={of.missing.join('\n')}>
            <b>Partial</b> {of.missing[0]}
            {of.missing.length > 1 ? ` and ${of.missing.length - 1} more` : ''}
          </p>
          {children(of.value)}
        </ErrorBoundary>
      );
    case 'stale':
      return (
        <ErrorBoundary>
          <p class="loadable-note" role="status">
            <b>Stale</b> {messageOf(of.error)} · what you see was read at{' '}
            {formatMoment(of.readAtMs, nowMs.value, zone.value)}
          </p>
          {children(of.value)}
        </ErrorBoundary>
      );
  }
}
