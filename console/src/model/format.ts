// Numbers and times as texts. All pure; durations are seconds, times are epoch seconds.

/** `0.4 ms`, `12 ms`, `1.24 s`, `2 m 05 s`; a dash for what is not known. */
export function formatDuration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return '–';
  const sign = seconds < 0 ? '−' : '';
  const size = Math.abs(seconds);
  if (size === 0) return '0 ms';
  if (size < 0.001) return `${sign}${trim(size * 1e6, 0)} µs`;
  if (size < 0.01) return `${sign}${trim(size * 1e3, 1)} ms`;
  if (size < 0.9995) return `${sign}${trim(size * 1e3, 0)} ms`;
  if (size < 9.995) return `${sign}${trim(size, 2)} s`;
  if (size < 59.95) return `${sign}${trim(size, 1)} s`;
  if (size < 3599.5) return `${sign}${pair(Math.round(size), 60, 'm', 's')}`;
  if (size < 86_400) return `${sign}${pair(Math.round(size / 60), 60, 'h', 'm')}`;
  return `${sign}${pair(Math.round(size / 3600), 24, 'd', 'h')}`;
}

function trim(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function pair(count: number, base: number, large: string, small: string): string {
  return `${Math.floor(count / base)} ${large} ${String(count % base).padStart(2, '0')} ${small}`;
}

const COUNT = new Intl.NumberFormat('en-US');

/** `1,234`. */
export const formatCount = (count: number) => COUNT.format(count);

/** `1 trace`, `2 traces`. */
export const countOf = (count: number, one: string, many = `${one}s`) => `${formatCount(count)} ${count === 1 ? one : many}`;

/** `12 %`, `0.4 %`, never 0 or 100 for what is neither. */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent === 0 || percent === 100) return `${percent} %`;
  if (percent < 0.1) return '< 0.1 %';
  if (percent < 10) return `${trim(percent, 1)} %`;
  return percent > 99 ? '> 99 %' : `${Math.round(percent)} %`;
}

// Made once: making one takes longer than a hundred uses of it.
const TIME_OF_DAY = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const DAY = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric' });
const DAY_AND_YEAR = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

/** Local time of day, with the date where it is not today's. */
export function formatTime(seconds: number, now = Date.now()): string {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return String(seconds);
  const today = new Date(now);
  const time = TIME_OF_DAY.format(date);
  if (date.toDateString() === today.toDateString()) return time;
  return `${(date.getFullYear() === today.getFullYear() ? DAY : DAY_AND_YEAR).format(date)} ${time}`;
}

/** For hovering: `2026-09-21 14:13:20.500 UTC`. */
export function formatUtc(seconds: number): string {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return String(seconds);
  return `${date.toISOString().replace('T', ' ').replace('Z', '')} UTC`;
}

/** `3 s ago`. */
export function formatAge(seconds: number, now: number): string {
  const age = Math.max(now - seconds, 0);
  return age < 1 ? 'now' : `${formatDuration(Math.round(age))} ago`;
}

/** The path of a URL, or all of it where it has none of note. */
export function shortUrl(url: string | null | undefined): string {
  if (!url) return '';
  const match = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*(\/[^#]*)?/i.exec(url);
  return match ? (match[1] ?? '/') : url;
}
