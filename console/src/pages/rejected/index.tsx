import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { getStats, type Stats } from '../../api/emulator';
import { onRejected } from '../../api/events';
import { setSearch, useLocation } from '../../app/router';
import { ErrorState, Loading } from '../../components/states';
import { Tabs } from '../../components/tabs';
import { formatCount } from '../../model/format';
import { ClockTab } from './clock';
import { Counters } from './counters';
import { DataTab } from './data';
import { FaultsTab } from './faults';
import './rejected.css';
import { Refusals, Warnings } from './refusals';

const sum = (counts: Record<string, number>) => Object.values(counts).reduce((all, one) => all + one, 0);

export default function IntakePage() {
  const client = useQueryClient();
  const { search } = useLocation();
  const stats = useQuery({ queryKey: ['stats'], queryFn: ({ signal }) => getStats(signal), refetchInterval: 2000 });
  useEffect(() => onRejected(() => void client.invalidateQueries({ queryKey: ['stats'] }, { cancelRefetch: false })), [client]);
  return (
    <div className="page intake">
      <h1>Intake</h1>
      {stats.error ? (
        <ErrorState error={stats.error} onRetry={() => void stats.refetch()} />
      ) : !stats.data ? (
        <Loading />
      ) : (
        <>
          <Totals stats={stats.data} />
          <Tabs
            label="Intake"
            value={search.get('tab') ?? ''}
            onChange={(tab) => setSearch({ tab: tab === 'refused' ? undefined : tab, reason: undefined }, { replace: true })}
            tabs={[
              { id: 'refused', label: 'Refused', count: sum(stats.data.rejected_by_reason), content: <Refusals stats={stats.data} /> },
              { id: 'warnings', label: 'Warnings', count: sum(stats.data.warnings_by_reason), content: <Warnings stats={stats.data} /> },
              { id: 'counters', label: 'Counters', content: <Counters stats={stats.data} /> },
              { id: 'faults', label: 'Faults', content: <FaultsTab /> },
              { id: 'clock', label: 'Clock', content: <ClockTab waiting={waitingOf(stats.data)} /> },
              { id: 'data', label: 'Import, export, reset', content: <DataTab /> },
            ]}
          />
        </>
      )}
    </div>
  );
}

const waitingOf = (stats: Stats) => (typeof stats['documents_undigested'] === 'number' ? stats['documents_undigested'] : 0);

/** What became of the documents, as figures and as a bar. */
function Totals({ stats }: { stats: Stats }) {
  const count = (name: string) => (typeof stats[name] === 'number' ? stats[name] : 0);
  const parts = [
    { label: 'stored', value: stats.documents_stored, look: 'ok' },
    { label: 'repeat stored ones', value: count('documents_duplicate'), look: 'pending' },
    { label: 'refused', value: sum(stats.rejected_by_reason), look: 'fault' },
    { label: 'dropped', value: count('documents_dropped'), look: 'throttle' },
  ].filter((part) => part.value > 0 || part.look === 'ok' || part.look === 'fault');
  const all = parts.reduce((total, part) => total + part.value, 0);
  return (
    <section aria-label="Documents" className="totals">
      <p>
        {parts.map((part) => (
          <span key={part.label} className="total">
            <span className={`total-mark status-${part.look}`} aria-hidden="true" />
            <strong className="numeric">{formatCount(part.value)}</strong> {part.label}
          </span>
        ))}
        <span className="muted">of the segment documents that arrived since the start or the last reset</span>
      </p>
      <div className="totals-bar" aria-hidden="true">
        {all > 0 &&
          parts.map((part) => <span key={part.label} className={`status-${part.look}`} style={{ flexGrow: part.value }} />)}
      </div>
    </section>
  );
}
