import { useMemo } from 'react';
import type { Trace } from '../../api/types';
import { setSearch } from '../../app/router';
import { EmptyState } from '../../components/states';
import { StatusGlyph } from '../../components/status_badge';
import { countOf, formatCount, formatDuration, formatTime, formatUtc } from '../../model/format';
import { momentsOf, type Moment } from '../../model/moments';
import { serviceOf, type TraceTree } from '../../model/trace_tree';
import { Facts } from './facts';
import './events_view.css';
import { useSpansOfTree } from './use_trace';

const MOST_SHOWN = 1000;

/** What happened in the trace, one after the other: the events of all spans, and all exceptions. */
export function EventsView({ trace, tree }: { trace: Trace; tree: TraceTree }) {
  const spans = useSpansOfTree(trace, tree).data;
  const moments = useMemo(() => momentsOf(tree, spans), [tree, spans]);
  if (moments.length === 0) {
    return (
      <EmptyState title="No events">
        <p>Nothing was thrown, and no span has events. X-Ray’s SDKs record exceptions, OpenTelemetry’s record events as well.</p>
      </EmptyState>
    );
  }
  return (
    <section className="trace-page" aria-label="Events">
      <p className="muted" role="status">
        {countOf(moments.length, 'event')}
        {moments.length > MOST_SHOWN && `, the first ${formatCount(MOST_SHOWN)} are shown`}
      </p>
      <ol className="moments">
        {moments.slice(0, MOST_SHOWN).map((moment, at) => (
          // They have no ids, and do not move.
          // oxlint-disable-next-line react/no-array-index-key
          <MomentItem key={at} moment={moment} tree={tree} />
        ))}
      </ol>
    </section>
  );
}

function MomentItem({ moment, tree }: { moment: Moment; tree: TraceTree }) {
  const { entity, time, isExact } = moment;
  const service = serviceOf(tree, entity);
  const show = () => setSearch({ view: undefined, segment: entity.id, tab: moment.isBad ? 'exceptions' : 'otel' });
  return (
    <li className="moment">
      <time className="numeric moment-time" dateTime={new Date(time * 1000).toISOString()} title={`${formatTime(time)}, ${formatUtc(time)}`}>
        {isExact ? '' : 'by '}
        {formatDuration(time - tree.start)}
      </time>
      <div className="moment-what">
        <p className={moment.isBad ? 'moment-bad' : ''}>
          {moment.isBad && <StatusGlyph status="fault" />}
          <span>
            <strong>{moment.name}</strong> {moment.text}
          </span>
        </p>
        {Object.keys(moment.attributes).length > 0 && !moment.isBad && <Facts facts={moment.attributes} />}
      </div>
      <button type="button" className="as-link moment-where" onClick={show} title="Show it in the timeline">
        {entity.name === service ? service : `${service} › ${entity.name}`}
      </button>
    </li>
  );
}
