import { averageOf, badShareOf, edgesFrom, sumOf, type MapEdge, type MapGraph, type MapNode } from './graph';

/** What the size of nodes and the width of edges tell. */
export type Sizing = 'none' | 'traffic' | 'health' | 'latency';

export const SIZINGS: readonly (readonly [Sizing, string])[] = [
  ['none', 'All the same'],
  ['traffic', 'By traffic'],
  ['health', 'By what goes wrong'],
  ['latency', 'By latency'],
];

export const readSizing = (text: string | null): Sizing => SIZINGS.find(([sizing]) => sizing === text)?.[0] ?? 'none';

export const BASE_RADIUS = 26;
const [SMALLEST, LARGEST] = [19, 36];
const [THINNEST, THICKEST] = [1.5, 7];

export interface Sizes {
  radius: Map<string, number>;
  width: Map<string, number>;
}

/** Areas of nodes and widths of edges are in proportion, from the least to the most that there is. */
export function sizesOf(graph: MapGraph, sizing: Sizing): Sizes {
  const nodes = new Map(graph.nodes.map((node) => [node.key, valueOfNode(graph, node, sizing)]));
  const edges = new Map(graph.edges.map((edge) => [edge.key, valueOf(edge, sizing)]));
  const most = Math.max(...nodes.values(), 0);
  const widest = Math.max(...edges.values(), 0);
  return {
    radius: new Map([...nodes].map(([key, value]) => [key, sizing === 'none' ? BASE_RADIUS : scale(Math.sqrt(share(value, most)), SMALLEST, LARGEST)])),
    width: new Map([...edges].map(([key, value]) => [key, sizing === 'none' ? THINNEST : scale(share(value, widest), THINNEST, THICKEST)])),
  };
}

const share = (value: number, most: number) => (most > 0 ? value / most : 0);
const scale = (part: number, least: number, most: number) => least + part * (most - least);

// Clients record nothing: what they call tells.
function valueOfNode(graph: MapGraph, node: MapNode, sizing: Sizing): number {
  if (node.traffic) return valueOf(node, sizing);
  return valueOf({ traffic: sumOf(edgesFrom(graph, node.key).map((edge) => edge.traffic)) }, sizing);
}

function valueOf({ traffic }: Pick<MapNode | MapEdge, 'traffic'>, sizing: Sizing): number {
  switch (sizing) {
    case 'none':
      return 0;
    case 'traffic':
      return traffic?.total ?? 0;
    case 'health':
      return badShareOf(traffic) * (traffic?.total ?? 0);
    case 'latency':
      return averageOf(traffic) ?? 0;
  }
}
