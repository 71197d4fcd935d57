import { describe, expect, it } from 'vitest';
import { segment, treeOf, type Loose } from './testing';
import { ancestorsOf, findNext, serviceOf, visibleEntities, withAncestors, type TraceTree } from './trace_tree';

const outline = (tree: TraceTree) => tree.entities.map((entity) => '.'.repeat(entity.depth) + entity.id);

describe('buildTree', () => {
  it('nests subsegments, hangs segments under their callers, and goes by start', () => {
    const tree = treeOf(
      segment('callee', 3, 4, { parent_id: 'call', name: 'back' }),
      segment('root', 0, 10, { name: 'front', subsegments: [segment('call', 2, 5), segment('first', 1, 2)] }),
    );
    expect(outline(tree)).toEqual(['root', '.first', '.call', '..callee']);
    expect(tree.entities.map((entity) => entity.kind)).toEqual(['segment', 'subsegment', 'subsegment', 'segment']);
    expect(tree.entities.map((entity) => serviceOf(tree, entity))).toEqual(['front', 'front', 'front', 'back']);
    expect([tree.start, tree.end]).toEqual([0, 10]);
    expect(ancestorsOf(tree, tree.entities[3]!).map((entity) => entity.id)).toEqual(['root', 'call']);
  });

  it('shows what waits for its parent at the end, and marks it', () => {
    const tree = treeOf(segment('lost', 0, 1, { parent_id: 'nowhere' }), segment('root', 5, 6));
    expect(outline(tree)).toEqual(['root', 'lost']);
    expect(tree.entities.map((entity) => entity.orphan)).toEqual([false, true]);
  });

  it('cuts circles, and loses nothing', () => {
    const tree = treeOf(
      segment('a', 0, 1, { parent_id: 'b' }), segment('b', 0, 1, { parent_id: 'a' }),
      segment('self', 0, 1, { parent_id: 'self' }), segment('c', 0, 1, { parent_id: 'a' }),
    );
    expect(tree.entities.map((entity) => entity.id).sort()).toEqual(['a', 'b', 'c', 'self']);
  });

  it('ends what goes on with the trace', () => {
    const tree = treeOf(segment('root', 0, undefined, { subsegments: [segment('done', 1, 7)] }));
    expect(tree.entities[0]).toMatchObject({ inProgress: true, status: 'pending', start: 0, end: 7 });
  });

  it('takes the call and not the inferred segment of the same id as parent', () => {
    const tree = treeOf(
      segment('x', 1, 2, { inferred: true, parent_id: 'x' }),
      segment('root', 0, 3, { subsegments: [segment('x', 1, 2)] }),
    );
    expect(outline(tree)).toEqual(['root', '.x', '..x']);
    expect(tree.entities[2]?.inferred).toBe(true);
  });

  it('tells status by the flags', () => {
    const tree = treeOf(
      segment('1', 0, 1, { fault: true, error: true }), segment('2', 0, 1, { error: true, throttle: true }),
      segment('3', 0, 1, { error: true, http: { response: { status: 404 } } }), segment('4', 0, 1),
    );
    expect(tree.entities.map((entity) => entity.status)).toEqual(['fault', 'throttle', 'error', 'ok']);
    expect(tree.entities[2]?.httpStatus).toBe(404);
  });

  it('passes over what is no document, and survives every kind of rubbish in one', () => {
    const tree = treeOf('{', 'null', '[]', { id: 7, name: [], start_time: 'x', subsegments: [null, 3, {}], http: { response: 5 } });
    expect(tree.left_out).toBe(3);
    expect(tree.entities.map((entity) => [entity.id, entity.name])).toEqual([['', '(no name)'], ['', '(no name)']]);
  });

  it('does not mind depth', () => {
    let document: Loose = segment('leaf', 0, 1);
    for (let n = 0; n < 400; ++n) document = segment(`s${n}`, 0, 1, { subsegments: [document] });
    const chain = Array.from({ length: 5000 }, (_, n) => segment(`c${n}`, 0, 1, n === 0 ? {} : { parent_id: `c${n - 1}` }));
    expect(treeOf(document).entities.at(-1)?.depth).toBe(400);
    expect(treeOf(...chain).entities.at(-1)?.depth).toBe(4999);
  });
});

describe('what is shown of a tree', () => {
  const tree = treeOf(
    segment('a', 0, 9, { subsegments: [segment('b', 1, 5, { subsegments: [segment('c', 2, 3)] }), segment('d', 6, 8, { fault: true })] }),
  );
  const shown = (folded: string[], wanted?: number[]) =>
    visibleEntities(tree, new Set(folded), wanted && withAncestors(tree, wanted)).map((entity) => entity.id);

  it('leaves out what is folded, and what is not wanted', () => {
    expect(shown([])).toEqual(['a', 'b', 'c', 'd']);
    expect(shown(['b'])).toEqual(['a', 'b', 'd']);
    expect(shown(['a', 'c'])).toEqual(['a']);
    expect(shown([], [2])).toEqual(['a', 'b', 'c']);
  });

  it('finds the next, going round', () => {
    expect(findNext(tree, 3, (entity) => entity.status === 'ok')).toBe(0);
    expect(findNext(tree, 0, (entity) => entity.status === 'fault')).toBe(3);
    expect(findNext(tree, 0, (entity) => entity.depth === 2, -1)).toBe(2);
    expect(findNext(tree, 0, () => false)).toBe(-1);
  });
});
