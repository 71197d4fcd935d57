import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { getTraceGraph } from '../api/xray';
import { EmptyState, ErrorState, Loading } from '../components/states';
import { busiestOf, graphOf, type MapEdge, type MapNode } from './graph';
import { ServiceMap } from './service_map';
import { MOST_NODES } from './limits';

interface TraceMapProps {
  traceId: string;
  /** Changes when the trace does: its map is then asked for again, and what is known keeps its place. */
  revision?: number | string | undefined;
  /** Told what is opened: a node, an edge, or nothing any more. */
  onSelect?: (selected: { node?: MapNode; edge?: MapEdge } | undefined) => void;
}

/**
 * The map of one trace, as tall as what it stands in: give that a height. Nodes and edges tell how long they took, and
 * how often where it was more than once; the table of the trace's segments is what those read who do not see it.
 */
export function TraceMap({ traceId, revision, onSelect }: TraceMapProps) {
  const answer = useQuery({
    queryKey: ['trace graph', traceId, revision],
    queryFn: ({ signal }) => getTraceGraph([traceId], signal),
    placeholderData: (before, query) => (query?.queryKey[1] === traceId ? before : undefined),
  });
  const graph = useMemo(() => answer.data && busiestOf(graphOf(answer.data), MOST_NODES), [answer.data]);
  const [selected, setSelected] = useState<string>();
  if (answer.error) return <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />;
  if (!graph) return <Loading />;
  if (graph.nodes.length === 0) return <EmptyState title="No services in this trace yet" />;
  const select = (key: string | undefined) => {
    setSelected(key);
    const [node, edge] = [graph.nodeOf.get(key ?? ''), graph.edgeOf.get(key ?? '')];
    onSelect?.(node ? { node } : edge ? { edge } : undefined);
  };
  return <ServiceMap graph={graph} scope={traceId} selected={selected} onSelect={select} label="Map of the trace" />;
}
