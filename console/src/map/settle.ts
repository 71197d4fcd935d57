import { GAP, LABEL, loopAt, NODE, type EdgeLayout, type Layout, type LayoutInput, type Point } from './geometry';

const STEP = { x: NODE.width + LABEL.width + 2 * GAP.rank, y: NODE.height + GAP.node };

/**
 * Whether a layout may stay as it is, with what is new put beside it: a reader does not lose the nodes they look at.
 * Where most is new, all is laid out anew.
 */
export function maySettle(known: Layout, { nodes }: LayoutInput): boolean {
  const kept = nodes.filter((key) => known.nodes.has(key)).length;
  return kept > 0 && nodes.length - kept <= Math.max(kept / 2, 2);
}

/** What is known stays where it is; new nodes go to the nearest free place beside what they are connected to. */
export function settle(known: Layout, { nodes, edges }: LayoutInput): Layout {
  const layout: Layout = { nodes: new Map(), edges: new Map() };
  for (const key of nodes) {
    const place = known.nodes.get(key);
    if (place) layout.nodes.set(key, place);
  }
  let waiting = nodes.filter((key) => !layout.nodes.has(key));
  while (waiting.length > 0) {
    // Those that are connected to what has a place come first; they may give the others a place to stand by.
    const next = waiting.find((key) => wishOf(key, layout, edges)) ?? waiting[0];
    if (next === undefined) break;
    layout.nodes.set(next, freePlace(wishOf(next, layout, edges) ?? belowAll(layout), layout));
    waiting = waiting.filter((key) => key !== next);
  }
  for (const edge of edges) {
    const place = known.edges.get(edge.key);
    if (place) layout.edges.set(edge.key, place);
  }
  for (const edge of edges) if (!layout.edges.has(edge.key)) layout.edges.set(edge.key, directEdge(layout, edge));
  return layout;
}

function wishOf(key: string, layout: Layout, edges: LayoutInput['edges']): Point | undefined {
  const callers = edges.filter((edge) => edge.to === key && edge.from !== key).flatMap((edge) => layout.nodes.get(edge.from) ?? []);
  if (callers.length > 0) return { x: Math.max(...callers.map(({ x }) => x)) + STEP.x, y: middle(callers.map(({ y }) => y)) };
  const callees = edges.filter((edge) => edge.from === key && edge.to !== key).flatMap((edge) => layout.nodes.get(edge.to) ?? []);
  if (callees.length > 0) return { x: Math.min(...callees.map(({ x }) => x)) - STEP.x, y: middle(callees.map(({ y }) => y)) };
  return undefined;
}

const middle = (values: number[]) => Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);

function belowAll(layout: Layout): Point {
  const places = [...layout.nodes.values()];
  if (places.length === 0) return { x: 0, y: 0 };
  return { x: Math.min(...places.map(({ x }) => x)), y: Math.max(...places.map(({ y }) => y)) + STEP.y };
}

/** The free place nearest to `wish` above or below it. */
function freePlace(wish: Point, layout: Layout): Point {
  const near = [...layout.nodes.values()].filter(({ x }) => Math.abs(x - wish.x) < NODE.width);
  // One more try than there are nodes in the way on either side finds a free one.
  for (let step = 0; step <= 2 * near.length + 1; ++step) {
    const side = step % 2 === 0 ? 1 : -1;
    const y = wish.y + side * Math.ceil(step / 2) * STEP.y;
    if (near.every((other) => Math.abs(other.y - y) >= STEP.y - 1)) return { x: wish.x, y };
  }
  return { x: wish.x, y: Math.max(...near.map(({ y }) => y)) + STEP.y };
}

/** Level in front of the node that is called, where its text is; above or below where another text is there already. */
function directEdge(layout: Layout, { from, to }: { from: string; to: string }): EdgeLayout {
  const [a, b] = [layout.nodes.get(from), layout.nodes.get(to)];
  if (!a || !b) return { points: [], label: { x: 0, y: 0 } };
  if (from === to) return loopAt(a);
  const side = b.x >= a.x ? -1 : 1;
  const label = freeLabel({ x: b.x + side * ((NODE.width + LABEL.width) / 2 + GAP.rank / 2), y: b.y }, a.y < b.y ? -1 : 1, layout);
  const half = (-side * LABEL.width) / 2;
  return { points: [{ x: label.x - half, y: label.y }, { x: label.x + half, y: label.y }], label };
}

// Texts that lie on each other after so many tries belong to a node with very many callers.
const MOST_TRIES = 12;

function freeLabel(wish: Point, towards: number, layout: Layout): Point {
  const near = [...layout.edges.values()].map(({ label }) => label).filter(({ x }) => Math.abs(x - wish.x) < LABEL.width);
  for (let step = 0; step < MOST_TRIES; ++step) {
    const y = wish.y + towards * (step % 2 === 0 ? -1 : 1) * Math.ceil(step / 2) * LABEL.height;
    if (near.every((other) => Math.abs(other.y - y) >= LABEL.height - 1)) return { x: wish.x, y };
  }
  return wish;
}
