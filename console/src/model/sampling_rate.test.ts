import { expect, it } from 'vitest';
import { AWS_RATE, describeRate } from './sampling_rate';

it('says what a rule keeps', () => {
  expect(describeRate({ ReservoirSize: 1, FixedRate: 1 })).toBe('every request');
  expect(describeRate(AWS_RATE)).toBe('1 a second and 5 % of the rest');
  expect(describeRate({ ReservoirSize: 0, FixedRate: 0.05 })).toBe('5 % of the requests');
  expect(describeRate({ ReservoirSize: 10, FixedRate: 0 })).toBe('10 a second');
  expect(describeRate({ ReservoirSize: 0, FixedRate: 0 })).toBe('none');
});
