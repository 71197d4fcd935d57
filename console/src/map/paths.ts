import type { EdgeLayout, Point } from './geometry';

// Edges leave and enter circles sideways and have level ends between.

const HEAD = 7;
// From the circle to the ring's outer rim, and a little air.
const RIM = 6;

interface Ends {
  from: Point;
  to: Point;
  fromRadius: number;
  toRadius: number;
}

export interface EdgePath {
  line: string;
  /** The arrow's head. */
  head: string;
}

export function pathOf({ points }: EdgeLayout, ends: Ends): EdgePath {
  if (ends.from === ends.to) return loop(ends.from, ends.fromRadius);
  const first = points[0] ?? ends.to;
  const last = points.at(-1) ?? ends.from;
  const begin = leave(ends.from, ends.fromRadius + RIM - 2, first);
  const end = leave(ends.to, ends.toRadius + RIM, last);
  const side = end.x >= ends.to.x ? 1 : -1;
  const stop = { x: end.x + side * HEAD, y: end.y };
  const line = [begin, ...points, stop];
  let path = `M${begin.x} ${begin.y}`;
  for (const [at, to] of line.entries()) {
    const from = line[at - 1];
    if (!from) continue;
    const half = bend(from, to);
    path += `C${from.x + half} ${from.y} ${to.x - half} ${to.y} ${to.x} ${to.y}`;
  }
  return { line: path, head: head(end, side) };
}

// Straight above each other, a curve that first goes sideways would hide in the line.
function bend(from: Point, to: Point): number {
  const half = (to.x - from.x) / 2;
  return Math.abs(half) < 20 && Math.abs(to.y - from.y) > 40 ? 40 * (half < 0 ? -1 : 1) : Math.round(half);
}

function leave(node: Point, radius: number, towards: Point): Point {
  return { x: node.x + (towards.x >= node.x ? radius : -radius), y: node.y };
}

function head({ x, y }: Point, side: number): string {
  return `M${x} ${y}l${side * (HEAD + 1)} -4v8z`;
}

function loop({ x, y }: Point, radius: number): EdgePath {
  const out = radius + RIM - 2;
  const line = `M${x - out * 0.6} ${y - out * 0.8}C${x - 34} ${y - out - 34} ${x + 34} ${y - out - 34} ${x + out * 0.6 + 3} ${y - out * 0.8 - 6}`;
  return { line, head: `M${x + out * 0.6} ${y - out * 0.8}l-1 -9l8 4z` };
}
