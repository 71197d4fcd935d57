import { expect, it } from 'vitest';
import { CONSOLE_CALLS, describeEffect, describeOften, ERRORS, faultOf, NEW_FAULT, OPERATIONS } from './faults';

it('knows all operations once', () => {
  expect(new Set(OPERATIONS).size).toBe(38);
  for (const call of CONSOLE_CALLS) expect(['*', ...OPERATIONS]).toContain(call);
  expect(new Set(ERRORS).size).toBe(ERRORS.length);
});

it('makes a fault of one effect', () => {
  expect(faultOf(NEW_FAULT)).toEqual({ fault: { operation: 'PutTraceSegments', error: 'ThrottledException', count: 1 } });
  expect(faultOf({ ...NEW_FAULT, effect: 'delay', often: 'share', percent: '12.5' })).toEqual({
    fault: { operation: 'PutTraceSegments', delayMs: 1000, share: 0.125 },
  });
  expect(faultOf({ ...NEW_FAULT, operation: 'UDP', often: 'always' })).toEqual({ fault: { operation: 'UDP', drop: true } });
});

it('names the field that is wrong', () => {
  expect(faultOf({ ...NEW_FAULT, effect: 'delay', delayMs: '1.5' })).toMatchObject({ field: 'delayMs' });
  expect(faultOf({ ...NEW_FAULT, count: '0' })).toMatchObject({ field: 'count' });
  for (const percent of ['', '0', '101', 'x']) expect(faultOf({ ...NEW_FAULT, often: 'share', percent })).toMatchObject({ field: 'percent' });
});

it('says in words what it does and how often', () => {
  expect(describeEffect({ operation: '*', delayMs: 1500 })).toBe('waits for 1,500 ms');
  expect(describeEffect({ operation: 'UDP', drop: true })).toBe('are dropped');
  expect(describeOften({ operation: '*', error: 'x', count: 2 })).toBe('the next 2 calls');
  expect(describeOften({ operation: '*', error: 'x', count: 1 })).toBe('the next call');
  expect(describeOften({ operation: '*', error: 'x', count: 0 })).toBe('used up');
  expect(describeOften({ operation: 'UDP', drop: true, share: 0.5 })).toBe('50 % of the datagrams');
  expect(describeOften({ operation: '*', error: 'x' })).toBe('every call');
});
