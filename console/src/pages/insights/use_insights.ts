import { useQuery } from '@tanstack/react-query';
import { getInsight, getInsightEvents, getInsightImpactGraph, type Insight } from '../../api/insights';
import { getAllTraceSummaries, getServiceGraph, getTimeSeries } from '../../api/xray';
import { expressionWithin } from '../../app/scope';
import { graphSpan, hasItsFaults, impactPoints, impactServices, pointsOfTraces, seriesSpan, serviceFilter, type Span } from '../../model/insights';
import { graphOf } from '../../map';

const EVERY = 10_000;

const nowInSeconds = () => Date.now() / 1000;

export function useInsight(id: string) {
  const insight = useQuery({ queryKey: ['insight', id], queryFn: ({ signal }) => getInsight(id, signal), refetchInterval: EVERY });
  const events = useQuery({ queryKey: ['insight-events', id], queryFn: ({ signal }) => getInsightEvents(id, signal), refetchInterval: EVERY });
  return { insight, events };
}

// More would say nothing new about when it was bad.
const MOST_TRACES = 20_000;

/** Requests of the root cause around the time of the insight, a minute each; `traces` where they had to be counted by trace. */
export function useImpactSeries(insight: Insight) {
  return useQuery({
    queryKey: ['insight-series', insight.InsightId, insight.EndTime],
    queryFn: async ({ signal }) => {
      const span = seriesSpan(insight, nowInSeconds());
      const query = { ...span, group: insight.GroupName, selector: serviceFilter(insight.RootCauseServiceId), period: 60 };
      const points = impactPoints(await getTimeSeries(query, signal));
      if (hasItsFaults(points, insight, nowInSeconds())) return { span, points, by: 'requests' as const };
      return { span, points: await countTraces(insight, span, signal), by: 'traces' as const };
    },
    refetchInterval: EVERY,
  });
}

async function countTraces(insight: Insight, span: Span, signal: AbortSignal) {
  const service = serviceFilter(insight.RootCauseServiceId);
  const list = async (filter: string) =>
    (await getAllTraceSummaries({ ...span, filter: expressionWithin(insight.GroupName, filter) }, MOST_TRACES, signal)).summaries;
  const [all, error, throttle, fault] = await Promise.all([
    list(service),
    list(`${service} { error }`),
    list(`${service} { throttle }`),
    list(`${service} { fault }`),
  ]);
  return pointsOfTraces({ all, error, throttle, fault }, span);
}

/** The services of the insight, with their traffic in its time. */
export function useImpactMap(insight: Insight) {
  return useQuery({
    queryKey: ['insight-map', insight.InsightId, insight.EndTime],
    queryFn: async ({ signal }) => {
      const span = graphSpan(insight, nowInSeconds());
      const [impact, graph] = await Promise.all([
        getInsightImpactGraph(insight.InsightId, span, signal),
        getServiceGraph({ ...span, group: insight.GroupName }, signal),
      ]);
      return graphOf(impactServices(graph.Services, impact));
    },
    refetchInterval: 3 * EVERY,
  });
}
