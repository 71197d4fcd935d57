import { expect, it } from 'vitest';
import { row } from '../../model/testing_rows';
import { readSelection, selectRows, writeSelection } from './selection';

it('keeps what is in both ranges', () => {
  const rows = [row('a', { start: 1, response: 1 }), row('b', { start: 5, response: 1 }), row('c', { start: 1, response: 9 }), row('d', { start: 1, response: null, duration: null })];
  const ids = (times: [number, number] | undefined, values: [number, number] | undefined) => selectRows(rows, { times, values }).map((one) => one.id);
  expect(ids([0, 2], undefined)).toEqual(['a', 'c', 'd']);
  expect(ids(undefined, [0.5, 2])).toEqual(['a', 'b']);
  expect(ids([0, 2], [0.5, 2])).toEqual(['a']);
});

it('comes back from the address as it was', () => {
  const { time, rt } = writeSelection({ times: [1795612731.923, 1795612999], values: [0.1, 2] });
  expect(readSelection(time ?? null, rt ?? null)).toEqual({ times: [1795612731.923, 1795612999], values: [0.1, 2] });
});
