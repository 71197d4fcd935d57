import { useQuery } from '@tanstack/react-query';
import { explainMiss } from '../../api/explain';
import { useLocation } from '../../app/router';
import { Button } from '../../components/button';
import { Clauses } from '../../components/clauses';
import { Popover } from '../../components/popover';
import { isReport } from '../../model/edition';

/** Whether the trace is one that the filter of its list selects, and why not: for a trace that has changed, or another link. */
export function FilterMatch({ id, revision }: { id: string; revision: number }) {
  const filter = useLocation().search.get('filter') ?? '';
  const miss = useQuery({
    queryKey: ['trace', id, 'miss', filter, revision],
    queryFn: ({ signal }) => explainMiss(filter, signal, [id]),
    enabled: filter !== '' && !isReport,
  });
  const own = miss.data?.find((one) => one.TraceSummary.Id === id);
  if (!own) return null;
  return (
    <Popover label="Why it does not match the filter" align="start" trigger={<Button kind="quiet">Does not match the filter: why?</Button>}>
      <Clauses clauses={own.Clauses} />
    </Popover>
  );
}
