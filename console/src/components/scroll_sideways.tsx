import type { ReactNode } from 'react';

/** For tables that narrow screens have no room for; the keyboard scrolls it too. */
export function ScrollSideways({ children, label = 'Table' }: { children: ReactNode; label?: string }) {
  return (
    // What scrolls must be reachable.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="scroll-sideways" role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
