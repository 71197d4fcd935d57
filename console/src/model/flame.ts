import type { Entity, TraceTree } from './trace_tree';

/** Where the entities of a trace stand when each stands below its parent, as wide as it is long. */
export interface Flame {
  /** The row of each entity, by its index. */
  rowOf: Int32Array;
  /** The entities of each row, by their start. */
  rows: Entity[][];
}

// Work side by side needs rows of its own; beyond this many it is put on top of other.
const MOST_ROWS = 100;

/** Each entity in the first row below its parent's that has room for it. */
export function flameOf(tree: TraceTree): Flame {
  const rowOf = new Int32Array(tree.entities.length);
  const rows: Entity[][] = [];
  for (const entity of tree.entities) {
    let row = entity.parent === -1 ? 0 : Math.min((rowOf[entity.parent] ?? 0) + 1, MOST_ROWS);
    while (row < MOST_ROWS && !hasRoom(rows[row], entity)) row += 1;
    rowOf[entity.index] = row;
    while (rows.length <= row) rows.push([]);
    const list = rows[row] as Entity[];
    list.splice(placeIn(list, entity.start), 0, entity);
  }
  return { rowOf, rows };
}

/** Before what starts later. */
function placeIn(list: readonly Entity[], start: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] as Entity).start <= start) low = middle + 1;
    else high = middle;
  }
  return low;
}

// Clocks tell microseconds.
const TOUCHING = 1e-6;

function hasRoom(list: readonly Entity[] | undefined, entity: Entity): boolean {
  if (!list || list.length === 0) return true;
  const at = placeIn(list, entity.start);
  const [before, after] = [list[at - 1], list[at]];
  if (before && before.end > entity.start + TOUCHING) return false;
  // Two that last no time at all do not hide each other less for standing at the same moment.
  if (before && before.start === entity.start && before.end === entity.end) return false;
  return !after || entity.end <= after.start + TOUCHING;
}

export interface Block {
  entity: Entity;
  /** Shares of the view, cut at its edges. */
  from: number;
  to: number;
}

export interface FlameRow {
  blocks: Block[];
  /** What is too short to be drawn one by one, as shares of the view from and to. */
  crumbs: [number, number][];
}

/** A row as it is drawn in a view; blocks take at least the share `least`. */
export function drawRow(row: readonly Entity[], view: { from: number; to: number }, least: number): FlameRow {
  const length = view.to - view.from;
  const drawn: FlameRow = { blocks: [], crumbs: [] };
  for (const entity of row) {
    if (entity.start > view.to) break;
    if (entity.end < view.from) continue;
    const from = Math.max((entity.start - view.from) / length, 0);
    const to = Math.min((entity.end - view.from) / length, 1);
    const last = drawn.crumbs.at(-1);
    if (to - from >= least) drawn.blocks.push({ entity, from, to });
    else if (last && from - last[1] < least / 2) last[1] = Math.max(last[1], to);
    else drawn.crumbs.push([from, to]);
  }
  return drawn;
}

/** The entity that an arrow key leads to: up to the parent, down to the longest child, aside in the same row. */
export function stepIn(flame: Flame, tree: TraceTree, from: Entity, key: string): Entity | undefined {
  if (key === 'ArrowUp') return tree.entities[from.parent];
  if (key === 'ArrowDown') {
    return from.children.map((child) => tree.entities[child] as Entity).reduce<Entity | undefined>((best, one) => (best && best.end - best.start >= one.end - one.start ? best : one), undefined);
  }
  const row = flame.rows[flame.rowOf[from.index] ?? 0] ?? [];
  const at = row.indexOf(from);
  return key === 'ArrowLeft' ? row[at - 1] : key === 'ArrowRight' ? row[at + 1] : undefined;
}
