import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTraceEvents } from '../../api/events';
import { getServiceGraph } from '../../api/xray';
import { useScope } from '../../app/scope';
import { graphOf, minutesOf, type MapGraph } from '../../map/graph';

export interface ScopedGraph {
  graph: MapGraph;
  /** Changes with time range and group. */
  scope: string;
  /** What rates go by. */
  minutes: number;
}

/** The service graph of the scope; it follows what arrives while the page is live. */
export function useGraph() {
  const { range, rangeKey, resolve, group, live } = useScope();
  const client = useQueryClient();
  const queryKey = ['service graph', rangeKey, group];
  useTraceEvents(() => void client.invalidateQueries({ queryKey }, { cancelRefetch: false }), live, 1000);
  return useQuery({
    queryKey,
    queryFn: async ({ signal }): Promise<ScopedGraph> => {
      const { from, to } = resolve();
      const graph = graphOf((await getServiceGraph({ from, to, ...(group === '' ? {} : { group }) }, signal)).Services);
      const hasEnds = range.kind === 'relative' || (range.kind === 'absolute' && to < Date.now() / 1000);
      return { graph, scope: `${rangeKey} ${group}`, minutes: minutesOf(graph, hasEnds ? { from, to } : undefined) };
    },
    placeholderData: keepPreviousData,
  });
}
