import { describe, expect, it } from 'vitest';
import { countOf, formatAge, formatDuration, formatShare, formatUtc, shortUrl } from './format';

describe('formatDuration', () => {
  it('has as many digits as one reads', () => {
    const seconds = [0, 0.0000004, 0.00042, 0.0042, 0.0123, 0.9994, 0.9996, 1.236, 12.34, 59.96, 125, 3725, 90_000];
    expect(seconds.map(formatDuration)).toEqual([
      '0 ms', '0 µs', '420 µs', '4.2 ms', '12 ms', '999 ms', '1 s', '1.24 s', '12.3 s', '1 m 00 s', '2 m 05 s',
      '1 h 02 m', '1 d 01 h',
    ]);
  });

  it('has a dash for what is not known, and a sign', () => {
    expect([null, undefined, Number.NaN, -0.5].map(formatDuration)).toEqual(['–', '–', '–', '−500 ms']);
  });
});

describe('formatShare', () => {
  it('says 0 and 100 only where it is so', () => {
    expect([0, 0.0004, 0.004, 0.0512, 0.126, 0.996, 1].map(formatShare)).toEqual([
      '0 %', '< 0.1 %', '0.4 %', '5.1 %', '13 %', '> 99 %', '100 %',
    ]);
  });
});

it('counts in words', () => {
  expect([countOf(1, 'trace'), countOf(1200, 'trace'), countOf(2, 'query', 'queries')]).toEqual([
    '1 trace', '1,200 traces', '2 queries',
  ]);
});

it('tells UTC and ages', () => {
  expect(formatUtc(1790000000.5)).toBe('2026-09-21 14:13:20.500 UTC');
  expect([formatAge(10, 10.2), formatAge(10, 15)]).toEqual(['now', '5 s ago']);
});

it('shows the path of a URL', () => {
  expect(['http://a:80/b/c?d=1#e', 'http://a', '/b', null].map(shortUrl)).toEqual(['/b/c?d=1', '/', '/b', '']);
});
