import { useQuery } from '@tanstack/react-query';
import { getHealth } from '../../api/emulator';
import { setSearch } from '../../app/router';
import { useScope } from '../../app/scope';
import { setRange } from '../../app/time_range_picker';
import { Button } from '../../components/button';
import { EmptyState } from '../../components/states';
import { isReport } from '../../model/edition';
import { countOf } from '../../model/format';

export function NothingToShow() {
  return isReport ? <EmptyState title="No services in this report" /> : <NothingInEmulator />;
}

/** Says whether there is nothing at all, or nothing in this time and group. */
function NothingInEmulator() {
  const { range, group } = useScope();
  const health = useQuery({ queryKey: ['health'], queryFn: ({ signal }) => getHealth(signal), refetchInterval: 2000 });
  const stored = health.data?.traces ?? 0;
  if (stored === 0) {
    return (
      <EmptyState title="No services yet">
        <p>The map draws itself from the first segment that an application sends.</p>
      </EmptyState>
    );
  }
  return (
    <EmptyState title={group === '' ? 'No services in this time range' : `No services in the group ${group} in this time range`}>
      <p>The emulator holds {countOf(stored, 'trace')}.</p>
      <p className="state-actions">
        {range.kind !== 'all' && <Button onClick={() => setRange({ kind: 'all' })}>Look at all time</Button>}
        {group !== '' && <Button onClick={() => setSearch({ group: undefined })}>Look at all traces</Button>}
      </p>
    </EmptyState>
  );
}
