import type { SamplingStatisticSummary } from '../api/types';

// The API tells the last window of ten seconds; what was told before is kept here while the page is open. Pure.

export interface SamplingWindow {
  /** When it began, in epoch seconds. */
  at: number;
  requests: number;
  sampled: number;
  borrowed: number;
}

export type SamplingTrend = Record<string, SamplingWindow[]>;

export const WINDOW_SECONDS = 10;
export const MOST_WINDOWS = 60;

/** Each rule's windows with those that were told now, oldest first, none twice. */
export function addWindows(trend: SamplingTrend, told: readonly SamplingStatisticSummary[]): SamplingTrend {
  const next: SamplingTrend = { ...trend };
  for (const summary of told) {
    const window = { at: summary.Timestamp, requests: summary.RequestCount, sampled: summary.SampledCount, borrowed: summary.BorrowCount };
    const others = (next[summary.RuleName] ?? []).filter((one) => one.at !== window.at);
    next[summary.RuleName] = [...others, window].sort((a, b) => a.at - b.at).slice(-MOST_WINDOWS);
  }
  return next;
}

/** The last so many windows up to `end`, those that were not told being empty. */
export function lastWindows(windows: readonly SamplingWindow[], count: number, end: number): SamplingWindow[] {
  const known = new Map(windows.map((window) => [window.at, window]));
  const last = Math.floor(end / WINDOW_SECONDS) * WINDOW_SECONDS - WINDOW_SECONDS;
  return Array.from({ length: count }, (_, index) => {
    const at = last - (count - 1 - index) * WINDOW_SECONDS;
    return known.get(at) ?? { at, requests: 0, sampled: 0, borrowed: 0 };
  });
}
