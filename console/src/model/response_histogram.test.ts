import { describe, expect, it } from 'vitest';
import { countWithin, entriesOf, histogramOf, percentileOf, ticksOf } from './response_histogram';

const total = (bins: { counts: number[] }[], of = 0) => bins.reduce((sum, { counts }) => sum + (counts[of] ?? 0), 0);

describe('histogramOf', () => {
  it('is even where values are near each other', () => {
    const histogram = histogramOf([entriesOf([0.1, 0.11, 0.2, 0.35, 0.4])], 10);
    expect(histogram.isLogarithmic).toBe(false);
    expect(histogram.bins[0]).toMatchObject({ from: 0.1, counts: [2] });
    expect(histogram.bins.at(-1)).toMatchObject({ from: 0.4, to: 0.45 });
    expect(total(histogram.bins)).toBe(5);
    expect(histogram.mostShare).toBe(0.4);
  });

  it('is logarithmic where they are far apart', () => {
    const histogram = histogramOf([entriesOf([0, 0.001, 0.01, 0.1, 1, 10])], 40);
    expect(histogram.isLogarithmic).toBe(true);
    expect(total(histogram.bins)).toBe(6);
    for (const { from, to } of histogram.bins) expect(to).toBeGreaterThan(from);
    expect(histogram.bins[0]).toMatchObject({ from: 0 });
    expect(histogram.bins.at(-1)?.to).toBeGreaterThan(10);
  });

  it('has one bin for one value, and none for none', () => {
    expect(histogramOf([entriesOf([0.07, 0.07])]).bins).toEqual([{ from: 0.07, to: 0.071, counts: [2] }]);
    expect(histogramOf([entriesOf([0])]).bins).toEqual([{ from: 0, to: 0.001, counts: [1] }]);
    expect(histogramOf([[]])).toEqual({ bins: [], isLogarithmic: false, totals: [0], mostShare: 0 });
    expect(histogramOf([[{ Value: Number.NaN, Count: 3 }, { Value: 1, Count: 0 }]]).bins).toEqual([]);
  });

  it('compares series by their shares, in the same bins', () => {
    const histogram = histogramOf([entriesOf([1, 1, 1, 2]), entriesOf([2, 3])], 4);
    expect(histogram.totals).toEqual([4, 2]);
    expect(histogram.mostShare).toBe(0.75);
    expect(total(histogram.bins, 1)).toBe(2);
  });

  it('can be narrowed', () => {
    const histogram = histogramOf([entriesOf([0.1, 0.2, 0.3, 5])], 10, { from: 0.1, to: 0.3 });
    expect(histogram.totals).toEqual([3]);
    expect(countWithin(histogram, 0, histogram.bins.length - 1)).toBe(3);
    expect(countWithin(histogram, 0, 0)).toBe(1);
  });
});

describe('percentileOf', () => {
  it('is a value that was there', () => {
    const entries = entriesOf(Array.from({ length: 100 }, (_, at) => (at + 1) / 100));
    expect([0.5, 0.95, 0.99, 1].map((share) => percentileOf(entries, share))).toEqual([0.5, 0.95, 0.99, 1]);
    expect(percentileOf([], 0.5)).toBeUndefined();
    expect(percentileOf([{ Value: 3, Count: 1 }], 0)).toBe(3);
  });
});

describe('ticksOf', () => {
  it('are at limits of bins', () => {
    const histogram = histogramOf([entriesOf([1, 1.01, 1.02, 1.03])], 4);
    expect(ticksOf(histogram, 4).map(({ value }) => value)).toEqual([1, 1.01, 1.02, 1.03, 1.04]);
    expect(ticksOf(histogram, 2).map(({ at }) => at)).toEqual([0, 2, 4]);
    expect(ticksOf(histogramOf([[]]), 4)).toEqual([]);
  });
});
