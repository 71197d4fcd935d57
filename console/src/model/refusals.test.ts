import { expect, it } from 'vitest';
import { countedReasons, fixOf, splitAt } from './refusals';

it('knows a fix for each reason, and one for those to come', () => {
  expect(fixOf('MissingHeader')).toContain('"format": "json"');
  expect(fixOf('SomethingNew')).toContain('explanation');
});

it('marks where reading failed, in bytes', () => {
  expect(splitAt('{"a":x}', 5)).toEqual({ before: '{"a":', at: 'x', after: '}' });
  expect(splitAt('{"ä":x}', 6)).toEqual({ before: '{"ä":', at: 'x', after: '}' });
  expect(splitAt('{"a":', 5)).toEqual({ before: '{"a":', at: '', after: '' });
  expect(splitAt('x😀', 1)).toEqual({ before: 'x', at: '😀', after: '' });
});

it('marks nothing without a position within the text', () => {
  expect(splitAt('abc', undefined)).toBeUndefined();
  expect(splitAt('abc', 4)).toBeUndefined();
});

it('puts the most frequent reason first, equal ones by name', () => {
  expect(countedReasons({ b: 1, c: 3, a: 1 }).map(([reason]) => reason)).toEqual(['c', 'a', 'b']);
});
