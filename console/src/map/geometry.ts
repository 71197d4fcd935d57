// What the parts of the map have for sizes, in units of the drawing; and the shape of a finished layout.

export interface Point {
  x: number;
  y: number;
}

/** Room for a node: its circle, and two or three lines of text below. */
export const NODE = { width: 140, height: 128 };
/** The middle of the circle lies so far above the middle of that room. */
export const LIFT = 26;
export const LABEL = { width: 92, height: 34 };
export const GAP = { node: 12, rank: 34 };

export interface LayoutInput {
  nodes: string[];
  edges: { key: string; from: string; to: string }[];
}

export interface EdgeLayout {
  /** Between the two nodes, which are left out. */
  points: Point[];
  label: Point;
}

export interface Layout {
  /** Middles of circles. */
  nodes: Map<string, Point>;
  edges: Map<string, EdgeLayout>;
}

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** What the layout takes up, with the texts below the circles. */
export function boxOf(layout: Layout): Box {
  let [left, top, right, bottom] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const take = (x: number, y: number) => {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  };
  for (const { x, y } of layout.nodes.values()) {
    take(x - NODE.width / 2, y + LIFT - NODE.height / 2);
    take(x + NODE.width / 2, y + LIFT + NODE.height / 2);
  }
  for (const { points } of layout.edges.values()) for (const { x, y } of points) take(x, y);
  return left > right ? { left: 0, top: 0, width: 1, height: 1 } : { left, top, width: right - left, height: bottom - top };
}

export function inputOf({ nodes, edges }: LayoutInput | { nodes: { key: string }[]; edges: LayoutInput['edges'] }): LayoutInput {
  return {
    nodes: nodes.map((node) => (typeof node === 'string' ? node : node.key)).toSorted(),
    edges: edges.map(({ key, from, to }) => ({ key, from, to })).toSorted((a, b) => (a.key < b.key ? -1 : 1)),
  };
}

/** What is laid out, as a text: it changes whenever nodes or edges come or go, and not with what they carry. */
export const structureOf = (input: LayoutInput) => JSON.stringify(inputOf(input));

/** A call of a node to itself goes over its head. */
export function loopAt(node: Point = { x: 0, y: 0 }): EdgeLayout {
  return { points: [], label: { x: node.x, y: node.y - 58 } };
}
