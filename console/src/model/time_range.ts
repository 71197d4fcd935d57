import type { Run } from '../api/emulator';

/** Which traces a page looks at. `run` goes by when they arrived, the others by when they began. */
export type TimeRange =
  | { kind: 'relative'; seconds: number }
  | { kind: 'absolute'; from: number; to: number }
  | { kind: 'run'; name: string }
  | { kind: 'all' };

/** Epoch seconds, and which of a trace's times they are about. */
export interface ResolvedRange {
  from: number;
  to: number;
  timeRangeType: 'TraceId' | 'Event';
}

export const DEFAULT_RANGE: TimeRange = { kind: 'relative', seconds: 3600 };

export const RELATIVE_RANGES = [60, 300, 900, 1800, 3600, 3 * 3600, 6 * 3600, 24 * 3600];

// Behind everything that a test's fixed data may hold, and within what the API takes.
const END_OF_TIME = 4_102_444_800;

const UNITS: [string, number][] = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
];

/** `15m`, `1h`; only whole units, the largest that fits. */
export function formatSpan(seconds: number): string {
  for (const [unit, size] of UNITS) {
    if (seconds >= size && seconds % size === 0 && !(unit === 'd' && seconds === size)) return `${seconds / size}${unit}`;
  }
  return `${seconds}s`;
}

/** Reads `15m`, `90s`, and AWS's `PT15M`, `PT1H30M`; undefined for anything else. */
export function parseSpan(text: string): number | undefined {
  const short = /^(\d{1,6})([smhd])$/.exec(text);
  if (short) return Number(short[1]) * (UNITS.find(([unit]) => unit === short[2])?.[1] ?? 1);
  const iso = /^P(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?$/.exec(text);
  if (!iso) return undefined;
  const [days, hours, minutes, seconds] = [1, 2, 3, 4].map((group) => Number(iso[group] ?? 0));
  const sum = (days ?? 0) * 86_400 + (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0);
  return sum > 0 ? sum : undefined;
}

/** As parseSpan(); a number alone is seconds. */
export const parseLength = (text: string): number | undefined => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : parseSpan(text));

/** Reads ISO 8601, epoch seconds or epoch milliseconds; epoch seconds, or undefined. */
export function parseTime(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) {
    const number = Number(text);
    return number > 1e11 ? number / 1000 : number;
  }
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time / 1000;
}

export const formatTimeParameter = (seconds: number) => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');

/** The range that an address asks for; the default where it asks for none that can be read. */
export function readRange(search: URLSearchParams): TimeRange {
  const run = search.get('run');
  if (run) return { kind: 'run', name: run };
  const from = parseTime(search.get('from') ?? '');
  const to = parseTime(search.get('to') ?? '');
  if (from !== undefined || to !== undefined) {
    const begin = from ?? 0;
    return { kind: 'absolute', from: begin, to: Math.max(to ?? END_OF_TIME, begin) };
  }
  const range = search.get('range') ?? '';
  if (range === 'all') return { kind: 'all' };
  const seconds = parseSpan(range);
  return seconds === undefined ? DEFAULT_RANGE : { kind: 'relative', seconds };
}

/** The parameters that readRange() reads as this range; those of other kinds are taken away. */
export function writeRange(search: URLSearchParams, range: TimeRange): void {
  for (const name of ['run', 'from', 'to', 'range']) search.delete(name);
  if (range.kind === 'run') search.set('run', range.name);
  if (range.kind === 'all') search.set('range', 'all');
  if (range.kind === 'absolute') {
    search.set('from', formatTimeParameter(range.from));
    search.set('to', formatTimeParameter(range.to));
  }
  if (range.kind === 'relative' && formatSpan(range.seconds) !== '1h') search.set('range', formatSpan(range.seconds));
}

/** What the range means at `now`, in epoch seconds. A run that is not known (any more) is empty. */
export function resolveRange(range: TimeRange, now: number, runs: readonly Run[] = []): ResolvedRange {
  const end = Math.ceil(now);
  if (range.kind === 'relative') return { from: end - range.seconds, to: end, timeRangeType: 'TraceId' };
  if (range.kind === 'absolute') return { from: range.from, to: range.to, timeRangeType: 'TraceId' };
  if (range.kind === 'all') return { from: 0, to: END_OF_TIME, timeRangeType: 'TraceId' };
  const run = findRun(range.name, runs);
  return { from: run?.begin ?? end, to: run ? (run.end ?? end) : end, timeRangeType: 'Event' };
}

/** The newest run of that name; `current` is the newest of all. */
export function findRun(name: string, runs: readonly Run[]): Run | undefined {
  return runs.findLast((run) => name === 'current' || run.name === name);
}

/** Whether new traces may fall into the range. */
export const isOpenEnded = (range: TimeRange) => range.kind !== 'absolute';

/** For the button that opens the picker. */
export function describeRange(range: TimeRange): string {
  switch (range.kind) {
    case 'relative':
      return `Last ${describeSpan(range.seconds)}`;
    case 'all':
      return 'All time';
    case 'run':
      return range.name === 'current' ? 'This run' : `Run ${range.name}`;
    case 'absolute':
      return `${shortTime(range.from)} – ${range.to >= END_OF_TIME ? 'now' : shortTime(range.to)}`;
  }
}

export function describeSpan(seconds: number): string {
  const names: [number, string][] = [
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
  ];
  for (const [size, name] of names) {
    if (seconds % size === 0 && seconds >= size && !(size === 86_400 && seconds === size)) {
      const count = seconds / size;
      return count === 1 ? name : `${count} ${name}s`;
    }
  }
  return `${seconds} seconds`;
}

function shortTime(seconds: number): string {
  return new Date(seconds * 1000).toLocaleString(undefined, {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
}
