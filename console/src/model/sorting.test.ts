import { expect, it } from 'vitest';
import { readSorting, sortRows, writeSorting } from './sorting';

it('sorts both ways, with missing values last', () => {
  const rows = [3, null, 1, undefined, 2];
  expect(sortRows(rows, (value) => value, false)).toEqual([1, 2, 3, null, undefined]);
  expect(sortRows(rows, (value) => value, true)).toEqual([3, 2, 1, null, undefined]);
});

it('keeps the order of equals, and numbers are numbers', () => {
  const rows = [{ k: 10, n: 'a' }, { k: 9, n: 'b' }, { k: 10, n: 'c' }];
  expect(sortRows(rows, (row) => row.k, false).map((row) => row.n)).toEqual(['b', 'a', 'c']);
});

it('sorts texts, and keeps what has none for the end', () => {
  const rows = ['b', '', 'a', null, 'ä', 'B'];
  expect(sortRows(rows, (value) => value, false)).toEqual(['B', 'a', 'b', 'ä', '', null]);
  expect(sortRows(rows, (value) => value, true)).toEqual(['ä', 'b', 'a', 'B', '', null]);
});

it('sorts numbers below zero and of any size', () => {
  const rows = [1e-9, -5, 0, 1.7e9, 1.7e9 + 0.001, -5.5];
  expect(sortRows(rows, (value) => value, false)).toEqual([-5.5, -5, 0, 1e-9, 1.7e9, 1.7e9 + 0.001]);
});

it('is read as it was written', () => {
  const fallback = { by: 'time', descending: true };
  expect(readSorting(null, fallback)).toBe(fallback);
  for (const sorting of [{ by: 'duration', descending: true }, { by: 'url', descending: false }]) {
    expect(readSorting(writeSorting(sorting), fallback)).toEqual(sorting);
  }
});
