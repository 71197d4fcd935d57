import { useEffect, useState } from 'react';
import type { Insight, InsightEvent } from '../../api/insights';
import { Link } from '../../app/link';
import { addressOf } from '../../app/router';
import { ErrorState, Loading } from '../../components/states';
import { formatTime, formatUtc } from '../../model/format';
import { graphSpan, serviceFilter } from '../../model/insights';
import { formatTimeParameter } from '../../model/time_range';
import { ServiceMap } from '../../map';
import { ImpactChart } from './impact_chart';
import { Impact, InsightState, InsightTime } from './state';
import { useImpactMap, useImpactSeries, useInsight } from './use_insights';

export function OneInsight({ id }: { id: string }) {
  const { insight, events } = useInsight(id);
  const cause = insight.data?.RootCauseServiceId.Name;
  useEffect(() => {
    if (cause !== undefined) document.title = `Insight: ${cause} · X-Ray emulator`;
  }, [cause]);
  return (
    <>
      <Link href={addressOf('/insights')}>All insights</Link>
      {insight.error ? (
        <>
          <h1>Insight</h1>
          <ErrorState error={insight.error} onRetry={() => void insight.refetch()} />
        </>
      ) : !insight.data ? (
        <>
          <h1>Insight</h1>
          <Loading />
        </>
      ) : (
        <>
          <Head insight={insight.data} />
          <Series insight={insight.data} />
          <div className="insight-columns">
            <Services insight={insight.data} />
            <Events events={events.data} error={events.error} />
          </div>
        </>
      )}
    </>
  );
}

function Head({ insight }: { insight: Insight }) {
  const cause = insight.RootCauseServiceId;
  const span = graphSpan(insight, Date.now() / 1000);
  const traces = addressOf('/traces', {
    filter: `${serviceFilter(cause)} { fault }`,
    group: insight.GroupName === 'Default' ? undefined : insight.GroupName,
    from: formatTimeParameter(span.from),
    to: formatTimeParameter(span.to),
    range: undefined,
    run: undefined,
  });
  return (
    <header className="insight-head">
      <div className="page-head">
        <h1>{cause.Name}</h1>
        <Link className="button button-primary" href={traces}>
          Traces with the faults
        </Link>
      </div>
      <p className="insight-summary">{insight.Summary}</p>
      <p className="insight-facts">
        <InsightState insight={insight} />
        <InsightTime insight={insight} />
        <span>Group {insight.GroupName}</span>
        <span>Anomalous: {insight.TopAnomalousServices.map((one) => one.ServiceId.Name).join(', ')}</span>
      </p>
      <dl className="insight-impact">
        <div className="card">
          <dt>Requests of clients</dt>
          <dd>
            <Impact impact={insight.ClientRequestImpactStatistics} />
          </dd>
        </div>
        <div className="card">
          <dt>Requests to {cause.Name}, the root cause</dt>
          <dd>
            <Impact impact={insight.RootCauseServiceRequestImpactStatistics} />
          </dd>
        </div>
      </dl>
    </header>
  );
}

function Series({ insight }: { insight: Insight }) {
  const series = useImpactSeries(insight);
  return (
    <section className="card insight-section" aria-labelledby="series-head">
      <h2 id="series-head">
        {series.data?.by === 'traces' ? 'Traces through' : 'Requests to'} {insight.RootCauseServiceId.Name} over time
      </h2>
      {series.error ? (
        <ErrorState error={series.error} onRetry={() => void series.refetch()} />
      ) : !series.data ? (
        <Loading />
      ) : (
        <ImpactChart points={series.data.points} span={series.data.span} from={insight.StartTime} to={insight.EndTime} />
      )}
    </section>
  );
}

function Services({ insight }: { insight: Insight }) {
  const graph = useImpactMap(insight);
  const [selected, setSelected] = useState<string>();
  return (
    <section className="card insight-section" aria-labelledby="impact-head">
      <h2 id="impact-head">Services that it reaches</h2>
      {graph.error ? (
        <ErrorState error={graph.error} onRetry={() => void graph.refetch()} />
      ) : !graph.data ? (
        <Loading />
      ) : (
        <div className="insight-map">
          <ServiceMap graph={graph.data} scope={insight.InsightId} selected={selected} onSelect={setSelected} label="Services that the insight reaches" />
        </div>
      )}
    </section>
  );
}

function Events({ events, error }: { events: InsightEvent[] | undefined; error: unknown }) {
  return (
    <section className="card insight-section" aria-labelledby="events-head">
      <h2 id="events-head">Events</h2>
      {error ? (
        <ErrorState error={error} />
      ) : !events ? (
        <Loading />
      ) : (
        <ol className="insight-events">
          {[...events].reverse().map((event) => (
            <li key={`${event.EventTime} ${event.Summary}`}>
              <time className="numeric muted" title={formatUtc(event.EventTime)}>
                {formatTime(event.EventTime)}
              </time>
              <p>{event.Summary}</p>
              <p className="muted">
                <Impact impact={event.ClientRequestImpactStatistics} />
              </p>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
