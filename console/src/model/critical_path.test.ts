import { expect, it } from 'vitest';
import { criticalPath, timeOnPath } from './critical_path';
import { segment, treeOf } from './testing';

const named = (tree: ReturnType<typeof treeOf>) =>
  criticalPath(tree).map(({ index, from, to }) => [tree.entities[index]?.id, from, to]);

it('follows what finished last', () => {
  const tree = treeOf(
    segment('root', 0, 10, {
      subsegments: [segment('short', 1, 4), segment('long', 1, 8, { subsegments: [segment('inner', 2, 7)] })],
    }),
  );
  expect(named(tree)).toEqual([['root', 0, 1], ['long', 1, 2], ['inner', 2, 7], ['long', 7, 8], ['root', 8, 10]]);
  expect(timeOnPath(criticalPath(tree)).map(([index, time]) => [tree.entities[index]?.id, time])).toEqual([
    ['inner', 5], ['root', 3], ['long', 2],
  ]);
});

it('takes one of two that overlap only as far as it held things up', () => {
  const tree = treeOf(segment('root', 0, 10, { subsegments: [segment('a', 0, 6), segment('b', 4, 10)] }));
  expect(named(tree)).toEqual([['a', 0, 4], ['b', 4, 10]]);
});

it('stays within the root where children outlive it, and covers it whole', () => {
  const tree = treeOf(segment('root', 0, 10, { subsegments: [segment('late', 9, 30), segment('early', -5, 2)] }));
  expect(named(tree)).toEqual([['early', 0, 2], ['root', 2, 9], ['late', 9, 10]]);
});

it('passes over inferred segments, and an empty trace has none', () => {
  const tree = treeOf(
    segment('root', 0, 3, { subsegments: [segment('call', 0, 3)] }),
    segment('db', 0, 3, { parent_id: 'call', inferred: true }),
  );
  expect(named(tree)).toEqual([['call', 0, 3]]);
  expect(criticalPath(treeOf())).toEqual([]);
});
