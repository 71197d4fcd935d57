import { useQuery } from '@tanstack/react-query';
import { getTraceGraph } from '../../api/xray';
import type { Trace } from '../../api/types';
import { CopyMenu } from '../../components/copy_menu';
import { callsOf, copiesOfTrace, filterLike } from '../../model/copy_as';
import { isReport } from '../../model/edition';
import type { TraceTree } from '../../model/trace_tree';

// Of an emulator on this machine.
const USUAL_ADDRESS = 'http://127.0.0.1:2000';

export function CopyTrace({ trace, tree }: { trace: Trace; tree: TraceTree }) {
  const graph = useQuery({
    queryKey: ['trace', trace.Id, 'graph', trace.Segments.length],
    queryFn: ({ signal }) => getTraceGraph([trace.Id], signal),
  });
  const make = () =>
    copiesOfTrace({
      url: isReport ? USUAL_ADDRESS : window.location.origin,
      id: trace.Id,
      filter: filterLike(tree),
      calls: callsOf(graph.data ?? []),
      segments: trace.Segments,
    }).filter(({ needsTrace }) => !isReport || !needsTrace);
  return <CopyMenu make={make} />;
}
