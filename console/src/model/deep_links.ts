import { parseSpan, parseTime, writeRange } from './time_range';

/** An X-Ray trace id in its own form; undefined where the text is none. W3C's 32 digits are taken too. */
export function parseTraceId(text: string): string | undefined {
  const trimmed = text.trim();
  const root = /(?:^|;)\s*Root=([^;]+)/i.exec(trimmed)?.[1];
  const id = (root ?? /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/i.exec(trimmed)?.[1] ?? trimmed).trim();
  const xray = /^1-([0-9a-f]{8})-([0-9a-f]{24})$/i.exec(id);
  if (xray) return `1-${xray[1]}-${xray[2]}`.toLowerCase();
  const w3c = /^([0-9a-f]{8})([0-9a-f]{24})$/i.exec(id);
  return w3c ? `1-${w3c[1]}-${w3c[2]}`.toLowerCase() : undefined;
}

const PAGES: Record<string, string> = {
  'service-map': '/map',
  map: '/map',
  traces: '/traces',
  analytics: '/analytics',
  insights: '/insights',
  groups: '/groups',
  sampling: '/sampling-rules',
  'sampling-rules': '/sampling-rules',
  'settings/sampling-rules': '/sampling-rules',
  'settings/groups': '/groups',
};

/**
 * The console's own address for a link of the AWS console, of which only the host was changed:
 * `/xray/home?region=…#/traces/ID`, `#/traces?timeRange=PT1H&filter=…`, and CloudWatch's `#xray:traces/ID`.
 * Undefined for a hash that is none of these.
 */
export function translateAwsHash(hash: string): string | undefined {
  const match = /^#(?:\/|xray:)([^?]*)(?:\?(.*))?$/.exec(hash);
  if (!match) return undefined;
  const path = decode(match[1] ?? '').replace(/\/+$/, '');
  const query = match[2] ?? '';
  const [first, second, third] = path.split('/');
  if (first === 'traces' && second) {
    const id = parseTraceId(second) ?? second;
    return `/traces/${encodeURIComponent(id)}${third === 'raw' ? '?view=raw' : ''}`;
  }
  const page = PAGES[path];
  return page === undefined ? undefined : withSearch(page, translateQuery(query));
}

function translateQuery(query: string): URLSearchParams {
  const theirs = new URLSearchParams(query.replace(/^~\(/, ''));
  const ours = new URLSearchParams();
  const filter = theirs.get('filter') ?? theirs.get('filterExpression');
  if (filter) ours.set('filter', filter);
  const group = theirs.get('group');
  if (group) ours.set('group', group);
  translateRange(theirs.get('timeRange') ?? '', ours);
  return ours;
}

function translateRange(text: string, ours: URLSearchParams) {
  const seconds = parseSpan(text);
  if (seconds !== undefined) return writeRange(ours, { kind: 'relative', seconds });
  const [from, to] = text.split('~').map(parseTime);
  if (from !== undefined && to !== undefined) writeRange(ours, { kind: 'absolute', from, to });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Where `#/traces/ID?view=raw` leads: reports have their addresses behind the hash. */
export function placeOfHash(hash: string): { path: string; search: URLSearchParams } {
  const text = hash.replace(/^#/, '');
  const query = text.indexOf('?');
  const path = query === -1 ? text : text.slice(0, query);
  return { path: path.startsWith('/') ? path : '/', search: new URLSearchParams(query === -1 ? '' : text.slice(query)) };
}

export function withSearch(path: string, search: URLSearchParams): string {
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}
