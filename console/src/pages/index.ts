import type { ComponentType } from 'react';

export interface Page {
  /** As matchPath() reads it. */
  path: string;
  /** In the navigation, and in the window's title; pages without are reached by links. */
  label?: string;
  load: () => Promise<{ default: ComponentType }>;
}

// Each page is a folder with an index.tsx whose default export is the component. One that is not there has no route.
const folders = import.meta.glob<{ default: ComponentType }>('./*/index.tsx');

// In the order of the navigation: path, folder, label.
const TABLE: [string, string, string?][] = [
  ['/', 'overview', 'Overview'],
  ['/traces', 'traces', 'Traces'],
  ['/traces/:id', 'trace'],
  ['/map', 'map', 'Service map'],
  ['/analytics', 'analytics', 'Analytics'],
  ['/runs', 'runs', 'Runs'],
  ['/sampling-rules', 'sampling_rules', 'Sampling rules'],
  ['/groups', 'groups', 'Groups'],
  ['/insights', 'insights', 'Insights'],
  ['/rejected', 'rejected', 'Intake'],
];

export const pages: Page[] = TABLE.flatMap(([path, folder, label]) => {
  const load = folders[`./${folder}/index.tsx`];
  if (!load) return [];
  return [label === undefined ? { path, load } : { path, label, load }];
});
