import type { Insight, RequestImpact } from '../../api/insights';
import { StatusGlyph } from '../../components/status_badge';
import { countOf, formatCount, formatDuration, formatShare, formatTime, formatUtc } from '../../model/format';
import { faultShare } from '../../model/insights';

export function InsightState({ insight }: { insight: Insight }) {
  const isActive = insight.State === 'ACTIVE';
  return (
    <span className={`insight-state status-${isActive ? 'fault' : 'ok'}`}>
      <StatusGlyph status={isActive ? 'fault' : 'ok'} />
      {isActive ? 'Active' : 'Closed'}
    </span>
  );
}

/** `13:02:00 – 13:14:00, 12 m 00 s`. */
export function InsightTime({ insight: { StartTime, EndTime } }: { insight: Insight }) {
  return (
    <span className="numeric">
      <time title={formatUtc(StartTime)}>{formatTime(StartTime)}</time>
      {EndTime === null ? ', goes on' : `, for ${formatDuration(EndTime - StartTime)}`}
    </span>
  );
}

/** `46 of 96 requests were faults, 48 %`. */
export function Impact({ impact }: { impact: RequestImpact }) {
  return (
    <span className="numeric">
      <strong>{formatCount(impact.FaultCount)}</strong> of {countOf(impact.TotalCount, 'request')} were faults,{' '}
      <strong>{formatShare(faultShare(impact))}</strong>
    </span>
  );
}
