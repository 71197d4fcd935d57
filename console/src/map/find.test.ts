import { expect, it } from 'vitest';
import { findNode } from './find';
import { graphOf } from './graph';

const graph = graphOf(
  [['shop', 'client'], ['shopping', null], ['shop', null], ['https://sqs/000/orders', 'AWS::SQS::Queue']].map(([name, type], id) => ({
    ReferenceId: id, Name: name ?? '', Names: [], Root: null, AccountId: null, Type: type ?? null, State: '', StartTime: null, EndTime: null, Edges: [],
    SummaryStatistics: null, DurationHistogram: null, ResponseTimeHistogram: null,
  })),
);

it('finds the node that is meant', () => {
  expect(findNode(graph, 'Shop')?.key).toBe('|shop');
  expect(findNode(graph, 'shopp')?.key).toBe('|shopping');
  expect(findNode(graph, ' orders')?.kind).toBe('queue');
  expect([findNode(graph, ''), findNode(graph, 'nowhere')]).toEqual([undefined, undefined]);
});
