import { expect, it } from 'vitest';
import type { TraceSummary } from '../api/types';
import { vocabularyOf } from './vocabulary';

const summary = (user: string, tenant: string) =>
  ({
    Id: '1', StartTime: 0, Duration: 1, ResponseTime: 1, HasError: false, HasFault: false, HasThrottle: false, IsPartial: false, Revision: 1,
    Http: { ClientIp: null, HttpMethod: 'GET', HttpStatus: 200, HttpURL: 'http://a/', UserAgent: null }, EntryPoint: null,
    Users: [{ UserName: user }], ServiceIds: [{ Name: 'a', Names: ['a'], Type: null }, { Name: 'db', Names: ['db'], Type: 'Database::SQL' }],
    Annotations: { tenant: [{ AnnotationValue: { StringValue: tenant, NumberValue: null, BooleanValue: null }, ServiceIds: null }] },
  }) as unknown as TraceSummary;

it('knows names and values, the most frequent first', () => {
  const known = vocabularyOf([summary('bob', 'x'), summary('alice', 'y'), summary('alice', 'y')], ['Default']);
  expect(known).toMatchObject({
    services: ['a', 'db'], types: ['Database::SQL'], users: ['alice', 'bob'], urls: ['http://a/'], methods: ['GET'], statuses: ['200'], groups: ['Default'],
  });
  expect(known.annotations.get('tenant')).toEqual(['y', 'x']);
});
