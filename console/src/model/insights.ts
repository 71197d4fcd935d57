import type { ImpactService, Insight } from '../api/insights';
import type { GraphService, ServiceId, Statistics, TimeSeriesPoint, TraceSummary } from '../api/types';
import { quoted } from './quoted';

// Insights: times, graphs and series. Pure.

export interface Span {
  from: number;
  to: number;
}

const MINUTE = 60;
const DAY = 86_400;
const MOST_SUMMARIES = 30 * DAY;
const MOST_GRAPH = 6 * 3600;

/** What the API takes of a range: 30 days at most, and not beyond tomorrow. */
export function summariesSpan({ from, to }: Span, now: number): Span {
  const end = Math.min(to, now + DAY);
  return { from: Math.max(Math.min(from, end), end - MOST_SUMMARIES), to: end };
}

/** The time of an insight that a graph can show: its last six hours. */
export function graphSpan(insight: Pick<Insight, 'StartTime' | 'EndTime'>, now: number): Span {
  // Its last minute is part of it.
  const to = (insight.EndTime ?? Math.max(now, insight.StartTime)) + 60;
  return { from: Math.max(insight.StartTime, to - MOST_GRAPH), to };
}

/** With some quiet time before and behind, to see what was different. */
export function seriesSpan(insight: Pick<Insight, 'StartTime' | 'EndTime'>, now: number): Span {
  const { from, to } = graphSpan(insight, now);
  const around = Math.min(Math.max((to - from) / 2, 300), 1800);
  const begin = Math.floor((from - around) / 60) * 60;
  return { from: begin, to: Math.min(insight.EndTime === null ? to : to + around, begin + MOST_GRAPH) };
}

export const serviceFilter = (service: Pick<ServiceId, 'Name' | 'Type'>): string =>
  service.Type ? `service(id(name: ${quoted(service.Name)}, type: ${quoted(service.Type)}))` : `service(${quoted(service.Name)})`;

/** The running insight of each service that is anomalous in it, the newest first, by `Type|Name`. */
export function insightsByService(insights: readonly Insight[]): Map<string, Insight> {
  const found = new Map<string, Insight>();
  for (const insight of insights) {
    if (insight.State !== 'ACTIVE') continue;
    for (const { Name, Type } of [insight.RootCauseServiceId, ...insight.TopAnomalousServices.map(({ ServiceId: service }) => service)]) {
      const key = `${Type ?? ''}|${Name}`;
      if (!found.has(key)) found.set(key, insight);
    }
  }
  return found;
}

/** The services of an impact graph with what the service graph knows of them, and only the calls among them. */
export function impactServices(graph: readonly GraphService[], impact: readonly ImpactService[]): GraphService[] {
  const keyOf = (service: { Name: string; Type: string | null }) => JSON.stringify([service.Name, service.Type]);
  const wanted = new Set(impact.map(keyOf));
  const kept = graph.filter((service) => wanted.has(keyOf(service)));
  const references = new Set(kept.map((service) => service.ReferenceId));
  return kept.map((service) => ({ ...service, Edges: service.Edges.filter((edge) => references.has(edge.ReferenceId)) }));
}

/** One bar of the chart. */
export interface ImpactPoint {
  at: number;
  ok: number;
  error: number;
  throttle: number;
  fault: number;
  /** So many faults were to be expected at most; undefined where that is not known. */
  expected: number | undefined;
}

export type Outcome = 'ok' | 'error' | 'throttle' | 'fault';

/** From the bottom of a bar up: what matters stands on the base line. */
export const STACK: readonly Outcome[] = ['fault', 'throttle', 'error', 'ok'];

export const totalOf = (point: ImpactPoint): number => STACK.reduce((sum, outcome) => sum + point[outcome], 0);

/** The parts of a bar, in numbers of requests; none of those that are empty. */
export function partsOf(point: ImpactPoint): { outcome: Outcome; from: number; to: number }[] {
  const parts: { outcome: Outcome; from: number; to: number }[] = [];
  let below = 0;
  for (const outcome of STACK) {
    const count = point[outcome];
    if (count > 0) parts.push({ outcome, from: below, to: below + count });
    below += count;
  }
  return parts;
}

export function impactPoints(series: readonly TimeSeriesPoint[]): ImpactPoint[] {
  return series.map((point) => ({
    at: point.Timestamp,
    ...outcomesOf(point.ServiceSummaryStatistics ?? point.EdgeSummaryStatistics),
    expected: point.ServiceForecastStatistics.FaultCountHigh,
  }));
}

// A throttled request counts among the errors of the API.
function outcomesOf(statistics: Statistics | null): Pick<ImpactPoint, 'ok' | 'error' | 'throttle' | 'fault'> {
  if (!statistics) return { ok: 0, error: 0, throttle: 0, fault: 0 };
  const throttle = statistics.ErrorStatistics.ThrottleCount;
  return {
    ok: statistics.OkCount,
    error: Math.max(statistics.ErrorStatistics.TotalCount - throttle, 0),
    throttle,
    fault: statistics.FaultStatistics.TotalCount,
  };
}

/**
 * Whether the series has the faults that the insight is about. Series go by when traces arrived, insights by when
 * requests ended: of traces that were imported or sent late the series tells another time.
 */
export function hasItsFaults(
  points: readonly ImpactPoint[],
  insight: Pick<Insight, 'StartTime' | 'EndTime' | 'RootCauseServiceRequestImpactStatistics'>,
  now: number,
): boolean {
  const end = insight.EndTime ?? now;
  const within = points.filter((point) => point.at >= insight.StartTime && point.at < end + 2 * MINUTE);
  const faults = within.reduce((sum, point) => sum + point.fault, 0);
  const told = insight.RootCauseServiceRequestImpactStatistics.FaultCount;
  if (faults < told / 2 || faults > told * 1.5 + 5) return false;
  // All in one minute is how an import looks.
  const inOne = within.reduce((most, point) => Math.max(most, point.fault), 0);
  return end - insight.StartTime < 3 * MINUTE || inOne <= told * 0.9;
}

/** Traces by the minute in which they ended, each by the first outcome whose list has it. */
export function pointsOfTraces(
  lists: Record<Exclude<Outcome, 'ok'> | 'all', readonly Pick<TraceSummary, 'Id' | 'StartTime' | 'Duration'>[]>,
  span: Span,
): ImpactPoint[] {
  const outcomeOf = new Map<string, Outcome>();
  for (const outcome of ['error', 'throttle', 'fault'] as const) {
    for (const trace of lists[outcome]) outcomeOf.set(trace.Id, outcome);
  }
  const first = Math.floor(span.from / MINUTE) * MINUTE;
  const count = Math.max(Math.ceil((span.to - first) / MINUTE), 0);
  const points: ImpactPoint[] = Array.from({ length: count }, (_, at) => ({
    at: first + at * MINUTE, ok: 0, error: 0, throttle: 0, fault: 0, expected: undefined,
  }));
  for (const trace of lists.all) {
    const point = points[Math.floor((trace.StartTime + (trace.Duration ?? 0) - first) / MINUTE)];
    if (point) point[outcomeOf.get(trace.Id) ?? 'ok'] += 1;
  }
  return points;
}

/** 0 where nothing was requested. */
export const faultShare = ({ FaultCount, TotalCount }: { FaultCount: number; TotalCount: number }): number =>
  TotalCount > 0 ? FaultCount / TotalCount : 0;
