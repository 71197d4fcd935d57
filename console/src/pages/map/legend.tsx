import { StatusBadge } from '../../components/status_badge';
import type { Outcome } from '../../map/graph';

const OUTCOMES: Outcome[] = ['ok', 'error', 'throttle', 'fault'];

/** What the colours of the rings stand for, and the keys. */
export function Legend() {
  return (
    <div className="map-legend">
      {OUTCOMES.map((outcome) => (
        <StatusBadge key={outcome} status={outcome} />
      ))}
      <span className="muted map-keys">Arrow keys follow calls, Enter opens, + − 0 zoom</span>
    </div>
  );
}
