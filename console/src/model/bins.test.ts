import { expect, it } from 'vitest';
import { logBins, quantile, readPair, writePair } from './bins';

const of = (...values: number[]) => values.map((value) => ({ value, count: 1, bad: value > 1 ? 1 : 0 }));

it('makes bins that grow, and loses nothing', () => {
  const values = of(0.001, 0.002, 0.01, 0.1, 0.5, 5, 10);
  const bins = logBins(values, 10);
  expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(7);
  expect(bins.reduce((sum, bin) => sum + bin.bad, 0)).toBe(2);
  expect(bins.length).toBeLessThanOrEqual(11);
  for (const [at, bin] of bins.entries()) {
    expect(bin.to / bin.from).toBeCloseTo(bins[0]!.to / bins[0]!.from, 6);
    if (at > 0) expect(bin.from).toBeCloseTo(bins[at - 1]!.to, 9);
  }
});

it('takes equal values, no time at all, and nothing', () => {
  expect(logBins(of(0.2, 0.2), 20)).toMatchObject([{ from: 0.2, count: 2 }]);
  expect(logBins(of(0, 0), 20)).toMatchObject([{ count: 2 }]);
  expect(logBins(of(Number.NaN, -1), 20)).toEqual([]);
});

it('tells quantiles', () => {
  const sorted = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  expect([quantile(sorted, 0.5), quantile(sorted, 0.95), quantile(sorted, 0), quantile([], 0.5)]).toEqual([5, 10, 1, undefined]);
});

it('reads pairs as it writes them', () => {
  expect(readPair(writePair([0.1, 2.5]))).toEqual([0.1, 2.5]);
  expect([null, '', '1', '2~1', 'a~b', '~1'].map(readPair)).toEqual(Array(6).fill(undefined));
});
