import { expect, it } from 'vitest';
import { annotationFilter, both } from './filter_text';
import { quoted } from './quoted';

it('writes what the filter language reads', () => {
  expect(quoted('a "b" \\c')).toBe('"a \\"b\\" \\\\c"');
  expect(annotationFilter('tenant', 'acme')).toBe('annotation.tenant = "acme"');
  expect(annotationFilter('with space', 3)).toBe('annotation[with space] = 3');
  expect(annotationFilter('retried', false)).toBe('annotation.retried = false');
});

it('joins conditions', () => {
  expect(both('', 'ok')).toBe('ok');
  expect(both('fault OR error', 'ok = true')).toBe('(fault OR error) AND ok = true');
  expect(both('user = "this OR that"', 'ok')).toBe('user = "this OR that" AND ok');
});
