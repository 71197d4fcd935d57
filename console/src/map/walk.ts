import type { Layout, Point } from './geometry';
import type { MapGraph } from './graph';

export type Direction = 'left' | 'right' | 'up' | 'down';

export const DIRECTIONS: Record<string, Direction> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' };

/**
 * Where an arrow key leads: right along a call, left back to a caller, up and down to the next node there. Where no
 * call leads that way, the nearest node on that side. From an edge, to either end of it. Undefined where there is none.
 */
export function walk(graph: MapGraph, layout: Layout, at: string, direction: Direction): string | undefined {
  const edge = graph.edgeOf.get(at);
  if (edge) return direction === 'left' || direction === 'up' ? edge.from : edge.to;
  const here = layout.nodes.get(at);
  if (!here) return graph.nodes[0]?.key;
  if (direction === 'right') return nearest(calls(graph, at), layout, here) ?? nearest(beside(layout, at, here, 1), layout, here);
  if (direction === 'left') return nearest(callers(graph, at), layout, here) ?? nearest(beside(layout, at, here, -1), layout, here);
  const sign = direction === 'down' ? 1 : -1;
  const there = [...layout.nodes].filter(([key, { y }]) => key !== at && (y - here.y) * sign > 1).map(([key]) => key);
  // Those in the same column first: a step sideways weighs double.
  return least(there, (key) => {
    const place = layout.nodes.get(key);
    return place ? Math.abs(place.y - here.y) + 2 * Math.abs(place.x - here.x) : Number.POSITIVE_INFINITY;
  });
}

const calls = (graph: MapGraph, key: string) => graph.edges.filter((edge) => edge.from === key && edge.to !== key).map((edge) => edge.to);
const callers = (graph: MapGraph, key: string) => graph.edges.filter((edge) => edge.to === key && edge.from !== key).map((edge) => edge.from);

const beside = (layout: Layout, at: string, here: Point, sign: number) =>
  [...layout.nodes].filter(([key, { x }]) => key !== at && (x - here.x) * sign > 1).map(([key]) => key);

const nearest = (keys: string[], layout: Layout, here: Point) =>
  least(keys, (key) => {
    const place = layout.nodes.get(key);
    return place ? Math.hypot(place.x - here.x, 2 * (place.y - here.y)) : Number.POSITIVE_INFINITY;
  });

function least(keys: string[], costOf: (key: string) => number): string | undefined {
  let best: string | undefined;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const key of keys) {
    const cost = costOf(key);
    if (cost < bestCost) [best, bestCost] = [key, cost];
  }
  return best;
}
