import { Component, type ReactNode } from 'react';
import { Button } from '../controls/Button';
import { EmptyState } from '../controls/EmptyState';
import { saveProjectAs } from '../files/projectActions';

interface ErrorBoundaryProps {
  /** What it is around, for the message. */
  readonly what: string;
  readonly children: ReactNode;
}

/** Keeps a bug in one part of the window from taking the rest, and the work, with it. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { readonly error: Error | null }> {
  override state: { readonly error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error): { readonly error: Error } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <EmptyState
        title={`${this.props.what} stopped working`}
        actions={
          <>
            <Button tone="primary" onClick={() => void saveProjectAs()}>
              Save the project as…
            </Button>
            <Button onClick={() => this.setState({ error: null })}>Try again</Button>
          </>
        }
      >
        <span className="readable">{error.message}</span>
      </EmptyState>
    );
  }
}
