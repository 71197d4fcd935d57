import { isBad, quantile } from './bins';
import { isReport } from './edition';
import { annotationFilter } from './filter_text';
import { quoted } from './quoted';
import { factText } from './search_text';
import { timeOf, type TraceRow } from './trace_row';

/** By what traces are put together: a name, or `annotation.KEY`. */
export type Dimension = string;

export const DIMENSIONS: [Dimension, string][] = [
  ['url', 'URL'],
  ['status', 'Status code'],
  ['method', 'Method'],
  ['user', 'User'],
  ['service', 'Service'],
  ['entry', 'Entry point'],
];

export interface TraceGroup {
  value: string;
  count: number;
  bad: number;
  /** Seconds; undefined where nothing has ended. */
  median: number | undefined;
  p95: number | undefined;
  /** Selects the traces of the group. */
  filter: string;
}

const ANNOTATION = 'annotation.';

export function labelOf(dimension: Dimension): string {
  if (dimension.startsWith(ANNOTATION)) return dimension.slice(ANNOTATION.length);
  return DIMENSIONS.find(([id]) => id === dimension)?.[1] ?? dimension;
}

/** The keys of annotations that are there, the most frequent first. */
export function annotationKeys(rows: readonly TraceRow[]): string[] {
  const counts = new Map<string, number>();
  for (const { annotations } of rows) for (const key of Object.keys(annotations)) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([key]) => key);
}

type Value = string | number | boolean;

/** What a trace has for a dimension. */
export function valuesOf(row: TraceRow, dimension: Dimension): readonly Value[] {
  switch (dimension) {
    case 'url':
      return row.url === null ? [] : [row.url];
    case 'status':
      return row.code === null ? [] : [row.code];
    case 'method':
      return row.method === null ? [] : [row.method];
    case 'user':
      return row.users;
    case 'service':
      return row.services;
    case 'entry':
      return row.entry === '' ? [] : [row.entry];
    default:
      return dimension.startsWith(ANNOTATION) ? (row.annotations[dimension.slice(ANNOTATION.length)] ?? []) : [];
  }
}

/** Selects the traces that have the value. */
export function filterFor(dimension: Dimension, value: Value): string {
  if (isReport) return factText(dimension, value);
  const text = quoted(String(value));
  switch (dimension) {
    case 'url':
      return `http.url = ${text}`;
    case 'status':
      return `http.status = ${value}`;
    case 'method':
      return `http.method = ${text}`;
    case 'user':
      return `user = ${text}`;
    case 'service':
      return `service(${text})`;
    case 'entry':
      return `service(${text}) { root }`;
    default:
      return annotationFilter(dimension.slice(ANNOTATION.length), value);
  }
}

interface Collected {
  value: Value;
  times: number[];
  count: number;
  bad: number;
}

/** The values that traces have, the most frequent first; a trace with several counts for each. */
export function groupRows(rows: readonly TraceRow[], dimension: Dimension): TraceGroup[] {
  const groups = new Map<Value, Collected>();
  for (const row of rows) {
    const time = timeOf(row);
    for (const value of valuesOf(row, dimension)) {
      const group = groups.get(value) ?? { value, times: [], count: 0, bad: 0 };
      group.count += 1;
      if (isBad(row.status)) group.bad += 1;
      if (time !== null) group.times.push(time);
      groups.set(value, group);
    }
  }
  return [...groups.values()].sort((a, b) => b.count - a.count).map((group) => finish(group, dimension));
}

function finish({ value, times, count, bad }: Collected, dimension: Dimension): TraceGroup {
  times.sort((a, b) => a - b);
  return { value: String(value), count, bad, median: quantile(times, 0.5), p95: quantile(times, 0.95), filter: filterFor(dimension, value) };
}
