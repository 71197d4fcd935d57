import { expect, it } from 'vitest';
import { logTicks, ticksBetween, timeTicks } from './ticks';

it('gives round numbers', () => {
  expect(ticksBetween(0, 0.9, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8]);
  expect(ticksBetween(0.31, 0.35, 4)).toEqual([0.31, 0.32, 0.33, 0.34, 0.35]);
  expect(ticksBetween(1, 1, 4)).toEqual([]);
  expect(ticksBetween(0, Number.NaN, 4)).toEqual([]);
});

it('gives powers of ten', () => {
  expect(logTicks(0.002, 3)).toEqual([0.01, 0.1, 1]);
  expect(logTicks(0, 3)).toEqual([]);
});

it('gives full minutes and hours of the local clock', () => {
  expect(timeTicks(130, 790, 3, 0)).toEqual([300, 600]);
  expect(timeTicks(0, 7200, 2, 1800)).toEqual([1800, 5400]);
  expect(timeTicks(0, 10 * 86_400, 5, 0)).toHaveLength(6);
  expect(timeTicks(5, 5, 3, 0)).toEqual([]);
});
