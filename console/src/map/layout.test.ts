import { describe, expect, it } from 'vitest';
import { boxOf, NODE, structureOf, type LayoutInput } from './geometry';
import { graphOf } from './graph';
import { layeredLayout } from './layered';
import { pathOf } from './paths';
import { maySettle, settle } from './settle';
import { begin, fit, panBy, reveal, zoomAt } from './viewport';
import { walk } from './walk';

function input(text: string): LayoutInput {
  const edges = text.split(' ').filter((part) => part.includes('>')).map((key) => {
    const [from = '', to = ''] = key.split('>');
    return { key, from, to };
  });
  return { nodes: [...new Set(text.split(/[ >]/))], edges };
}

const xOf = (layout: ReturnType<typeof layeredLayout>, key: string) => layout.nodes.get(key)?.x ?? Number.NaN;

describe('the layered layout', () => {
  it('has callers left of callees and no two nodes in one place', () => {
    const layout = layeredLayout(input('a>b b>c b>d d>e a>e f'));
    expect(xOf(layout, 'a')).toBeLessThan(xOf(layout, 'b'));
    expect(xOf(layout, 'b')).toBeLessThan(xOf(layout, 'd'));
    const places = [...layout.nodes.values()];
    for (const [at, one] of places.entries()) {
      for (const other of places.slice(at + 1)) {
        expect(Math.abs(one.x - other.x) >= NODE.width || Math.abs(one.y - other.y) >= NODE.height).toBe(true);
      }
    }
  });

  it('takes cycles, calls to itself and lone nodes, and is the same for another order', () => {
    const one = layeredLayout(input('a>b b>a b>b c'));
    const other = layeredLayout(input('c b>b b>a a>b'));
    expect(one.edges.size).toBe(3);
    expect(Object.fromEntries(one.nodes)).toEqual(Object.fromEntries(other.nodes));
  });

  it('is level where the text of an edge is', () => {
    const { points, label } = layeredLayout(input('a>b')).edges.get('a>b') ?? { points: [], label: undefined };
    expect(points.map(({ y }) => y)).toEqual([label?.y, label?.y]);
    expect(points[0]?.x).toBeLessThan(points[1]?.x ?? 0);
  });

  it('takes 300 nodes', () => {
    const text = Array.from({ length: 299 }, (_, at) => `n${Math.floor(at / 3)}>n${at + 1}`).join(' ');
    expect(layeredLayout(input(text)).nodes.size).toBe(300);
  });

  it('knows its box, also of nothing', () => {
    const box = boxOf(layeredLayout(input('a')));
    expect([box.width, box.height]).toEqual([NODE.width, NODE.height]);
    expect(boxOf({ nodes: new Map(), edges: new Map() })).toEqual({ left: 0, top: 0, width: 1, height: 1 });
  });

  it('changes its structure by what comes and goes alone', () => {
    expect(structureOf(input('a>b b>c'))).toBe(structureOf(input('b>c a>b')));
    expect(structureOf(input('a>b'))).not.toBe(structureOf(input('a>b b>a')));
  });
});

describe('settling', () => {
  const known = layeredLayout(input('a>b b>c'));

  it('keeps what is known in its place and puts what is new beside its caller', () => {
    const layout = settle(known, input('a>b b>c b>d d>e'));
    for (const key of ['a', 'b', 'c']) expect(layout.nodes.get(key)).toEqual(known.nodes.get(key));
    expect(xOf(layout, 'd')).toBeGreaterThan(xOf(layout, 'b'));
    expect(xOf(layout, 'e')).toBeGreaterThan(xOf(layout, 'd'));
    expect(layout.nodes.get('d')).not.toEqual(layout.nodes.get('c'));
    expect(layout.edges.get('a>b')).toEqual(known.edges.get('a>b'));
  });

  it('never puts two in one place', () => {
    const layout = settle(known, input(`a>b b>c ${Array.from({ length: 8 }, (_, at) => `b>n${at}`).join(' ')} lone`));
    const places = [...layout.nodes.values()].map(({ x, y }) => `${x},${y}`);
    expect(new Set(places).size).toBe(places.length);
  });

  it('leads new edges in front of what they call, two between the same nodes apart', () => {
    const layout = settle(known, input('a>b b>c b>a a>c'));
    const [back, far] = [layout.edges.get('b>a'), layout.edges.get('a>c')];
    expect(back?.label.y).not.toBe(layout.edges.get('a>b')?.label.y);
    expect(back?.points[0]?.x).toBeGreaterThan(back?.points[1]?.x ?? 0);
    expect(Math.abs((far?.label.y ?? 0) - (layout.edges.get('b>c')?.label.y ?? 0))).toBeGreaterThan(30);
    expect(far?.label.x).toBeLessThan(xOf(layout, 'c'));
  });

  it('forgets what has gone', () => {
    expect([...settle(known, input('a>b')).nodes.keys()]).toEqual(['a', 'b']);
  });

  it('is not for a graph that is mostly new', () => {
    expect(maySettle(known, input('a>b b>c b>d'))).toBe(true);
    expect(maySettle(known, input('x>y'))).toBe(false);
    expect(maySettle(known, input('a>p p>q q>r r>s'))).toBe(false);
  });
});

describe('paths', () => {
  it('go from rim to rim, with the head where the call arrives', () => {
    const path = pathOf({ points: [], label: { x: 0, y: 0 } }, { from: { x: 0, y: 0 }, to: { x: 200, y: 50 }, fromRadius: 20, toRadius: 20 });
    expect(path.line).toBe('M24 0C96 0 95 50 167 50');
    expect(path.head).toBe('M174 50l-8 -4v8z');
  });

  it('go back, too, and over the head of a node that calls itself', () => {
    const back = pathOf({ points: [], label: { x: 0, y: 0 } }, { from: { x: 200, y: 0 }, to: { x: 0, y: 0 }, fromRadius: 20, toRadius: 20 });
    expect(back.line.startsWith('M176 0')).toBe(true);
    expect(back.head).toBe('M26 0l8 -4v8z');
    const node = { x: 0, y: 0 };
    expect(pathOf({ points: [], label: node }, { from: node, to: node, fromRadius: 20, toRadius: 20 }).line).toContain('C');
  });
});

describe('walking', () => {
  const text = 'a>b a>c b>d';
  const services = ['a', 'b', 'c', 'd'].map((name, id) => ({
    ReferenceId: id, Name: name, Names: [name], Root: null, AccountId: null, Type: null, State: '', StartTime: null, EndTime: null,
    SummaryStatistics: null, DurationHistogram: null, ResponseTimeHistogram: null,
    Edges: input(text).edges.filter((edge) => edge.from === name).map((edge) => ({
      ReferenceId: 'abcd'.indexOf(edge.to), StartTime: null, EndTime: null, SummaryStatistics: null, ResponseTimeHistogram: null, Aliases: [],
    })),
  }));
  const graph = graphOf(services);
  const layout = layeredLayout({ nodes: graph.nodes.map((node) => node.key), edges: graph.edges });

  it('follows calls to the right and callers to the left', () => {
    const next = walk(graph, layout, '|a', 'right');
    expect(['|b', '|c']).toContain(next);
    expect(walk(graph, layout, '|d', 'left')).toBe('|b');
    expect(walk(graph, layout, '|a', 'left')).toBeUndefined();
  });

  it('goes up and down', () => {
    const [upper, lower] = ['|b', '|c'].toSorted((p, q) => (layout.nodes.get(p)?.y ?? 0) - (layout.nodes.get(q)?.y ?? 0));
    expect(walk(graph, layout, upper ?? '', 'down')).toBe(lower);
    expect(walk(graph, layout, lower ?? '', 'up')).toBe(upper);
  });

  it('begins somewhere', () => {
    expect(walk(graph, layout, 'nowhere', 'right')).toBe('|a');
  });
});

describe('the viewport', () => {
  it('fits the drawing into the middle', () => {
    expect(fit({ left: 0, top: 0, width: 400, height: 100 }, { width: 248, height: 300 }, 1, 24)).toEqual({ k: 0.5, x: 24, y: 125 });
    expect(fit({ left: 0, top: 0, width: 10, height: 10 }, { width: 800, height: 600 }).k).toBe(1.15);
  });

  it('begins with a part of what is very large', () => {
    const size = { width: 1000, height: 500 };
    const box = { left: 0, top: 0, width: 1000, height: 20_000 };
    expect(begin(box, size, { x: 100, y: 9000 })).toEqual({ k: 0.6, x: 140, y: 250 - 5400 });
    expect(begin(box, size, undefined)).toEqual(fit(box, size));
    expect(begin({ ...box, height: 400 }, size, { x: 0, y: 0 })).toEqual(fit({ ...box, height: 400 }, size));
  });

  it('zooms about a point, within bounds', () => {
    expect(zoomAt({ x: 0, y: 0, k: 1 }, 2, { x: 10, y: 10 })).toEqual({ k: 2, x: -10, y: -10 });
    expect(zoomAt({ x: 0, y: 0, k: 1 }, 99, { x: 0, y: 0 }).k).toBe(2.5);
  });

  it('pans, and only as far as needed', () => {
    expect(panBy({ x: 1, y: 2, k: 1 }, 3, 4)).toEqual({ x: 4, y: 6, k: 1 });
    const view = { x: 0, y: 0, k: 1 };
    expect(reveal(view, { x: 300, y: 300 }, { width: 600, height: 600 })).toEqual(view);
    expect(reveal(view, { x: 700, y: 300 }, { width: 600, height: 600 })).toEqual({ x: -190, y: 0, k: 1 });
  });
});
