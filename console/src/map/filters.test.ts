import { describe, expect, it } from 'vitest';
import { filterOfEdge, filterOfNode } from './filters';
import type { MapEdge, MapGraph, MapNode } from './graph';

function node(key: string): MapNode {
  const [type = '', name = ''] = key.split('|');
  return { key, name, type: type || null, kind: 'service', traffic: undefined, histogram: [], state: 'active', isRoot: false, from: null, to: null };
}

function edge(from: string, to: string, isLink = false): MapEdge {
  return { key: `${from}>${to}`, from, to, traffic: undefined, histogram: [], isLink, ages: [], aliases: [] };
}

const nodes = ['|shop', 'client|shop', '|cart', '|say "hi"\\'].map(node);
const graph: MapGraph = { nodes, edges: [], nodeOf: new Map(nodes.map((one) => [one.key, one])), edgeOf: new Map() };
const at = (index: number) => nodes[index] as MapNode;

describe('filters of the map', () => {
  it('name a node, and its type where the name is not enough', () => {
    expect(filterOfNode(graph, at(2))).toBe('service("cart")');
    expect(filterOfNode(graph, at(1))).toBe('service(id(name: "shop", type: "client"))');
    expect(filterOfNode(graph, at(0))).toBe('service("shop")');
    expect(filterOfNode(graph, at(3))).toBe('service("say \\"hi\\"\\\\")');
  });

  it('say how requests ended and how long they took', () => {
    expect(filterOfNode(graph, at(2), 'error')).toBe('service("cart") { error AND !throttle }');
    expect(filterOfEdge(graph, edge('|shop', '|cart'), 'fault', { from: 0.1, to: 0.25049 })).toBe(
      'edge("shop", "cart") { fault AND responsetime >= 0.1 AND responsetime < 0.25 }',
    );
  });

  it('take both ends of a link', () => {
    expect(filterOfEdge(graph, edge('client|shop', '|cart', true))).toBe('service(id(name: "shop", type: "client")) OR service("cart")');
  });
});
