import type { TraceSummary } from '../../api/types';
import { Link } from '../../app/link';
import { addressOf } from '../../app/router';
import type { Column } from '../../components/data_table';
import { StatusBadge } from '../../components/status_badge';
import { formatDuration, formatTime, formatUtc, shortUrl } from '../../model/format';
import type { Sorting, SortValue } from '../../model/sorting';
import { severityOf, statusOfSummary } from '../../model/status';

export const DEFAULT_SORTING: Sorting = { by: 'time', descending: true };

/** What a trace is called: its request, else where it came in. */
export function nameOf(trace: TraceSummary): string {
  const request = [trace.Http.HttpMethod, shortUrl(trace.Http.HttpURL)].filter(Boolean).join(' ');
  return request || trace.EntryPoint?.Name || trace.ServiceIds[0]?.Name || trace.Id;
}

export function sortValueOf(trace: TraceSummary, by: string): SortValue {
  switch (by) {
    case 'status':
      return severityOf(statusOfSummary(trace));
    case 'name':
      return nameOf(trace);
    case 'duration':
      return trace.Duration;
    case 'response':
      return trace.ResponseTime;
    case 'code':
      return trace.Http.HttpStatus;
    case 'services':
      return trace.ServiceIds.length;
    case 'user':
      return trace.Users[0]?.UserName;
    case 'entry':
      return trace.EntryPoint?.Name;
    default:
      return trace.StartTime;
  }
}

export const addressOfTrace = (id: string) => addressOf(`/traces/${id}`);

/** `longest` is the length of a whole duration bar, in seconds. */
export function columnsOf(longest: number): Column<TraceSummary>[] {
  return [
    { id: 'time', label: 'Time', width: '110px', sortable: true, hideBelow: 480, cell: (trace) => <Time trace={trace} /> },
    {
      id: 'status',
      label: 'Status',
      width: '118px',
      sortable: true,
      cell: (trace) => <StatusBadge status={statusOfSummary(trace)} code={trace.Http.HttpStatus} />,
    },
    {
      id: 'name',
      label: 'Request',
      width: 'minmax(90px, 2fr)',
      sortable: true,
      cell: (trace) => (
        <Link href={addressOfTrace(trace.Id)} title={trace.Http.HttpURL ?? undefined} tabIndex={-1}>
          {nameOf(trace)}
        </Link>
      ),
    },
    { id: 'entry', label: 'Entry', width: 'minmax(70px, 1fr)', sortable: true, hideBelow: 700, cell: (trace) => trace.EntryPoint?.Name },
    {
      id: 'services',
      label: 'Services',
      width: '76px',
      align: 'end',
      sortable: true,
      hideBelow: 900,
      cell: (trace) => new Set(trace.ServiceIds.map((service) => service.Name)).size,
    },
    { id: 'user', label: 'User', width: 'minmax(60px, 110px)', sortable: true, hideBelow: 1100, cell: (trace) => trace.Users[0]?.UserName },
    {
      id: 'duration',
      label: 'Duration',
      width: 'minmax(84px, 1fr)',
      sortable: true,
      cell: (trace) => <Duration trace={trace} longest={longest} />,
    },
    { id: 'response', label: 'Response', width: '84px', align: 'end', sortable: true, hideBelow: 1000, cell: (trace) => formatDuration(trace.ResponseTime) },
    { id: 'id', label: 'Trace', width: '300px', hideBelow: 1500, cell: (trace) => <span className="mono muted">{trace.Id}</span> },
  ];
}

function Time({ trace }: { trace: TraceSummary }) {
  return (
    <time dateTime={new Date(trace.StartTime * 1000).toISOString()} title={formatUtc(trace.StartTime)} className="numeric">
      {formatTime(trace.StartTime)}
    </time>
  );
}

function Duration({ trace, longest }: { trace: TraceSummary; longest: number }) {
  const share = longest > 0 ? Math.min((trace.Duration ?? 0) / longest, 1) : 0;
  return (
    <span className="duration">
      <span className="duration-text">{formatDuration(trace.Duration)}</span>
      <span className="duration-track" aria-hidden="true">
        <span className={`duration-bar status-${statusOfSummary(trace)}`} style={{ width: `${share * 100}%` }} />
      </span>
    </span>
  );
}
