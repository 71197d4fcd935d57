import { objectOf, textOf, type Entity, type TraceTree } from './trace_tree';

export type Change = 'same' | 'slower' | 'faster' | 'status' | 'added' | 'lost';

/** A place in two traces: in both, or in one of them. */
export interface DiffRow {
  depth: number;
  a: Entity | undefined;
  b: Entity | undefined;
  change: Change;
  /** Seconds that b took more; undefined where one is missing or goes on. */
  delta: number | undefined;
}

// Less is noise: a share of what it took, and seconds.
const LEAST_SHARE = 0.2;
const LEAST_SECONDS = 0.001;

/**
 * Two traces laid over each other: what stands at the same place and is called the same belongs together, the first
 * with the first. Inferred segments are their calls once more, and left out.
 */
export function diffTraces(a: TraceTree, b: TraceTree): DiffRow[] {
  const rows: DiffRow[] = [];
  const waiting: [Entity | undefined, Entity | undefined, number][] = pairUp(a, b, rootsOf(a), rootsOf(b), 0).reverse();
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [left, right, depth] = next;
    rows.push(rowOf(left, right, depth));
    const pairs = pairUp(a, b, childrenOf(a, left), childrenOf(b, right), depth + 1);
    for (let at = pairs.length - 1; at >= 0; --at) waiting.push(pairs[at] as (typeof pairs)[number]);
  }
  return rows;
}

const rootsOf = (tree: TraceTree) => tree.entities.filter((entity) => entity.parent === -1 && !entity.inferred);

const childrenOf = (tree: TraceTree, entity: Entity | undefined) =>
  (entity?.children ?? []).map((child) => tree.entities[child]).filter((child) => child !== undefined && !child.inferred) as Entity[];

/** In the order of their starts, each by its own trace's clock. */
function pairUp(a: TraceTree, b: TraceTree, left: Entity[], right: Entity[], depth: number) {
  const byKey = new Map<string, Entity[]>();
  for (const entity of right) {
    const key = keyOf(entity);
    const list = byKey.get(key);
    if (list) list.push(entity);
    else byKey.set(key, [entity]);
  }
  // Taken from the end.
  for (const list of byKey.values()) list.reverse();
  const pairs: [Entity | undefined, Entity | undefined, number][] = left.map((entity) => [entity, byKey.get(keyOf(entity))?.pop(), depth]);
  for (const list of byKey.values()) for (const entity of list.reverse()) pairs.push([undefined, entity, depth]);
  const startOf = ([one, other]: (typeof pairs)[number]) => (one ? one.start - a.start : (other?.start ?? 0) - b.start);
  return pairs.sort((one, other) => startOf(one) - startOf(other));
}

function keyOf(entity: Entity): string {
  const method = textOf(objectOf(objectOf(entity.document['http'])?.['request'])?.['method']);
  const operation = textOf(objectOf(entity.document['aws'])?.['operation']);
  return [entity.kind, entity.name, method, operation].join('\n');
}

function rowOf(a: Entity | undefined, b: Entity | undefined, depth: number): DiffRow {
  if (!a || !b) return { depth, a, b, change: a ? 'lost' : 'added', delta: undefined };
  const delta = a.inProgress || b.inProgress ? undefined : b.end - b.start - (a.end - a.start);
  return { depth, a, b, change: changeOf(a, b, delta), delta };
}

function changeOf(a: Entity, b: Entity, delta: number | undefined): Change {
  if (a.status !== b.status || a.httpStatus !== b.httpStatus) return 'status';
  if (delta === undefined || Math.abs(delta) < Math.max((a.end - a.start) * LEAST_SHARE, LEAST_SECONDS)) return 'same';
  return delta > 0 ? 'slower' : 'faster';
}

/** Those that changed, and what they are in. */
export function onlyChanges(rows: readonly DiffRow[]): DiffRow[] {
  const kept: DiffRow[] = [];
  let needed = -1;
  for (let at = rows.length - 1; at >= 0; --at) {
    const row = rows[at] as DiffRow;
    if (row.change === 'same' && row.depth !== needed) continue;
    kept.push(row);
    needed = row.depth - 1;
  }
  return kept.reverse();
}
