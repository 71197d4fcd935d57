import { call } from './http';
import type { Nullable, ServiceId } from './types';
import type { Range } from './xray';

/** Requests by outcome; the total has errors and throttled ones too. */
export interface RequestImpact {
  FaultCount: number;
  OkCount: number;
  TotalCount: number;
}

export interface Insight {
  InsightId: string;
  GroupARN: string;
  GroupName: string;
  State: 'ACTIVE' | 'CLOSED';
  StartTime: number;
  /** Null while it is active. */
  EndTime: Nullable<number>;
  LastUpdateTime?: number;
  Summary: string;
  Categories: string[];
  RootCauseServiceId: ServiceId;
  ClientRequestImpactStatistics: RequestImpact;
  RootCauseServiceRequestImpactStatistics: RequestImpact;
  TopAnomalousServices: { ServiceId: ServiceId }[];
}

export interface InsightEvent {
  EventTime: number;
  Summary: string;
  ClientRequestImpactStatistics: RequestImpact;
  RootCauseServiceRequestImpactStatistics: RequestImpact;
  TopAnomalousServices: { ServiceId: ServiceId }[];
}

export interface ImpactService {
  ReferenceId: number;
  Name: string;
  Names: string[];
  Type: Nullable<string>;
  AccountId: Nullable<string>;
  Edges: { ReferenceId: number }[];
}

/** Of one group, newest first; the range has 30 days at most. */
export async function getInsightSummaries(group: string, range: Range, signal?: AbortSignal): Promise<Insight[]> {
  const body: Record<string, unknown> = { GroupName: group, StartTime: range.from, EndTime: range.to };
  const insights: Insight[] = [];
  do {
    // oxlint-disable-next-line no-await-in-loop
    const page: { InsightSummaries: Insight[]; NextToken: string | null } = await call('/InsightSummaries', { body, signal });
    insights.push(...page.InsightSummaries);
    body['NextToken'] = page.NextToken;
  } while (body['NextToken']);
  return insights;
}

export async function getInsight(id: string, signal?: AbortSignal): Promise<Insight> {
  return (await call<{ Insight: Insight }>('/Insight', { body: { InsightId: id }, signal })).Insight;
}

/** From the oldest to the newest. */
export async function getInsightEvents(id: string, signal?: AbortSignal): Promise<InsightEvent[]> {
  const body: Record<string, unknown> = { InsightId: id };
  const events: InsightEvent[] = [];
  do {
    // oxlint-disable-next-line no-await-in-loop
    const page: { InsightEvents: InsightEvent[]; NextToken: string | null } = await call('/InsightEvents', { body, signal });
    events.push(...page.InsightEvents);
    body['NextToken'] = page.NextToken;
  } while (body['NextToken']);
  return events;
}

/** The anomalous services and all who call them; the range has 6 hours at most. */
export async function getInsightImpactGraph(id: string, range: Range, signal?: AbortSignal): Promise<ImpactService[]> {
  const body = { InsightId: id, StartTime: range.from, EndTime: range.to };
  return (await call<{ Services: ImpactService[] }>('/InsightImpactGraph', { body, signal })).Services;
}
