// @vitest-environment happy-dom
import { afterEach, expect, it } from 'vitest';
import { addressOf, matchPath, navigate, setSearch } from './router';

afterEach(() => navigate('/', { replace: true }));

it('matches paths', () => {
  expect(matchPath('/traces', '/traces/')).toEqual({});
  expect(matchPath('/traces/:id', '/traces/1-a%20b')).toEqual({ id: '1-a b' });
  expect(matchPath('/traces/:id', '/traces/%zz')).toEqual({ id: '%zz' });
  expect(matchPath('/traces/:id', '/traces/')).toBeUndefined();
  expect(matchPath('/', '/')).toEqual({});
  expect(matchPath('/map', '/traces')).toBeUndefined();
});

it('takes time range and group along, and nothing else', () => {
  navigate('/traces?range=5m&group=g&filter=ok&sort=time');
  expect(addressOf('/map')).toBe('/map?range=5m&group=g');
  expect(addressOf('/traces', { filter: 'fault', group: undefined })).toBe('/traces?range=5m&filter=fault');
});

it('changes parameters of the address', () => {
  navigate('/traces?range=5m&filter=ok');
  setSearch({ filter: undefined, sort: 'time' });
  expect(window.location.pathname + window.location.search).toBe('/traces?range=5m&sort=time');
});
