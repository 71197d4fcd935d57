import { useQueryClient } from '@tanstack/react-query';
import { useTraceEvents } from '../../api/events';
import { useLocation } from '../../app/router';
import { useRuns } from '../../app/scope';
import { ErrorState, Loading } from '../../components/states';
import { countOf } from '../../model/format';
import { BeginRun } from './begin_run';
import { Comparison } from './comparison';
import { NoRuns } from './no_runs';
import { RunTable } from './run_table';
import './runs.css';

export default function RunsPage() {
  const runs = useRuns();
  const client = useQueryClient();
  const { search } = useLocation();
  // The number of traces of the run that goes on.
  useTraceEvents(() => void client.invalidateQueries({ queryKey: ['runs'] }, { cancelRefetch: false }), true, 2000);
  return (
    <div className="page runs">
      <div className="page-head">
        <h1>Runs</h1>
        {runs.data && (
          <p className="muted" role="status">
            {countOf(runs.data.length, 'run')}
          </p>
        )}
        <BeginRun />
      </div>
      {runs.error ? (
        <ErrorState error={runs.error} onRetry={() => void runs.refetch()} />
      ) : !runs.data ? (
        <Loading />
      ) : runs.data.length === 0 ? (
        <NoRuns />
      ) : (
        <>
          <RunTable runs={runs.data} />
          <Comparison runs={runs.data} before={search.get('before')} after={search.get('after')} />
        </>
      )}
    </div>
  );
}
