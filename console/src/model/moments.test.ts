import { expect, it } from 'vitest';
import { momentsOf } from './moments';
import type { Span } from './spans';
import { segment, treeOf } from './testing';

const span = (id: string, events: Span['events']): [string, Span] => [
  id,
  { id, name: id, kind: '', status: '', statusMessage: undefined, scope: {}, resource: {}, attributes: {}, events, links: [], document: {} },
];

const cause = (message: string) => ({ cause: { exceptions: [{ type: 'Boom', message }] } });

it('puts events and exceptions into the order of time, each exception once', () => {
  const tree = treeOf(segment('old', 0, 4, cause('of X-Ray')), segment('new', 1, 6, cause('of the span')));
  const spans = new Map([
    span('new', [
      { name: 'cache miss', time: 2, attributes: { key: 'a' } },
      { name: 'exception', time: 5, attributes: { 'exception.type': 'Boom', 'exception.message': 'of the span' } },
    ]),
  ]);
  expect(momentsOf(tree, spans).map(({ time, name, text, isExact }) => [time, name, text, isExact])).toEqual([
    [2, 'cache miss', '', true],
    [4, 'exception', 'Boom: of X-Ray', false],
    [5, 'exception', 'Boom: of the span', true],
  ]);
});

it('has what segments tell where there are no spans', () => {
  expect(momentsOf(treeOf(segment('a', 0, 1), segment('b', 0, 2, cause(''))), undefined).map(({ text }) => text)).toEqual(['Boom']);
});
