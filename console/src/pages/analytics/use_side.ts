import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTraceEvents } from '../../api/events';
import { getAllTraceSummaries } from '../../api/xray';
import { expressionWithin, useScope } from '../../app/scope';
import { analyticsOf, type AnalyticsTrace } from '../../model/analytics';

/** Of more, the newest are looked at. */
export const MOST_TRACES = 10_000;
// Larger answers are asked for anew by the reader alone.
const MOST_LIVE = 2000;

export interface Side {
  traces: AnalyticsTrace[];
  cut: boolean;
}

/** The traces of the scope that match; nothing is asked while `filter` is undefined. */
export function useSide(filter: string | undefined) {
  const { rangeKey, resolve, group, live } = useScope();
  const client = useQueryClient();
  const expression = expressionWithin(group, filter ?? '');
  const queryKey = ['analytics', rangeKey, expression];
  const refresh = () => {
    const known = client.getQueryData<Side>(queryKey);
    if (!known || known.traces.length <= MOST_LIVE) void client.invalidateQueries({ queryKey }, { cancelRefetch: false });
  };
  useTraceEvents(refresh, live && filter !== undefined, 2000);
  return useQuery({
    queryKey,
    enabled: filter !== undefined,
    queryFn: async ({ signal }): Promise<Side> => {
      const { summaries, cut } = await getAllTraceSummaries({ ...resolve(), filter: expression }, MOST_TRACES, signal);
      return { traces: summaries.map(analyticsOf), cut };
    },
    placeholderData: keepPreviousData,
    structuralSharing: false,
  });
}
