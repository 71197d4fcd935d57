import { describe, expect, it } from 'vitest';
import type { MapEdge, MapGraph, MapNode, Traffic } from './graph';
import { arcsOf } from './ring';
import { BASE_RADIUS, readSizing, sizesOf } from './sizes';

const traffic = (total: number, fault = 0, time = total): Traffic => ({ total, ok: total - fault, error: 0, throttle: 0, fault, time });

function graphWith(parts: [string, Traffic | undefined][], edges: [string, string, Traffic][]): MapGraph {
  const nodes: MapNode[] = parts.map(([key, one]) => ({ key, name: key, type: null, kind: 'service', traffic: one, histogram: [], state: '', isRoot: false, from: null, to: null }));
  const list: MapEdge[] = edges.map(([from, to, one]) => ({ key: `${from}>${to}`, from, to, traffic: one, histogram: [], isLink: false, ages: [], aliases: [] }));
  return { nodes, edges: list, nodeOf: new Map(nodes.map((node) => [node.key, node])), edgeOf: new Map(list.map((edge) => [edge.key, edge])) };
}

const graph = graphWith([['client', undefined], ['a', traffic(100)], ['b', traffic(25, 5, 200)]], [['client', 'a', traffic(100)], ['a', 'b', traffic(50)]]);

describe('sizes', () => {
  it('are all the same unless asked for', () => {
    const { radius, width } = sizesOf(graph, 'none');
    expect(new Set(radius.values())).toEqual(new Set([BASE_RADIUS]));
    expect(new Set(width.values())).toEqual(new Set([1.5]));
  });

  it('follow traffic; a client has that of its calls', () => {
    const { radius, width } = sizesOf(graph, 'traffic');
    expect([...radius.values()]).toEqual([36, 36, 27.5]);
    expect([...width.values()]).toEqual([7, 4.25]);
  });

  it('follow what goes wrong, and latency', () => {
    expect([...sizesOf(graph, 'health').radius.values()]).toEqual([19, 19, 36]);
    expect(sizesOf(graph, 'latency').radius.get('b')).toBe(36);
    expect([...sizesOf(graphWith([], []), 'traffic').radius]).toEqual([]);
  });

  it('are read from an address', () => {
    expect([readSizing('health'), readSizing('nonsense'), readSizing(null)]).toEqual(['health', 'none', 'none']);
  });
});

describe('the ring', () => {
  it('is whole for one outcome and has arcs for several', () => {
    expect(arcsOf([{ outcome: 'ok', count: 1, share: 1 }], 10)).toHaveLength(1);
    const arcs = arcsOf([{ outcome: 'fault', count: 1, share: 0.25 }, { outcome: 'ok', count: 3, share: 0.75 }], 10);
    expect(arcs.map(({ path }) => path)).toEqual(['M0 -10A10 10 0 0 1 10 0', 'M10 0A10 10 0 1 1 0 -10']);
    expect(arcsOf([], 10)).toEqual([]);
  });

  it('shows the smallest share', () => {
    const [fault] = arcsOf([{ outcome: 'fault', count: 1, share: 0.0001 }, { outcome: 'ok', count: 9999, share: 0.9999 }], 10);
    expect(fault?.path).toMatch(/^M0 -10A10 10 0 0 1 1\.8/);
  });
});
