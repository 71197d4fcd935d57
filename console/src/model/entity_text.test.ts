import { expect, it } from 'vitest';
import { exceptionsOf, subtitleOf } from './entity_text';
import { segment, treeOf, type Loose } from './testing';

const of = (more: Loose) => subtitleOf(treeOf(segment('a', 0, 1, more)).entities[0]!);

it('says what an entity did', () => {
  expect(of({ http: { request: { method: 'GET', url: 'http://a/b' }, response: { status: 404 } } })).toBe('GET /b 404');
  expect(of({ aws: { operation: 'GetItem', table_name: 'carts' } })).toBe('GetItem carts');
  expect(of({ aws: { operation: 'SendMessage', queue_url: 'https://sqs/0/orders' } })).toBe('SendMessage orders');
  expect(of({ sql: { sanitized_query: 'SELECT 1' } })).toBe('SELECT 1');
  expect(of({ http: 3, aws: [], sql: null })).toBeUndefined();
});

it('reads exceptions, whatever they look like', () => {
  const cause = { exceptions: [{ type: 'T', message: 'm', remote: true, truncated: 2, stack: [{ label: 'f', path: 'p', line: 3 }, 4] }, 'x', {}] };
  expect(exceptionsOf({ cause })).toEqual([
    { type: 'T', message: 'm', remote: true, truncated: 2, frames: [{ label: 'f', place: 'p:3' }] },
    { type: 'Exception', message: '', remote: false, truncated: 0, frames: [] },
  ]);
  expect(exceptionsOf({ cause: '4f89f74ebe19b96d' })).toEqual([]);
});
