import { useMemo } from 'react';
import { navigate, setSearch } from '../../app/router';
import { DataTable } from '../../components/data_table';
import { writeSorting, type Sorting } from '../../model/sorting';
import type { TraceRow } from '../../model/trace_row';
import { addressOfTrace, columnsOf } from './columns';

interface TraceTableProps {
  rows: TraceRow[];
  /** Of all rows, in seconds. */
  longest: number;
  sorting: Sorting;
  /** Keys of annotations that have a column. */
  annotations: string[];
}

export function TraceTable({ rows, longest, sorting, annotations }: TraceTableProps) {
  const keys = annotations.join('\n');
  const columns = useMemo(() => columnsOf(longest, keys === '' ? [] : keys.split('\n')), [longest, keys]);
  return (
    <DataTable
      label="Traces"
      rows={rows}
      columns={columns}
      keyOf={(row) => row.id}
      sorting={sorting}
      onSort={(next) => setSearch({ sort: writeSorting(next) }, { replace: true })}
      onOpen={(row) => {
        navigate(addressOfTrace(row.id));
        window.scrollTo(0, 0);
      }}
    />
  );
}
