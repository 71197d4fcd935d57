import { useMemo } from 'react';
import type { Insight } from '../../api/insights';
import { useInsights } from '../../app/use_insights';
import type { MapGraph } from '../../map/graph';
import { insightsByService } from '../../model/insights';

/** The running insight of nodes that have one, by their keys. */
export function useNodeInsights(graph: MapGraph): Map<string, Insight> {
  const insights = useInsights().insights.data;
  return useMemo(() => {
    const byService = insightsByService(insights ?? []);
    return new Map(
      graph.nodes.flatMap((node) => {
        const insight = node.kind === 'client' ? undefined : byService.get(`${node.type ?? ''}|${node.name}`);
        return insight ? [[node.key, insight] as const] : [];
      }),
    );
  }, [insights, graph]);
}
