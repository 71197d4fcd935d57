import { expect, it } from 'vitest';
import { locateError } from './filter_error';

const WORDS = 'Error Location: line 1, position 5 : Invalid input symbol';

it('finds the word at the position', () => {
  expect(locateError('ok = foo', WORDS)).toEqual({ from: 5, to: 8 });
});

it('counts lines, and stays within the text', () => {
  expect(locateError('ok\nAND (', 'line 2, position 4 : x')).toEqual({ from: 7, to: 8 });
  expect(locateError('ok', WORDS)).toEqual({ from: 2, to: 2 });
  expect(locateError('ok', 'line 9, position 0')).toBeUndefined();
  expect(locateError('ok', 'No such group')).toBeUndefined();
});
