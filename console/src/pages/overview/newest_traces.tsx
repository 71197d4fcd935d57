import type { TraceSummary } from '../../api/types';
import { Link } from '../../app/link';
import { addressOf } from '../../app/router';
import { useScope } from '../../app/scope';
import { setRange } from '../../app/time_range_picker';
import { Button } from '../../components/button';
import { EmptyState, ErrorState, Loading } from '../../components/states';
import { StatusBadge } from '../../components/status_badge';
import { isReport } from '../../model/edition';
import { formatDuration, formatShare, formatTime, formatUtc } from '../../model/format';
import { factText } from '../../model/search_text';
import { slowPathOf } from '../../model/slow_path';
import { sortRows } from '../../model/sorting';
import { statusOfSummary } from '../../model/status';
import { nameOf, rowOf } from '../../model/trace_row';
import { useNewestTraces } from './use_overview';

const SHOWN = 6;
const FAILED = isReport ? factText('outcome', 'failed') : 'fault OR error OR throttle';

const isBad = (trace: TraceSummary) => trace.HasFault || trace.HasThrottle || trace.HasError;

/** What is slow, what failed, and what came last: each a click from its trace. */
export function NewestTraces() {
  const { range } = useScope();
  const { data, error, refetch } = useNewestTraces();
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const traces = data.summaries;
  if (traces.length === 0) {
    return (
      <EmptyState title="No traces in this time range">
        {range.kind !== 'all' && <Button onClick={() => setRange({ kind: 'all' })}>Look at all time</Button>}
      </EmptyState>
    );
  }
  const slow = sortRows(traces, (trace) => trace.Duration, true).slice(0, SHOWN);
  const bad = sortRows(traces.filter(isBad), (trace) => trace.StartTime, true).slice(0, SHOWN);
  const latest = sortRows(traces, (trace) => trace.StartTime, true).slice(0, SHOWN);
  return (
    <div className="newest">
      <TraceList title="Slowest" traces={slow} more={{ sort: '-duration' }} explain />
      <TraceList title="Failed" traces={bad} more={{ filter: FAILED }} none="No trace has an error, a fault or a throttle." />
      <TraceList title="Latest" traces={latest} more={{}} />
    </div>
  );
}

interface TraceListProps {
  title: string;
  traces: TraceSummary[];
  /** Parameters of the page that has them all. */
  more: Record<string, string>;
  none?: string;
  /** Whether to say where the time went. */
  explain?: boolean;
}

function TraceList({ title, traces, more, none, explain = false }: TraceListProps) {
  return (
    <section className="card newest-list" aria-label={title}>
      <header>
        <h2>{title}</h2>
        <Link href={addressOf('/traces', more)} aria-label={`All traces, ${title.toLowerCase()} first`}>
          All
        </Link>
      </header>
      {traces.length === 0 && <p className="newest-none">{none}</p>}
      <ol>
        {traces.map((trace) => (
          <li key={trace.Id}>
            <Link className="newest-trace" href={addressOf(`/traces/${trace.Id}`)}>
              <span className="newest-name">{nameOf(rowOf(trace))}</span>
              <span className="newest-duration numeric">{formatDuration(trace.Duration)}</span>
              <span className="newest-second">
                <StatusBadge status={statusOfSummary(trace)} code={trace.Http.HttpStatus} />
                {explain ? <SlowPath trace={trace} /> : <span className="newest-entry">{trace.EntryPoint?.Name}</span>}
              </span>
              <time className="newest-time numeric" title={formatUtc(trace.StartTime)}>
                {formatTime(trace.StartTime)}
              </time>
            </Link>
          </li>
        ))}
      </ol>
    </section>
  );
}

function SlowPath({ trace }: { trace: TraceSummary }) {
  const path = slowPathOf(trace);
  if (!path) return null;
  return (
    <span className="newest-entry" title={path.names.join(' › ')}>
      {path.coverage !== undefined && `${formatShare(Math.min(path.coverage, 1))} in `}
      {path.names.at(-1)}
    </span>
  );
}
