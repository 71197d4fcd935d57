import { expect, it } from 'vitest';
import { graphOf } from '../map/graph';
import { segment, treeOf } from '../model/testing';
import { graphOfTrace } from './trace_graph';

const tree = treeOf(
  segment('a', 0, 10, {
    name: 'shop', fault: true,
    subsegments: [segment('b', 1, 4, { name: 'cart.local', fault: true }), segment('c', 5, 6), segment('d', 6, 7, { throttle: true })],
  }),
  segment('e', 2, 3, { name: 'cart', parent_id: 'b', origin: 'AWS::ECS::Container' }),
  segment('f', 5, 6, { name: 'DynamoDB', parent_id: 'c', inferred: true, origin: 'AWS::DynamoDB::Table', aws: { resource_names: ['carts'] } }),
  segment('g', 6, 7, { name: 'DynamoDB', parent_id: 'd', inferred: true, throttle: true, origin: 'AWS::DynamoDB::Table', aws: { resource_names: ['carts'] } }),
  segment('h', 8, undefined, { name: 'lost', parent_id: 'nowhere' }),
);

const graph = graphOf(graphOfTrace(tree));

it('has services, what they called by its own name, and the client of where it began', () => {
  expect(graph.nodes.map((node) => node.key).toSorted()).toEqual([
    'AWS::DynamoDB::Table|carts', 'AWS::ECS::Container|cart', 'client|shop', '|lost', '|shop',
  ].toSorted());
  expect(graph.nodeOf.get('|shop')).toMatchObject({ isRoot: true, state: 'active', traffic: { total: 1, fault: 1 } });
  expect(graph.nodeOf.get('client|shop')?.traffic).toBeUndefined();
});

it('counts calls as the caller saw them', () => {
  expect(graph.edges.map((edge) => edge.key).toSorted()).toEqual(['client|shop>|shop', '|shop>AWS::DynamoDB::Table|carts', '|shop>AWS::ECS::Container|cart'].toSorted());
  expect(graph.edgeOf.get('|shop>AWS::ECS::Container|cart')?.traffic).toMatchObject({ total: 1, fault: 1, time: 3 });
  expect(graph.edgeOf.get('|shop>AWS::DynamoDB::Table|carts')?.traffic).toMatchObject({ total: 2, ok: 1, throttle: 1, error: 0 });
});

it('counts what goes on as not ended', () => {
  expect(graph.nodeOf.get('|lost')?.traffic).toMatchObject({ total: 0 });
});
