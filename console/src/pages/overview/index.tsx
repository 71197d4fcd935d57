import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ErrorState, Loading } from '../../components/states';
import { signalsOf } from '../../model/signals';
import { Findings } from './findings';
import { KeepAll } from './keep_all';
import { Listening } from './listening';
import './overview.css';
import { SampleTrace } from './sample_button';
import { FIRST_CHOICE, Setup } from './setup';
import { SignalList, SignalTiles } from './signal_list';
import { NewestTraces } from './newest_traces';
import { useHeard } from './use_overview';

export default function OverviewPage() {
  const client = useQueryClient();
  const { health, stats, rule, statistics } = useHeard();
  const failed = health.error ?? stats.error;
  const isEmpty = health.data?.traces === 0;
  // Who is in the middle of copying keeps what was chosen when the first trace comes.
  const [choice, setChoice] = useState(FIRST_CHOICE);
  const [beganEmpty, setBeganEmpty] = useState(false);
  if (isEmpty && !beganEmpty) setBeganEmpty(true);
  const setup = <Setup choice={choice} onChoose={setChoice} />;
  return (
    <div className="page overview">
      <div className="page-head">
        <h1>Overview</h1>
        <SampleTrace quiet={!isEmpty} />
        <KeepAll />
      </div>
      {failed ? (
        <ErrorState error={failed} onRetry={() => void client.invalidateQueries()} />
      ) : !health.data || !stats.data ? (
        <Loading />
      ) : (
        <>
          <Listening stats={stats.data} version={health.data.version} uptime={health.data.uptimeSeconds} trouble={health.data.storage} />
          {isEmpty ? (
            <div className="overview-columns">
              <SignalList signals={signalsOf({ stats: stats.data, health: health.data, rule, statistics })} />
              {setup}
            </div>
          ) : (
            <>
              <SignalTiles signals={signalsOf({ stats: stats.data, health: health.data, rule, statistics })} />
              <NewestTraces />
            </>
          )}
          <Findings />
          {!isEmpty && (
            <details className="overview-more" open={beganEmpty || undefined}>
              <summary>
                <h2>Connect another application</h2>
              </summary>
              {setup}
            </details>
          )}
        </>
      )}
    </div>
  );
}
