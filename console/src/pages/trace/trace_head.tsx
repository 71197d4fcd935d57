import { memo } from 'react';
import type { Trace } from '../../api/types';
import { CopyButton } from '../../components/copy_button';
import { StatusBadge } from '../../components/status_badge';
import { countOf, formatDuration, formatTime, formatUtc, shortUrl } from '../../model/format';
import { severityOf, type Status } from '../../model/status';
import { objectOf, serviceOf, textOf, type TraceTree } from '../../model/trace_tree';
import { FilterMatch } from './filter_match';
import { CopyTrace } from './copy_trace';
import { Neighbours } from './neighbours';
import { ViewSwitch } from './view_switch';

interface TraceHeadProps {
  trace: Trace;
  tree: TraceTree;
  view: string;
  onView: (view: string) => void;
}

/** Not drawn anew when another segment is chosen: it looks at all of them. */
export const TraceHead = memo(function TraceHead({ trace, tree, view, onView }: TraceHeadProps) {
  const services = new Set(tree.entities.filter((one) => !one.inferred).map((one) => serviceOf(tree, one)));
  const running = tree.entities.filter((one) => one.inProgress).length;
  const orphans = tree.entities.filter((one) => one.orphan).length;
  return (
    <header className="trace-head">
      <div className="trace-title">
        <h1>{titleOf(tree)}</h1>
        <StatusBadge status={worstOf(tree)} code={tree.entities[0]?.httpStatus} />
        <span className="trace-actions">
          <Neighbours id={trace.Id} />
          <CopyTrace trace={trace} tree={tree} />
          <ViewSwitch view={view} onView={onView} />
        </span>
      </div>
      <div className="trace-facts">
        <span className="mono trace-id">
          {trace.Id}
          <CopyButton quiet text={trace.Id} label="Copy the trace id" />
        </span>
        <time dateTime={new Date(tree.start * 1000).toISOString()} title={formatUtc(tree.start)}>
          {formatTime(tree.start)}
        </time>
        <strong>{formatDuration(tree.end - tree.start)}</strong>
        <span>{countOf(services.size, 'service')}</span>
        <span>{countOf(tree.entities.length, 'segment and subsegment', 'segments and subsegments')}</span>
        {running > 0 && <span className="chip">{running} in progress</span>}
        {orphans > 0 && <span className="chip chip-error">{countOf(orphans, 'segment')} without the parent</span>}
        {trace.LimitExceeded && <span className="chip chip-error">over the size that AWS keeps</span>}
        <FilterMatch id={trace.Id} revision={trace.Segments.length} />
        {tree.left_out > 0 && <span className="chip chip-error">{tree.left_out} not shown</span>}
      </div>
    </header>
  );
});

/** The request that began it, else the service. */
function titleOf(tree: TraceTree): string {
  const root = tree.entities[0];
  const request = objectOf(objectOf(root?.document['http'])?.['request']);
  const text = [textOf(request?.['method']), shortUrl(textOf(request?.['url']))].filter(Boolean).join(' ');
  return text === '' ? (root?.name ?? 'Trace') : text;
}

function worstOf(tree: TraceTree): Status {
  let worst: Status = 'ok';
  for (const { status, kind, inProgress } of tree.entities) {
    // Subsegments may fail and be tried again; the segments say how it ended.
    if (kind !== 'segment' && !inProgress) continue;
    if (severityOf(status) > severityOf(worst)) worst = status;
  }
  return worst;
}
