import { call } from './http';
import type {
  Group,
  RetrievedTraces,
  SamplingRule,
  SamplingRuleRecord,
  SamplingStatisticSummary,
  ServiceGraph,
  TimeSeriesPoint,
  Trace,
  TraceSummariesPage,
  TraceSummary,
} from './types';

// The operations of the X-Ray API that the console uses, by their names. Times are epoch seconds.

export interface Range {
  from: number;
  to: number;
}

export interface SummariesQuery extends Range {
  /** `Event` goes by when a trace was received, `TraceId` by when it began. */
  timeRangeType?: 'TraceId' | 'Event' | 'Service';
  filter?: string;
  token?: string | undefined;
}

export function getTraceSummaries(query: SummariesQuery, signal?: AbortSignal): Promise<TraceSummariesPage> {
  const body: Record<string, unknown> = { StartTime: query.from, EndTime: query.to };
  if (query.timeRangeType) body['TimeRangeType'] = query.timeRangeType;
  if (query.filter) body['FilterExpression'] = query.filter;
  if (query.token) body['NextToken'] = query.token;
  return call('/TraceSummaries', { body, signal });
}

export interface AllSummaries {
  summaries: TraceSummary[];
  /** How many traces were looked at. */
  processed: number;
  /** Whether there are more than `most`. */
  cut: boolean;
}

/** All pages, newest first, up to `most` summaries; `onPage` is told what there is so far. */
export async function getAllTraceSummaries(
  query: SummariesQuery,
  most: number,
  signal?: AbortSignal,
  onPage?: (soFar: AllSummaries) => void,
): Promise<AllSummaries> {
  const all: AllSummaries = { summaries: [], processed: 0, cut: false };
  let token: string | undefined;
  do {
    // Each page's address is in the page before it.
    // oxlint-disable-next-line no-await-in-loop
    const page = await getTraceSummaries({ ...query, token }, signal);
    for (const summary of page.TraceSummaries) all.summaries.push(summary);
    all.processed += page.TracesProcessedCount;
    token = page.NextToken ?? undefined;
    if (token && all.summaries.length >= most) {
      all.cut = true;
      token = undefined;
    }
    if (token) onPage?.({ ...all });
  } while (token);
  return all;
}

interface TracesAnswer {
  Traces: Trace[];
  UnprocessedTraceIds: string[];
  NextToken: string | null;
}

/** At most five ids, as on AWS. */
export function batchGetTraces(ids: string[], signal?: AbortSignal): Promise<TracesAnswer> {
  return call('/Traces', { body: { TraceIds: ids }, signal });
}

/** One trace with all its segments; undefined where there is none. */
export async function getTrace(id: string, signal?: AbortSignal): Promise<Trace | undefined> {
  const answer = await batchGetTraces([id], signal);
  return answer.Traces[0];
}

export async function getServiceGraph(query: Range & { group?: string }, signal?: AbortSignal): Promise<ServiceGraph> {
  const body: Record<string, unknown> = { StartTime: query.from, EndTime: query.to };
  if (query.group) body['GroupName'] = query.group;
  const first = await call<ServiceGraph>('/ServiceGraph', { body, signal });
  const all = { ...first, Services: [...first.Services] };
  while (all.NextToken) {
    // oxlint-disable-next-line no-await-in-loop
    const page = await call<ServiceGraph>('/ServiceGraph', { body: { ...body, NextToken: all.NextToken }, signal });
    all.Services.push(...page.Services);
    all.NextToken = page.NextToken;
  }
  return all;
}

export async function getTraceGraph(ids: string[], signal?: AbortSignal): Promise<ServiceGraph['Services']> {
  const answer = await call<{ Services: ServiceGraph['Services'] }>('/TraceGraph', { body: { TraceIds: ids }, signal });
  return answer.Services;
}

export async function getGroups(signal?: AbortSignal): Promise<Group[]> {
  const groups: Group[] = [];
  let token: string | null = null;
  do {
    const body: Record<string, unknown> = token ? { NextToken: token } : {};
    // oxlint-disable-next-line no-await-in-loop
    const page: { Groups: Group[]; NextToken: string | null } = await call('/Groups', { body, signal });
    groups.push(...page.Groups);
    token = page.NextToken;
  } while (token);
  return groups;
}

export async function getSamplingRules(signal?: AbortSignal): Promise<SamplingRuleRecord[]> {
  const answer = await call<{ SamplingRuleRecords: SamplingRuleRecord[] }>('/GetSamplingRules', { signal });
  return answer.SamplingRuleRecords;
}

export function createSamplingRule(rule: SamplingRule): Promise<{ SamplingRuleRecord: SamplingRuleRecord }> {
  return call('/CreateSamplingRule', { body: { SamplingRule: rule } });
}

export function updateSamplingRule(
  update: Partial<SamplingRule> & { RuleName: string },
): Promise<{ SamplingRuleRecord: SamplingRuleRecord }> {
  return call('/UpdateSamplingRule', { body: { SamplingRuleUpdate: update } });
}

export function deleteSamplingRule(name: string): Promise<unknown> {
  return call('/DeleteSamplingRule', { body: { RuleName: name } });
}

export async function getSamplingStatisticSummaries(signal?: AbortSignal): Promise<SamplingStatisticSummary[]> {
  const answer = await call<{ SamplingStatisticSummaries: SamplingStatisticSummary[] }>('/SamplingStatisticSummaries', {
    signal,
  });
  return answer.SamplingStatisticSummaries;
}

export interface TimeSeriesQuery extends Range {
  group?: string;
  /** Selects a service or an edge in the filter language. */
  selector?: string;
  /** Seconds of one point: 60 or 300. */
  period?: number;
}

export async function getTimeSeries(query: TimeSeriesQuery, signal?: AbortSignal): Promise<TimeSeriesPoint[]> {
  const body: Record<string, unknown> = { StartTime: query.from, EndTime: query.to };
  if (query.group) body['GroupName'] = query.group;
  if (query.selector) body['EntitySelectorExpression'] = query.selector;
  if (query.period) body['Period'] = query.period;
  const points: TimeSeriesPoint[] = [];
  let token: string | null = null;
  do {
    if (token) body['NextToken'] = token;
    // oxlint-disable-next-line no-await-in-loop
    const page: { TimeSeriesServiceStatistics: TimeSeriesPoint[]; NextToken: string | null } = await call(
      '/TimeSeriesServiceStatistics',
      { body, signal },
    );
    points.push(...page.TimeSeriesServiceStatistics);
    token = page.NextToken;
  } while (token);
  return points;
}

/** A trace as OpenTelemetry's spans: one JSON text for each. */
export async function getTraceAsSpans(id: string, range: Range, signal?: AbortSignal): Promise<RetrievedTraces['Traces']> {
  const started = await call<{ RetrievalToken: string }>('/StartTraceRetrieval', {
    body: { TraceIds: [id], StartTime: range.from, EndTime: range.to },
    signal,
  });
  const traces: RetrievedTraces['Traces'] = [];
  let token: string | null = null;
  do {
    const body: Record<string, unknown> = { RetrievalToken: started.RetrievalToken, TraceFormat: 'OTEL' };
    if (token) body['NextToken'] = token;
    // oxlint-disable-next-line no-await-in-loop
    const page: RetrievedTraces = await call('/ListRetrievedTraces', { body, signal });
    traces.push(...page.Traces);
    token = page.NextToken;
  } while (token);
  return traces;
}
