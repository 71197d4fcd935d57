// @vitest-environment happy-dom
import { beforeEach, expect, it } from 'vitest';
import { recentFilters, rememberFilter } from './recent_filters';

beforeEach(() => window.localStorage.clear());

it('keeps the newest, each once', () => {
  for (const filter of ['ok', 'fault', 'ok', '']) rememberFilter(filter);
  expect(recentFilters()).toEqual(['ok', 'fault']);
  for (let n = 0; n < 30; ++n) rememberFilter(`duration > ${n}`);
  expect(recentFilters()).toHaveLength(12);
});

it('survives what is no history', () => {
  window.localStorage.setItem('xray-emulator.filters', '{"a":');
  expect(recentFilters()).toEqual([]);
});
