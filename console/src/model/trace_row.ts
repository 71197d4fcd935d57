import type { AnnotationValue, TraceSummary } from '../api/types';
import { shortUrl } from './format';
import type { Sorting, SortValue } from './sorting';
import { severityOf, statusOfSummary, type Status } from './status';

/** What lists of traces show of a summary: a tenth of its size, so that there may be 100,000. */
export interface TraceRow {
  id: string;
  /** Epoch seconds. */
  start: number;
  /** Seconds; null while nothing of it has ended. */
  duration: number | null;
  response: number | null;
  status: Status;
  code: number | null;
  method: string | null;
  url: string | null;
  client: string | null;
  entry: string;
  services: string[];
  users: string[];
  annotations: Record<string, (string | number | boolean)[]>;
  revision: number;
}

export function rowOf(summary: TraceSummary): TraceRow {
  const annotations: TraceRow['annotations'] = {};
  for (const [key, values] of Object.entries(summary.Annotations)) {
    annotations[key] = values.flatMap(({ AnnotationValue }) => plainValue(AnnotationValue) ?? []);
  }
  return {
    id: summary.Id,
    start: summary.StartTime,
    duration: summary.Duration,
    response: summary.ResponseTime,
    status: statusOfSummary(summary),
    code: summary.Http.HttpStatus,
    method: summary.Http.HttpMethod,
    url: summary.Http.HttpURL,
    client: summary.Http.ClientIp,
    entry: summary.EntryPoint?.Name ?? '',
    services: [...new Set(summary.ServiceIds.filter(({ Type }) => Type !== 'client').map(({ Name }) => Name))],
    users: summary.Users.map(({ UserName }) => UserName),
    annotations,
    revision: summary.Revision,
  };
}

const plainValue = (value: AnnotationValue) => value.StringValue ?? value.NumberValue ?? value.BooleanValue ?? undefined;

// Lists have few addresses, each many times.
const MOST_KNOWN = 20_000;
const known = new Map<string, string>();

function requestOf(method: string, url: string): string {
  let short = known.get(url);
  if (short === undefined) {
    short = shortUrl(url) ?? '';
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(url, short);
  }
  return method !== '' && short !== '' ? `${method} ${short}` : method || short;
}

/** What a trace is called: its request, else where it came in. */
export function nameOf(row: TraceRow): string {
  const request = requestOf(row.method ?? '', row.url ?? '');
  return request || row.entry || row.services[0] || row.id;
}

/** What distributions are about: the response time, or the length of what has none. */
export const timeOf = (row: TraceRow): number | null => row.response ?? row.duration;

export const DEFAULT_SORTING: Sorting = { by: 'time', descending: true };

export function sortValueOf(row: TraceRow, by: string): SortValue {
  switch (by) {
    case 'status':
      return severityOf(row.status) * 1000 + (row.code ?? 0);
    case 'name':
      return nameOf(row);
    case 'duration':
      return row.duration;
    case 'response':
      return row.response;
    case 'services':
      return row.services.length;
    case 'user':
      return row.users[0];
    case 'entry':
      return row.entry;
    default:
      return row.start;
  }
}

/** Changed and new rows put into a list; the newest first, none older than `from`. */
export function mergeRows(old: readonly TraceRow[], changed: readonly TraceRow[], from: number): TraceRow[] {
  const fresh = new Map(changed.filter((row) => row.start >= from).map((row) => [row.id, row]));
  const kept = old.filter((row) => row.start >= from && !fresh.has(row.id));
  return [...fresh.values(), ...kept].sort((a, b) => b.start - a.start);
}
