import { expect, it } from 'vitest';
import { statisticsOf } from './trace_statistics';
import { segment, treeOf } from './testing';

it('adds up what entities took', () => {
  const query = (id: string, start: number, end: number, more = {}) => segment(id, start, end, { name: 'query', ...more });
  const tree = treeOf(
    segment('root', 0, 10, { name: 'shop', subsegments: [query('a', 1, 2), query('b', 3, 6, { fault: true })] }),
    segment('db', 3, 6, { name: 'db', parent_id: 'b', inferred: true }),
  );
  expect(statisticsOf(tree, 'name')).toEqual([
    { name: 'shop', count: 1, total: 10, own: 6, longest: 10, bad: 0, index: 0 },
    { name: 'query', count: 2, total: 4, own: 4, longest: 3, bad: 1, index: 2 },
  ]);
  expect(statisticsOf(tree, 'service')).toMatchObject([{ name: 'shop', count: 3, own: 10 }]);
});
