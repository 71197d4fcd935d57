import { expect, it } from 'vitest';
import { segmentOfNode } from './node_segment';
import { segment, treeOf } from './testing';

it('finds the segment of a node', () => {
  const tree = treeOf(
    segment('a', 0, 9, { name: 'cart', subsegments: [segment('c1', 1, 2, { name: 'DynamoDB' })] }),
    segment('b', 3, 4, { name: 'cart', fault: true }),
    segment('c', 1, 2, { name: 'DynamoDB', inferred: true, parent_id: 'c1', origin: 'AWS::DynamoDB::Table', aws: { table_name: 'carts' } }),
  );
  expect(segmentOfNode(tree, 'cart', null)?.id).toBe('b');
  expect(segmentOfNode(tree, 'carts', 'AWS::DynamoDB::Table')?.id).toBe('c');
  expect(segmentOfNode(tree, 'elsewhere', 'AWS::DynamoDB::Table')).toBeUndefined();
});
