import { expect, it } from 'vitest';
import { TraceSearch } from './trace_search';
import { segment, treeOf } from './testing';

it('finds texts anywhere in the own document of an entity, in any case', () => {
  const search = new TraceSearch(
    treeOf(segment('a', 0, 1, { user: 'Alice', subsegments: [segment('b', 0, 1, { sql: { sanitized_query: 'SELECT 1' }, fault: true })] })),
  );
  expect(search.find('alice')).toEqual([0]);
  expect(search.find('select')).toEqual([1]);
  expect(search.find('fault')).toEqual([1]);
  expect(search.find('  ')).toEqual([]);
});
