import type { Entity, TraceTree } from './trace_tree';

/** Time of an entity that has children, in which none of them was at work. Epoch seconds. */
export interface Gap {
  index: number;
  from: number;
  to: number;
}

/** The time of an entity that its children do not account for, in order. */
export function uncovered(tree: TraceTree, entity: Entity): Gap[] {
  const gaps: Gap[] = [];
  let until = entity.start;
  for (const at of entity.children) {
    const child = tree.entities[at];
    // An inferred segment is the call once more, and accounts for nothing.
    if (!child || child.inferred) continue;
    if (child.start > until) gaps.push({ index: entity.index, from: until, to: Math.min(child.start, entity.end) });
    until = Math.max(until, child.end);
    if (until >= entity.end) break;
  }
  if (until < entity.end) gaps.push({ index: entity.index, from: until, to: entity.end });
  return gaps.filter((gap) => gap.to > gap.from);
}

/** Seconds that are the entity's own: that none of its children accounts for. */
export const ownTime = (tree: TraceTree, entity: Entity): number =>
  uncovered(tree, entity).reduce((sum, gap) => sum + gap.to - gap.from, 0);

/** Those gaps that are long enough to ask what happened there, by entity. */
export function largeGaps(tree: TraceTree, share = 0.1): Map<number, Gap[]> {
  const least = (tree.end - tree.start) * share;
  const large = new Map<number, Gap[]>();
  if (least <= 0) return large;
  for (const entity of tree.entities) {
    const hasParts = entity.children.some((child) => tree.entities[child]?.inferred === false);
    if (!hasParts || entity.inferred || entity.inProgress) continue;
    const gaps = uncovered(tree, entity).filter((gap) => gap.to - gap.from >= least);
    if (gaps.length > 0) large.set(entity.index, gaps);
  }
  return large;
}
