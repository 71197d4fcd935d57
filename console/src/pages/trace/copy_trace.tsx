import { useQuery } from '@tanstack/react-query';
import { getTraceGraph } from '../../api/xray';
import type { Trace } from '../../api/types';
import { CopyMenu } from '../../components/copy_menu';
import { callsOf, copiesOfTrace, filterLike } from '../../model/copy_as';
import type { TraceTree } from '../../model/trace_tree';

export function CopyTrace({ trace, tree }: { trace: Trace; tree: TraceTree }) {
  const graph = useQuery({
    queryKey: ['trace', trace.Id, 'graph', trace.Segments.length],
    queryFn: ({ signal }) => getTraceGraph([trace.Id], signal),
  });
  const make = () =>
    copiesOfTrace({
      url: window.location.origin,
      id: trace.Id,
      filter: filterLike(tree),
      calls: callsOf(graph.data ?? []),
      segments: trace.Segments,
    });
  return <CopyMenu make={make} />;
}
