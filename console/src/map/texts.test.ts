import { describe, expect, it } from 'vitest';
import type { Traffic } from './graph';
import { badTexts, metricsText } from './texts';

const traffic = (more: Partial<Traffic>): Traffic => ({ total: 0, ok: 0, error: 0, throttle: 0, fault: 0, time: 0, ...more });

describe('texts of the map', () => {
  it('tell average and rate', () => {
    expect(metricsText(traffic({ total: 20, ok: 20, time: 4 }), 10)).toBe('200 ms · 2/min');
    expect(metricsText(traffic({}), 10)).toBe('in progress');
    expect(metricsText(undefined, 10)).toBe('');
  });

  it('tell how often within a trace', () => {
    expect(metricsText(traffic({ total: 1, time: 0.2 }), undefined)).toBe('200 ms');
    expect(metricsText(traffic({ total: 3, time: 0.3 }), undefined)).toBe('100 ms · 3 times');
  });

  it('say what went wrong, the worst first', () => {
    expect(badTexts(traffic({ total: 10, ok: 6, error: 3, fault: 1 }))).toEqual([
      { outcome: 'fault', text: '10 % fault' },
      { outcome: 'error', text: '30 % error' },
    ]);
  });
});
