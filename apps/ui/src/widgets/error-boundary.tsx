import { Component } from 'preact';
import type { ComponentChildren } from 'preact';
import { messageOf } from '../base/errors.ts';
import { EmptyState } from './empty-state.tsx';

interface ErrorBoundaryProps {
  readonly children?: ComponentChildren;
}

/** Keeps a fault inside one widget: the nine beside it go on. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { readonly thrown?: unknown }> {
  override state: { readonly thrown?: unknown } = {};

  static override getDerivedStateFromError(thrown: unknown): { readonly thrown: unknown } {
    return { thrown };
  }

  override render() {
    if (!('thrown' in this.state)) return this.props.children;
    return (
      <EmptyState
        tone="error"
        title="This part of the page failed"
        detail={messageOf(this.state.thrown)}
        onRetry={() => this.setState({ thrown: undefined })}
      />
    );
  }
}
