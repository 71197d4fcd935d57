import { useMemo } from 'react';
import { ApiError } from '../../api/http';
import { useLocation } from '../../app/router';
import { Button } from '../../components/button';
import { ErrorState, Loading } from '../../components/states';
import { isReport } from '../../model/edition';
import { countOf, formatCount } from '../../model/format';
import { annotationKeys } from '../../model/grouping';
import { readSorting, sortRows } from '../../model/sorting';
import { DEFAULT_SORTING, sortValueOf, type TraceRow } from '../../model/trace_row';
import { Charts } from './charts';
import { FilterBar } from './filter_bar';
import { Groups } from './groups';
import { useHeldRows } from './held_rows';
import { NoTraces } from './no_traces';
import { readSelection, selectRows } from './selection';
import { CopyFilter } from './copy_filter';
import { SelectionChips } from './selection_chips';
import { TableTools } from './table_tools';
import { TextSearch } from './text_search';
import './traces.css';
import { TraceTable } from './trace_table';
import { useTraces, type TraceList } from './use_traces';

export default function TracesPage() {
  const filter = useLocation().search.get('filter') ?? '';
  const traces = useTraces(filter);
  const list = traces.data;
  return (
    <div className="page traces">
      <div className="page-head">
        <h1>Traces</h1>
        {list && !traces.error && (
          <p className="muted" role="status">
            {describe(list, filter)}
          </p>
        )}
      </div>
      {isReport ? <TextSearch key={filter} search={filter} /> : <FilterBar key={filter} filter={filter} error={traces.error} />}
      {isProblemOfFilter(traces.error) ? null : traces.error ? (
        <ErrorState error={traces.error} onRetry={() => void traces.refetch()} />
      ) : !list ? (
        <Loading />
      ) : list.rows.length === 0 ? (
        <NoTraces filter={filter} />
      ) : (
        <Found rows={list.rows} filter={filter} />
      )}
    </div>
  );
}

/** Told at the filter already. */
const isProblemOfFilter = (error: unknown) => error instanceof ApiError && error.status === 400;

function describe({ rows, processed, cut }: TraceList, filter: string): string {
  const count = cut ? `The newest ${formatCount(rows.length)} traces` : countOf(rows.length, 'trace');
  return filter === '' ? count : `${count} of ${formatCount(Math.max(processed, rows.length))} match`;
}

/** Charts and groups of all that match, and the table of what is selected in the charts. */
function Found({ rows: all, filter }: { rows: TraceRow[]; filter: string }) {
  const { search } = useLocation();
  const { by, descending } = readSorting(search.get('sort'), DEFAULT_SORTING);
  const [times, values] = [search.get('time'), search.get('rt')];
  const selection = useMemo(() => readSelection(times, values), [times, values]);
  const { rows: shown, fresh, letIn, top } = useHeldRows(all, filter);
  const rows = useMemo(() => selectRows(shown, selection), [shown, selection]);
  const sorted = useMemo(() => sortRows(rows, (row) => sortValueOf(row, by), descending), [rows, by, descending]);
  const longest = useMemo(() => rows.reduce((most, row) => Math.max(most, row.duration ?? 0), 0), [rows]);
  const keys = useMemo(() => annotationKeys(all), [all]);
  const dimension = search.get('by') ?? '';
  const columns = (search.get('columns') ?? '').split(',').filter((key) => keys.includes(key));
  return (
    <>
      <Charts rows={all} selection={selection} />
      <div className="table-tools" ref={top}>
        <TableTools dimension={dimension} keys={keys} columns={columns} />
        <SelectionChips selection={selection} shown={rows.length} all={all.length} filter={filter} />
        {!isReport && <CopyFilter filter={filter} />}
      </div>
      {dimension !== '' && <Groups rows={rows} dimension={dimension} filter={filter} />}
      {fresh > 0 && (
        <div className="fresh">
          <Button kind="primary" onClick={letIn}>
            {countOf(fresh, 'new trace')}
          </Button>
        </div>
      )}
      <TraceTable rows={sorted} longest={longest} sorting={{ by, descending }} annotations={columns} />
    </>
  );
}
