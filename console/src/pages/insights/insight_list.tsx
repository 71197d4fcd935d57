import { useMutation, useQueryClient } from '@tanstack/react-query';
import { updateGroup } from '../../api/groups';
import type { Insight } from '../../api/insights';
import { Link } from '../../app/link';
import { addressOf } from '../../app/router';
import { useScope } from '../../app/scope';
import { useInsights } from '../../app/use_insights';
import { setRange } from '../../app/time_range_picker';
import { Button } from '../../components/button';
import { EmptyState, ErrorState, Loading } from '../../components/states';
import { countOf } from '../../model/format';
import { Impact, InsightState, InsightTime } from './state';

export function InsightList() {
  const { groups, names, insights } = useInsights();
  const error = groups.error ?? insights.error;
  return (
    <>
      <div className="page-head">
        <h1>Insights</h1>
        {insights.data && <p className="muted">{countOf(insights.data.length, 'insight')}</p>}
      </div>
      {error ? (
        <ErrorState error={error} onRetry={() => void insights.refetch()} />
      ) : !groups.data ? (
        <Loading />
      ) : names.length === 0 ? (
        <NotEnabled />
      ) : !insights.data ? (
        <Loading />
      ) : insights.data.length === 0 ? (
        <NoInsights names={names} />
      ) : (
        <ul className="card">
          {insights.data.map((insight) => (
            <InsightItem key={insight.InsightId} insight={insight} />
          ))}
        </ul>
      )}
    </>
  );
}

function InsightItem({ insight }: { insight: Insight }) {
  return (
    <li>
      <Link className="insight" href={addressOf('/insights', { id: insight.InsightId })}>
        <InsightState insight={insight} />
        <span className="insight-text">
          <strong>{insight.RootCauseServiceId.Name}</strong> {insight.Summary}
          <span className="insight-more muted">
            <InsightTime insight={insight} /> · group {insight.GroupName} · of all client requests{' '}
            <Impact impact={insight.ClientRequestImpactStatistics} />
          </span>
        </span>
      </Link>
    </li>
  );
}

function NotEnabled() {
  const client = useQueryClient();
  const { group } = useScope();
  const enable = useMutation({
    mutationFn: () => updateGroup({ GroupName: 'Default', InsightsConfiguration: { InsightsEnabled: true, NotificationsEnabled: false } }),
    onSuccess: () => client.invalidateQueries(),
  });
  return (
    <EmptyState title={group === '' ? 'No group has insights' : `The group ${group} has no insights`}>
      <p>
        An insight tells when more requests fail than were to be expected, and which service is the cause. Groups that have insights are watched, over
        everything that is stored.
      </p>
      <p className="insight-actions">
        {group === '' && (
          <Button kind="primary" disabled={enable.isPending} onClick={() => enable.mutate()}>
            Turn on for all traces
          </Button>
        )}
        <Link href={addressOf('/groups')}>Groups</Link>
      </p>
      {enable.error && <p className="form-error">{enable.error.message}</p>}
    </EmptyState>
  );
}

function NoInsights({ names }: { names: string[] }) {
  const { range } = useScope();
  return (
    <EmptyState title="No insights in this time range">
      <p>
        {names.length === 1 ? `The group ${names[0]} is` : `${countOf(names.length, 'group')} are`} watched. A service needs ten minutes of normal requests
        before its faults are judged.
      </p>
      {range.kind !== 'all' && (
        <p className="insight-actions">
          <Button onClick={() => setRange({ kind: 'all' })}>Look at the last 30 days</Button>
        </p>
      )}
    </EmptyState>
  );
}
