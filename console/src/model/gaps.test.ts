import { expect, it } from 'vitest';
import { largeGaps, ownTime, uncovered } from './gaps';
import { segment, treeOf } from './testing';

const tree = treeOf(
  segment('root', 0, 10, { subsegments: [segment('a', 1, 3), segment('b', 2, 5), segment('c', 9, 12)] }),
);

it('is the time that no child accounts for', () => {
  const root = tree.entities[0]!;
  expect(uncovered(tree, root)).toEqual([{ index: 0, from: 0, to: 1 }, { index: 0, from: 5, to: 9 }]);
  expect(ownTime(tree, root)).toBe(5);
  expect(ownTime(tree, tree.entities[1]!)).toBe(2);
});

it('is told of only where it is long', () => {
  expect([...largeGaps(tree)]).toEqual([[0, [{ index: 0, from: 5, to: 9 }]]]);
  expect(largeGaps(treeOf()).size).toBe(0);
});

it('is not what an inferred segment stands for', () => {
  const call = treeOf(segment('call', 0, 10), segment('db', 0, 10, { parent_id: 'call', inferred: true }));
  expect(ownTime(call, call.entities[0]!)).toBe(10);
  expect(largeGaps(call).size).toBe(0);
});
