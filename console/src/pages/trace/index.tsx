import { useEffect, useMemo } from 'react';
import { setSearch, useLocation, usePathParameters } from '../../app/router';
import { ErrorState, Loading } from '../../components/states';
import { parseTraceId } from '../../model/deep_links';
import { buildTree } from '../../model/trace_tree';
import { CompareView } from './compare_view';
import { EventsView } from './events_view';
import { MapView } from './map_view';
import { RawView } from './raw_view';
import { StatisticsView } from './statistics_view';
import { Timeline } from './timeline';
import './trace.css';
import { TraceHead } from './trace_head';
import { useTrace } from './use_trace';
import { readView } from './view_switch';
import { Waiting } from './waiting';

export default function TracePage() {
  const given = usePathParameters()['id'] ?? '';
  const id = parseTraceId(given) ?? given;
  useEffect(() => {
    document.title = `Trace ${id} · X-Ray emulator`;
  }, [id]);
  const trace = useTrace(id);
  if (trace.error) {
    return (
      <div className="page">
        <h1>Trace</h1>
        <ErrorState error={trace.error} onRetry={() => void trace.refetch()} />
      </div>
    );
  }
  if (trace.isPending) return <Loading />;
  if (!trace.data) return <Waiting id={id} />;
  return <TraceView key={id} trace={trace.data} />;
}

const showView = (view: string) => setSearch({ view: view === 'timeline' ? undefined : view }, { replace: true });

type TraceData = NonNullable<ReturnType<typeof useTrace>['data']>;

function TraceView({ trace }: { trace: TraceData }) {
  const { search } = useLocation();
  const tree = useMemo(() => buildTree(trace.Segments), [trace]);
  const view = readView(search.get('view'));
  return (
    <div className={`trace trace-${view}`}>
      <TraceHead trace={trace} tree={tree} view={view} onView={showView} />
      {view === 'map' ? (
        <MapView trace={trace} tree={tree} />
      ) : view === 'raw' ? (
        <RawView trace={trace} />
      ) : view === 'compare' ? (
        <CompareView id={trace.Id} tree={tree} other={search.get('with') ?? ''} />
      ) : view === 'statistics' ? (
        <StatisticsView tree={tree} />
      ) : view === 'events' ? (
        <EventsView trace={trace} tree={tree} />
      ) : (
        <Timeline trace={trace} tree={tree} shape={view === 'flame' ? 'flame' : 'waterfall'} />
      )}
    </div>
  );
}
