import { expect, it } from 'vitest';
import { row } from '../../model/testing_rows';
import { countFresh } from './held_rows';

const old = [row('c', { start: 3 }), row('b', { start: 2 })];

it('counts what came on top, and not what was read further down', () => {
  expect(countFresh([row('d', { start: 4 }), row('e', { start: 3 }), ...old, row('a', { start: 1 })], old)).toBe(2);
  expect(countFresh([...old, row('a', { start: 1 })], old)).toBe(0);
  expect(countFresh(old, old)).toBe(0);
  expect(countFresh(old, [])).toBe(0);
});
