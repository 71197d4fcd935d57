import { useQuery } from '@tanstack/react-query';
import { explainMiss, type ClosestTrace } from '../../api/explain';
import { Link } from '../../app/link';
import { Clauses } from '../../components/clauses';
import { StatusBadge } from '../../components/status_badge';
import { formatDuration, formatTime, formatUtc } from '../../model/format';
import { nameOf, rowOf } from '../../model/trace_row';
import { addressOfTrace } from './columns';

const SHOWN = 3;

/** Why nothing matches: the traces that came closest, and which condition failed on them. */
export function Closest({ filter }: { filter: string }) {
  const closest = useQuery({ queryKey: ['closest', filter], queryFn: ({ signal }) => explainMiss(filter, signal) });
  const traces = (closest.data ?? []).slice(0, SHOWN);
  if (traces.length === 0) return null;
  return (
    <section className="closest" aria-labelledby="closest">
      <h2 id="closest">What came closest</h2>
      {traces.map((trace) => (
        <Near key={trace.TraceSummary.Id} trace={trace} />
      ))}
    </section>
  );
}

function Near({ trace }: { trace: ClosestTrace }) {
  const row = rowOf(trace.TraceSummary);
  return (
    <article className="card closest-trace">
      <header>
        <Link href={addressOfTrace(row.id)}>{nameOf(row)}</Link>
        <StatusBadge status={row.status} code={row.code} />
        <span className="numeric">{formatDuration(row.duration)}</span>
        <time className="muted numeric" title={formatUtc(row.start)} dateTime={new Date(row.start * 1000).toISOString()}>
          {formatTime(row.start)}
        </time>
      </header>
      <Clauses clauses={trace.Clauses} />
    </article>
  );
}
