import { describe, expect, it } from 'vitest';
import { describeRange, describeSpan, formatSpan, parseLength, parseSpan, parseTime, readRange, resolveRange, writeRange } from './time_range';

const read = (query: string) => readRange(new URLSearchParams(query));

describe('spans', () => {
  it('are written in their largest whole unit', () => {
    expect([60, 90, 3600, 86_400, 172_800].map(formatSpan)).toEqual(['1m', '90s', '1h', '24h', '2d']);
    expect([60, 90, 3600, 86_400].map(describeSpan)).toEqual(['minute', '90 seconds', 'hour', '24 hours']);
  });

  it('are read in the short form and in that of AWS', () => {
    expect(['15m', '90s', 'PT15M', 'PT1H30M', 'P1D'].map(parseSpan)).toEqual([900, 90, 900, 5400, 86_400]);
    expect(['', 'P', 'PT', '5', 'm', '0x5m'].map(parseSpan)).toEqual(Array(6).fill(undefined));
  });

  it('may be a number of seconds where a length is asked for', () => {
    expect(['90', '0.5', '15m', '-5m', ''].map(parseLength)).toEqual([90, 0.5, 900, undefined, undefined]);
  });
});

describe('parseTime', () => {
  it('takes ISO 8601, seconds and milliseconds', () => {
    expect(parseTime('2026-09-21T14:13:20Z')).toBe(1790000000);
    expect(parseTime('1790000000.5')).toBe(1790000000.5);
    expect(parseTime('1790000000500')).toBe(1790000000.5);
    expect(parseTime('yesterday')).toBeUndefined();
  });
});

describe('the range of an address', () => {
  it('is the last hour where none is asked for', () => {
    expect(read('')).toEqual({ kind: 'relative', seconds: 3600 });
    expect(read('range=nonsense')).toEqual({ kind: 'relative', seconds: 3600 });
  });

  it('comes back as it was written', () => {
    const ranges = [
      { kind: 'relative', seconds: 900 },
      { kind: 'absolute', from: 1790000000, to: 1790000060.5 },
      { kind: 'run', name: 'a&b' },
      { kind: 'all' },
    ] as const;
    for (const range of ranges) {
      const search = new URLSearchParams('range=5m&from=1&run=x&filter=ok');
      writeRange(search, range);
      expect(search.get('filter')).toBe('ok');
      expect(readRange(search)).toEqual(range);
    }
  });

  it('never ends before it begins', () => {
    expect(read('from=200&to=100')).toEqual({ kind: 'absolute', from: 200, to: 200 });
  });
});

describe('resolveRange', () => {
  const runs = [
    { name: 'a', begin: 10, end: 20, traces: 1 },
    { name: 'a', begin: 20, end: null, traces: 1 },
  ];

  it('ends a relative range now', () => {
    expect(resolveRange({ kind: 'relative', seconds: 60 }, 99.5)).toEqual({ from: 40, to: 100, timeRangeType: 'TraceId' });
  });

  it('takes the newest run of a name, by when traces arrived', () => {
    expect(resolveRange({ kind: 'run', name: 'a' }, 30, runs)).toEqual({ from: 20, to: 30, timeRangeType: 'Event' });
    expect(resolveRange({ kind: 'run', name: 'b' }, 30, runs)).toEqual({ from: 30, to: 30, timeRangeType: 'Event' });
  });
});

describe('describeRange', () => {
  it('says it in words', () => {
    expect(describeRange({ kind: 'relative', seconds: 900 })).toBe('Last 15 minutes');
    expect(describeRange({ kind: 'run', name: 'current' })).toBe('This run');
  });
});
