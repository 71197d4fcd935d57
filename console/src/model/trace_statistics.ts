import { ownTime } from './gaps';
import { serviceOf, type Entity, type TraceTree } from './trace_tree';

/** What the entities of one name, or of one service, took together. Seconds. */
export interface EntityStatistics {
  name: string;
  count: number;
  total: number;
  own: number;
  longest: number;
  bad: number;
  /** The longest one. */
  index: number;
}

/** By service or by name of the entity; the greatest own time first. Inferred segments are left out. */
export function statisticsOf(tree: TraceTree, by: 'service' | 'name'): EntityStatistics[] {
  const rows = new Map<string, EntityStatistics>();
  for (const entity of tree.entities) {
    if (entity.inferred) continue;
    const name = by === 'service' ? serviceOf(tree, entity) : entity.name;
    const row = rows.get(name) ?? { name, count: 0, total: 0, own: 0, longest: -1, bad: 0, index: entity.index };
    add(row, entity, ownTime(tree, entity));
    rows.set(name, row);
  }
  return [...rows.values()].sort((a, b) => b.own - a.own);
}

function add(row: EntityStatistics, entity: Entity, own: number) {
  const length = entity.end - entity.start;
  row.count += 1;
  row.total += length;
  row.own += own;
  if (entity.status !== 'ok' && entity.status !== 'pending') row.bad += 1;
  if (length > row.longest) {
    row.longest = length;
    row.index = entity.index;
  }
}
