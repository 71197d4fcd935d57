import { expect, it } from 'vitest';
import { cloneName, groupErrorsOf, tagChanges } from './group_form';

it('puts what the service said beside its field', () => {
  expect(groupErrorsOf("Error Location: line 1, position 0 : Invalid input symbol: 'fo'")).toHaveProperty('FilterExpression');
  expect(groupErrorsOf('Filter Expression is empty')).toEqual({ FilterExpression: 'Filter Expression is empty' });
  expect(groupErrorsOf('Group name may only contain letters, numbers and dashes')).toHaveProperty('GroupName');
  expect(groupErrorsOf('shop already exists')).toHaveProperty('GroupName');
  expect(groupErrorsOf("1 validation error detected: Value '' at 'groupName' failed to satisfy constraint: Member must have length greater than or equal to 1")).toEqual({
    GroupName: 'Must have length greater than or equal to 1',
  });
  expect(groupErrorsOf('The maximum number of groups is 25')).toEqual({ rest: 'The maximum number of groups is 25' });
});

it('finds which tags to set and which to remove', () => {
  const before = [{ Key: 'team', Value: 'a' }, { Key: 'stage', Value: 'test' }, { Key: 'old', Value: '' }];
  const after = [{ Key: 'team', Value: 'b' }, { Key: 'stage', Value: 'test' }, { Key: ' ', Value: 'x' }, { Key: 'new ', Value: '1' }];
  expect(tagChanges(before, after)).toEqual({ set: [{ Key: 'team', Value: 'b' }, { Key: 'new', Value: '1' }], removed: ['old'] });
});

it('names a copy as nothing else is', () => {
  expect(cloneName('a', [])).toBe('a-clone');
  expect(cloneName('a', ['a-clone', 'a-clone-2'])).toBe('a-clone-3');
});
