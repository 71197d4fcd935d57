import { useQuery } from '@tanstack/react-query';
import { getHealth } from '../../api/emulator';
import { setSearch } from '../../app/router';
import { expressionWithin, useScope } from '../../app/scope';
import { setRange } from '../../app/time_range_picker';
import { Closest } from './closest';
import { Button } from '../../components/button';
import { EmptyState } from '../../components/states';
import { isReport } from '../../model/edition';
import { countOf } from '../../model/format';

export function NoTraces({ filter }: { filter: string }) {
  return isReport ? <NoneInReport filter={filter} /> : <NoneInEmulator filter={filter} />;
}

function NoneInReport({ filter }: { filter: string }) {
  if (filter === '') return <EmptyState title="No traces in this report" />;
  return (
    <EmptyState title="No trace matches">
      <p className="state-actions">
        <Button onClick={() => setSearch({ filter: undefined })}>Show all traces</Button>
      </p>
    </EmptyState>
  );
}

/** Says whether there is nothing at all, nothing in this time, or nothing that matches. */
function NoneInEmulator({ filter }: { filter: string }) {
  const { range, group } = useScope();
  const health = useQuery({ queryKey: ['health'], queryFn: ({ signal }) => getHealth(signal), refetchInterval: 2000 });
  const stored = health.data?.traces ?? 0;
  if (stored === 0) {
    return (
      <EmptyState title="No traces yet">
        <p>They appear here as soon as an application sends its first segment.</p>
      </EmptyState>
    );
  }
  return (
    <>
      <EmptyState title={filter === '' ? 'No traces in this time range' : 'No trace matches'}>
        <p>The emulator holds {countOf(stored, 'trace')}.</p>
        <p className="state-actions">
          {range.kind !== 'all' && <Button onClick={() => setRange({ kind: 'all' })}>Look at all time</Button>}
          {filter !== '' && <Button onClick={() => setSearch({ filter: undefined })}>Clear the filter</Button>}
        </p>
      </EmptyState>
      {filter !== '' && <Closest filter={expressionWithin(group, filter)} />}
    </>
  );
}
