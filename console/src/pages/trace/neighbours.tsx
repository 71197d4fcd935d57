import { useQuery } from '@tanstack/react-query';
import { getTraceSummaries } from '../../api/xray';
import { addressOf, navigate, useLocation } from '../../app/router';
import { expressionWithin, useScope } from '../../app/scope';
import { IconButton } from '../../components/button';
import { readSorting, sortRows } from '../../model/sorting';
import { DEFAULT_SORTING, rowOf, sortValueOf } from '../../model/trace_row';

/** The traces before and behind this one in the list that it was opened from. */
export function Neighbours({ id }: { id: string }) {
  const { search } = useLocation();
  const { rangeKey, resolve, group } = useScope();
  const filter = search.get('filter') ?? '';
  const expression = expressionWithin(group, filter);
  const list = useQuery({
    queryKey: ['neighbours', rangeKey, expression],
    queryFn: async ({ signal }) => (await getTraceSummaries({ ...resolve(), filter: expression }, signal)).TraceSummaries.map(rowOf),
    staleTime: 60_000,
  });
  const sorting = readSorting(search.get('sort'), DEFAULT_SORTING);
  const rows = sortRows(list.data ?? [], (row) => sortValueOf(row, sorting.by), sorting.descending);
  const at = rows.findIndex((row) => row.id === id);
  const open = (place: number) => {
    const row = rows[place];
    if (row) navigate(addressOf(`/traces/${row.id}`, { filter, sort: search.get('sort') ?? undefined, view: search.get('view') ?? undefined }));
  };
  if (at === -1) return null;
  return (
    <span className="neighbours">
      <IconButton icon="chevron_left" label="Previous trace of the list" disabled={at === 0} onClick={() => open(at - 1)} />
      <span className="muted numeric">
        {at + 1} of {rows.length}
      </span>
      <IconButton icon="chevron_right" label="Next trace of the list" disabled={at === rows.length - 1} onClick={() => open(at + 1)} />
    </span>
  );
}
