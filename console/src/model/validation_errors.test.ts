import { expect, it } from 'vitest';
import { readValidationErrors } from './validation_errors';

it('puts each constraint to its member', () => {
  const message =
    "3 validation errors detected: Value '0' at 'samplingRule.priority' failed to satisfy constraint: Member must have value greater than or equal to 1; " +
    "Value 'GET; Value' at 'samplingRule.hTTPMethod' failed to satisfy constraint: Member must have length less than or equal to 10; " +
    "Value null at 'samplingRule.samplingRateBoost.maxRate' failed to satisfy constraint: Member must not be null";
  expect(readValidationErrors(message)).toEqual({
    byMember: {
      Priority: 'Must have value greater than or equal to 1',
      HTTPMethod: 'Must have length less than or equal to 10',
      MaxRate: 'Must not be null',
    },
    rest: '',
  });
});

it('leaves other messages as they are', () => {
  expect(readValidationErrors('Sampling rule already exists')).toEqual({ byMember: {}, rest: 'Sampling rule already exists' });
  expect(readValidationErrors('1 validation error detected: something new')).toEqual({ byMember: {}, rest: 'something new' });
});
