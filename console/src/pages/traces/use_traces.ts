import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTraceEvents } from '../../api/events';
import { getAllTraceSummaries } from '../../api/xray';
import { expressionWithin, useScope } from '../../app/scope';

// More are told of, and found by a narrower filter or range.
const MOST_TRACES = 20_000;

/** The traces of the scope that match; they follow what arrives while the page is live. */
export function useTraces(filter: string) {
  const { rangeKey, resolve, group, live } = useScope();
  const client = useQueryClient();
  const expression = expressionWithin(group, filter);
  const queryKey = ['traces', rangeKey, expression];
  useTraceEvents(() => void client.invalidateQueries({ queryKey }, { cancelRefetch: false }), live, 1000);
  return useQuery({
    queryKey,
    queryFn: ({ signal }) => {
      const isFirst = client.getQueryData(queryKey) === undefined;
      return getAllTraceSummaries({ ...resolve(), filter: expression }, MOST_TRACES, signal, (soFar) => {
        if (isFirst) client.setQueryData(queryKey, { ...soFar, summaries: [...soFar.summaries] });
      });
    },
    placeholderData: keepPreviousData,
  });
}
