import { Graph, layout as dagre } from '@dagrejs/dagre';
import { GAP, LABEL, LIFT, loopAt, NODE, type EdgeLayout, type Layout, type LayoutInput, type Point } from './geometry';

/** Callers to the left, callees to the right. The same graph has the same layout, in whatever order it comes. */
export function layeredLayout({ nodes, edges }: LayoutInput): Layout {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: GAP.node, edgesep: 10, ranksep: GAP.rank });
  for (const key of nodes.toSorted()) graph.setNode(key, { ...NODE });
  for (const edge of edges.toSorted((a, b) => (a.key < b.key ? -1 : 1))) {
    if (edge.from !== edge.to) graph.setEdge(edge.from, edge.to, { ...LABEL, labelpos: 'c' }, edge.key);
  }
  dagre(graph);
  const layout: Layout = { nodes: new Map(), edges: new Map() };
  for (const key of nodes) layout.nodes.set(key, raised(graph.node(key) as Point));
  for (const { v, w, name } of graph.edges()) {
    const edge = graph.edge({ v, w, ...(name === undefined ? {} : { name }) }) as unknown as { points: Point[]; x: number; y: number };
    if (name !== undefined) layout.edges.set(name, edgeLayout(edge));
  }
  for (const edge of edges) if (edge.from === edge.to) layout.edges.set(edge.key, loopAt(layout.nodes.get(edge.from)));
  return layout;
}

function edgeLayout({ points, x, y }: { points: Point[]; x: number; y: number }): EdgeLayout {
  const isBack = (points[0]?.x ?? 0) > (points.at(-1)?.x ?? 0);
  const half = isBack ? -LABEL.width / 2 : LABEL.width / 2;
  // Level below the text, over all of its width.
  const level = points.slice(1, -1).flatMap((point) => {
    return Math.abs(point.x - x) < 1 ? [{ x: x - half, y }, { x: x + half, y }] : [point];
  });
  return { points: level.map(raised), label: raised({ x, y }) };
}

const raised = ({ x, y }: Point): Point => ({ x: Math.round(x), y: Math.round(y - LIFT) });
