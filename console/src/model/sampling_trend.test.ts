import { expect, it } from 'vitest';
import { addWindows, lastWindows, MOST_WINDOWS, type SamplingTrend } from './sampling_trend';

const told = (Timestamp: number, RequestCount: number) => [{ RuleName: 'a', Timestamp, RequestCount, SampledCount: 1, BorrowCount: 0 }];

it('keeps each window once, oldest first, and not too many', () => {
  let trend: SamplingTrend = {};
  trend = addWindows(trend, told(20, 1));
  trend = addWindows(trend, told(20, 3));
  trend = addWindows(trend, told(10, 2));
  expect(trend['a']).toEqual([
    { at: 10, requests: 2, sampled: 1, borrowed: 0 },
    { at: 20, requests: 3, sampled: 1, borrowed: 0 },
  ]);
  for (let at = 30; at < 2000; at += 10) trend = addWindows(trend, told(at, 1));
  expect(trend['a']).toHaveLength(MOST_WINDOWS);
});

it('leaves what it was given alone', () => {
  const before: SamplingTrend = {};
  addWindows(before, told(1, 1));
  expect(before).toEqual({});
});

it('fills the time in which nothing was told', () => {
  const windows = lastWindows([{ at: 90, requests: 5, sampled: 1, borrowed: 0 }], 3, 114);
  expect(windows.map((window) => [window.at, window.requests])).toEqual([[80, 0], [90, 5], [100, 0]]);
});
