import { useMemo } from 'react';
import { ErrorState, Loading } from '../../components/states';
import { countOf, formatCount } from '../../model/format';
import { readSorting, sortRows } from '../../model/sorting';
import { useLocation } from '../../app/router';
import { DEFAULT_SORTING, sortValueOf } from './columns';
import { FilterBar } from './filter_bar';
import { NoTraces } from './no_traces';
import './traces.css';
import { TraceTable } from './trace_table';
import { useTraces } from './use_traces';

export default function TracesPage() {
  const { search } = useLocation();
  const filter = search.get('filter') ?? '';
  const sorting = readSorting(search.get('sort'), DEFAULT_SORTING);
  const traces = useTraces(filter);
  const all = traces.data?.summaries;
  const { by, descending } = sorting;
  const rows = useMemo(() => sortRows(all ?? [], (row) => sortValueOf(row, by), descending), [all, by, descending]);
  return (
    <div className="page traces">
      <div className="page-head">
        <h1>Traces</h1>
        {traces.data && (
          <p className="muted" role="status">
            {traces.data.cut ? `The newest ${formatCount(rows.length)} traces` : countOf(rows.length, 'trace')}
            {filter !== '' && ` of ${formatCount(traces.data.processed)} match`}
          </p>
        )}
      </div>
      <FilterBar key={filter} filter={filter} error={traces.error} />
      {traces.error ? (
        <ErrorState error={traces.error} onRetry={() => void traces.refetch()} />
      ) : traces.isPending ? (
        <Loading />
      ) : rows.length === 0 ? (
        <NoTraces filter={filter} />
      ) : (
        <TraceTable rows={rows} sorting={sorting} />
      )}
    </div>
  );
}
