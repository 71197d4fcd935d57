import { useMemo } from 'react';
import type { TraceSummary } from '../../api/types';
import { navigate, setSearch } from '../../app/router';
import { DataTable } from '../../components/data_table';
import { writeSorting, type Sorting } from '../../model/sorting';
import { addressOfTrace, columnsOf } from './columns';

export function TraceTable({ rows, sorting }: { rows: TraceSummary[]; sorting: Sorting }) {
  const longest = rows.reduce((most, row) => Math.max(most, row.Duration ?? 0), 0);
  const columns = useMemo(() => columnsOf(longest), [longest]);
  return (
    <DataTable
      label="Traces"
      rows={rows}
      columns={columns}
      keyOf={(row) => row.Id}
      sorting={sorting}
      onSort={(next) => setSearch({ sort: writeSorting(next) }, { replace: true })}
      onOpen={(row) => {
        navigate(addressOfTrace(row.Id));
        window.scrollTo(0, 0);
      }}
    />
  );
}
