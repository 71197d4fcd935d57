import { expect, it } from 'vitest';
import type { TraceSummary } from '../api/types';
import { row } from './testing_rows';
import { mergeRows, nameOf, rowOf, sortValueOf } from './trace_row';

it('keeps of a summary what lists show', () => {
  const service = (Name: string, Type: string | null) => ({ Name, Names: [Name], Type, AccountId: null });
  const value = (more: object) => ({ AnnotationValue: { BooleanValue: null, NumberValue: null, StringValue: null, ...more }, ServiceIds: null });
  const summary = {
    Id: '1-a', StartTime: 5, Duration: 2, ResponseTime: 1, HasError: false, HasFault: true, HasThrottle: false, IsPartial: false,
    Http: { ClientIp: null, HttpMethod: 'GET', HttpStatus: 500, HttpURL: 'http://shop/x?y', UserAgent: null },
    Annotations: { tenant: [value({ StringValue: 'acme' })], items: [value({ NumberValue: 0 })], gone: [value({})], flag: [value({ BooleanValue: false })] },
    Users: [{ UserName: 'alice' }], ServiceIds: [service('shop', null), service('shop', 'client'), service('db', 'Database::SQL')],
    EntryPoint: service('shop', null), Revision: 3,
  } as unknown as TraceSummary;
  expect(rowOf(summary)).toEqual({
    id: '1-a', start: 5, duration: 2, response: 1, status: 'fault', code: 500, method: 'GET', url: 'http://shop/x?y', client: null,
    entry: 'shop', services: ['shop', 'db'], users: ['alice'], revision: 3,
    annotations: { tenant: ['acme'], items: [0], gone: [], flag: [false] },
  });
});

it('names a trace by its request, else by its service', () => {
  expect(nameOf(row('x', { url: 'http://shop/x' }))).toBe('GET /x');
  expect(nameOf(row('x', { method: null, url: null, entry: 'worker' }))).toBe('worker');
  expect(nameOf(row('x', { method: null, url: null, entry: '', services: [] }))).toBe('x');
});

it('sorts failures by how bad they are, then by code', () => {
  const order = [row('a', { status: 'fault', code: 503 }), row('b', { status: 'fault', code: 500 }), row('c')];
  expect(order.map((one) => sortValueOf(one, 'status'))).toEqual([4503, 4500, 200]);
});

it('merges what has changed', () => {
  const old = [row('c', { start: 3 }), row('b', { start: 2 }), row('a', { start: 1 })];
  const merged = mergeRows(old, [row('b', { start: 2, status: 'fault' }), row('d', { start: 4 }), row('z', { start: 0 })], 2);
  expect(merged.map((one) => [one.id, one.status])).toEqual([['d', 'ok'], ['c', 'ok'], ['b', 'fault']]);
});
