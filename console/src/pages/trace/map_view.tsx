import { lazy, Suspense } from 'react';
import type { Trace } from '../../api/types';
import { setSearch, useLocation } from '../../app/router';
import { Loading } from '../../components/states';
import { segmentOfNode } from '../../model/node_segment';
import type { Entity, TraceTree } from '../../model/trace_tree';
import { Details } from './details';

// With the layout of maps: not needed for the timeline.
const TraceMap = lazy(async () => ({ default: (await import('../../map')).TraceMap }));

const select = (entity: Entity | undefined) => setSearch({ segment: entity?.id }, { replace: true });

/** The map of this trace, and the details of the segment behind the node that is chosen. */
export function MapView({ trace, tree }: { trace: Trace; tree: TraceTree }) {
  const chosen = useLocation().search.get('segment');
  const selected = tree.entities.find((one) => one.id === chosen);
  return (
    <div className={selected ? 'trace-body' : 'trace-body trace-body-whole'}>
      <div className="trace-graph">
        <Suspense fallback={<Loading />}>
          <TraceMap
            traceId={trace.Id}
            revision={trace.Segments.length}
            onSelect={(what) => what?.node && select(segmentOfNode(tree, what.node.name, what.node.type))}
          />
        </Suspense>
      </div>
      {selected && <Details key={selected.id} trace={trace} tree={tree} entity={selected} onSelect={select} />}
    </div>
  );
}
