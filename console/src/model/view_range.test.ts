import { expect, it } from 'vitest';
import { fit, pan, placeOf, zoom } from './view_range';

const whole = { from: 10, to: 20 };

it('stays within the whole', () => {
  expect(fit({ from: 5, to: 9 }, whole)).toEqual({ from: 10, to: 14 });
  expect(fit({ from: 18, to: 24 }, whole)).toEqual({ from: 14, to: 20 });
  expect(fit({ from: 0, to: 99 }, whole)).toEqual(whole);
  const smallest = fit({ from: 12, to: 12 }, whole);
  expect(smallest.to - smallest.from).toBeCloseTo(1e-6, 8);
});

it('zooms around a place, and moves', () => {
  expect(zoom(whole, 0.5, 0)).toEqual({ from: 10, to: 15 });
  expect(zoom(whole, 2)).toEqual({ from: 5, to: 25 });
  expect(pan(whole, 0.2)).toEqual({ from: 12, to: 22 });
  expect([placeOf(whole, 10), placeOf(whole, 25)]).toEqual([0, 1.5]);
});
