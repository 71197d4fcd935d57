// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import { expressionWithin } from './scope';

it('narrows a filter to a group', () => {
  expect(expressionWithin('', 'ok')).toBe('ok');
  expect(expressionWithin('Default', '')).toBe('');
  expect(expressionWithin('slow "ones"', '')).toBe('group.name = "slow \\"ones\\""');
  expect(expressionWithin('slow', 'ok OR fault')).toBe('group.name = "slow" AND (ok OR fault)');
});
