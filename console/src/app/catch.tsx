import { Component, type ReactNode } from 'react';
import { ErrorState } from '../components/states';

/** What goes wrong in a page stays in it. */
export class Catch extends Component<{ children: ReactNode }, { error?: unknown }> {
  override state: { error?: unknown } = {};

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (!('error' in this.state)) return this.props.children;
    // A part of the console that cannot be loaded: it was built anew since this window was opened.
    return <ErrorState error={this.state.error} onRetry={() => window.location.reload()} />;
  }
}
