import { Link } from '../../app/link';
import { addressOf, readLocation } from '../../app/router';
import type { Column } from '../../components/data_table';
import { StatusBadge } from '../../components/status_badge';
import { formatDuration, formatTime, formatUtc } from '../../model/format';
import { nameOf, type TraceRow } from '../../model/trace_row';

/** Filter and order go along, so that the trace knows its neighbours. */
export function addressOfTrace(id: string): string {
  const { search } = readLocation();
  return addressOf(`/traces/${id}`, { filter: search.get('filter') ?? undefined, sort: search.get('sort') ?? undefined });
}

/** `longest` is the length of a whole duration bar, in seconds; annotations are shown by these keys. */
export function columnsOf(longest: number, annotations: readonly string[]): Column<TraceRow>[] {
  return [
    { id: 'time', label: 'Time', width: '118px', sortable: true, hideBelow: 480, cell: (row) => <Time row={row} /> },
    {
      id: 'status',
      label: 'Status',
      width: '118px',
      sortable: true,
      cell: (row) => <StatusBadge status={row.status} code={row.code} />,
    },
    {
      id: 'name',
      label: 'Request',
      width: 'minmax(90px, 2fr)',
      sortable: true,
      cell: (row) => (
        <Link href={addressOfTrace(row.id)} title={row.url ?? undefined} tabIndex={-1}>
          {nameOf(row)}
        </Link>
      ),
    },
    { id: 'entry', label: 'Entry', width: 'minmax(70px, 1fr)', sortable: true, hideBelow: 700, cell: (row) => row.entry },
    { id: 'services', label: 'Services', width: '84px', align: 'end', sortable: true, hideBelow: 900, cell: (row) => <span title={row.services.join(', ')}>{row.services.length}</span> },
    { id: 'user', label: 'User', width: 'minmax(60px, 110px)', sortable: true, hideBelow: 1100, cell: (row) => row.users.join(', ') },
    ...annotations.map((key) => ({
      id: `annotation.${key}`,
      label: key,
      width: 'minmax(70px, 130px)',
      hideBelow: 600,
      cell: (row: TraceRow) => row.annotations[key]?.join(', '),
    })),
    {
      id: 'duration',
      label: 'Duration',
      width: 'minmax(84px, 1fr)',
      sortable: true,
      cell: (row) => <Duration row={row} longest={longest} />,
    },
    { id: 'response', label: 'Response', width: '88px', align: 'end', sortable: true, hideBelow: 1000, cell: (row) => formatDuration(row.response) },
    { id: 'id', label: 'Trace', width: '300px', hideBelow: 1500, cell: (row) => <span className="mono muted">{row.id}</span> },
  ];
}

function Time({ row }: { row: TraceRow }) {
  return (
    <time dateTime={new Date(row.start * 1000).toISOString()} title={formatUtc(row.start)} className="numeric">
      {formatTime(row.start)}
    </time>
  );
}

function Duration({ row, longest }: { row: TraceRow; longest: number }) {
  const share = longest > 0 ? Math.min((row.duration ?? 0) / longest, 1) : 0;
  return (
    <span className="duration">
      <span className="duration-text">{formatDuration(row.duration)}</span>
      <span className="duration-track" aria-hidden="true">
        <span className={`duration-bar status-${row.status}`} style={{ width: `${share * 100}%` }} />
      </span>
    </span>
  );
}
