import { expect, it } from 'vitest';
import { locateError } from './filter_error';

const at = (filter: string, position: number, line = 1) => {
  const place = locateError(filter, `Error Location: line ${line}, position ${position} : Invalid input symbol: 'x'`);
  return place && filter.slice(place.from, place.to);
};

it('finds what stands at the position', () => {
  expect(at('ok = foo', 6)).toBe('foo');
  expect(at('user = "abc', 8)).toBe('"abc');
  expect(at('ok AND )', 8)).toBe(')');
});

it('counts lines and code points, and stays within the text', () => {
  expect(at('ok\nAND (', 5, 2)).toBe('(');
  expect(at('user = "\u{1F600}" AND foo', 16)).toBe('foo');
  expect(locateError('ok AND', 'line 1, position 7')).toEqual({ from: 6, to: 6 });
  expect(locateError('ok', 'line 1, position 99')).toEqual({ from: 2, to: 2 });
  expect(locateError('ok', 'line 9, position 1')).toBeUndefined();
  expect(locateError('ok', 'No such group')).toBeUndefined();
});
