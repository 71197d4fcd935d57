import type { MapGraph, MapNode } from './graph';

/** The node that a reader means: one of that name, else one whose name begins so, else one that has it in its name. */
export function findNode({ nodes }: MapGraph, text: string): MapNode | undefined {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return undefined;
  // Clients are called as what they call, which is what is meant.
  const ranked = [...nodes.filter(({ kind }) => kind !== 'client'), ...nodes.filter(({ kind }) => kind === 'client')];
  const byName = (test: (name: string) => boolean) => ranked.find(({ name }) => test(name.toLowerCase()));
  return byName((name) => name === wanted) ?? byName((name) => name.startsWith(wanted)) ?? byName((name) => name.includes(wanted));
}
