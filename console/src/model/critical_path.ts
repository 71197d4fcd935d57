import type { TraceTree } from './trace_tree';

/** A stretch of time in which nothing but this entity held the request up. Epoch seconds. */
export interface Stretch {
  index: number;
  from: number;
  to: number;
}

/**
 * What the length of the trace is made of: read from the end backwards, at each moment the work that finished last
 * before it. Begins with the first root; inferred segments are their calls once more, and left out.
 */
export function criticalPath(tree: TraceTree): Stretch[] {
  const root = tree.entities[0];
  if (!root) return [];
  const path: Stretch[] = [];
  const waiting: Stretch[] = [{ index: 0, from: root.start, to: root.end }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const entity = tree.entities[next.index];
    if (!entity) continue;
    const children = entity.children
      .map((child) => tree.entities[child])
      .filter((child) => child !== undefined && !child.inferred)
      .sort((a, b) => (b?.end ?? 0) - (a?.end ?? 0));
    let until = next.to;
    const later: Stretch[] = [];
    for (const child of children) {
      if (!child || until <= next.from) break;
      const [from, to] = [Math.max(child.start, next.from), Math.min(child.end, until)];
      if (to <= from) continue;
      if (to < until) path.push({ index: entity.index, from: to, to: until });
      later.push({ index: child.index, from, to });
      until = from;
    }
    if (until > next.from) path.push({ index: entity.index, from: next.from, to: until });
    waiting.push(...later);
  }
  return path.sort((a, b) => a.from - b.from);
}

/** Seconds on the path by entity, the longest first. */
export function timeOnPath(path: readonly Stretch[]): [number, number][] {
  const times = new Map<number, number>();
  for (const { index, from, to } of path) times.set(index, (times.get(index) ?? 0) + to - from);
  return [...times].sort((a, b) => b[1] - a[1]);
}
