import { expect, it } from 'vitest';
import { annotationKeys, groupRows, labelOf } from './grouping';
import { row } from './testing_rows';

const rows = [
  row('1', { url: 'http://a/1', users: ['alice', 'bob'], annotations: { tenant: ['acme'], retried: [false] } }),
  row('2', { url: 'http://a/1', users: ['alice'], status: 'fault', code: 500, response: 3, annotations: { tenant: ['acme'] } }),
  row('3', { url: null, method: null, code: null, response: null, duration: null, status: 'pending' }),
];

it('counts each value, with its failures and times', () => {
  expect(groupRows(rows, 'url')).toEqual([{ value: 'http://a/1', count: 2, bad: 1, median: 1, p95: 3, filter: 'http.url = "http://a/1"' }]);
  expect(groupRows(rows, 'user').map(({ value, count }) => [value, count])).toEqual([['alice', 2], ['bob', 1]]);
  expect(groupRows(rows, 'status').map(({ filter }) => filter)).toEqual(['http.status = 200', 'http.status = 500']);
  expect(groupRows(rows, 'annotation.retried')).toMatchObject([{ value: 'false', filter: 'annotation.retried = false' }]);
  expect(groupRows(rows, 'nonsense')).toEqual([]);
});

it('knows the keys that are there', () => {
  expect(annotationKeys(rows)).toEqual(['tenant', 'retried']);
  expect([labelOf('url'), labelOf('annotation.tenant')]).toEqual(['URL', 'tenant']);
});
