import { formatDuration } from '../../model/format';
import { placeOf, type View } from '../../model/view_range';

interface AxisProps {
  className: string;
  /** Seconds since the trace began. */
  ticks: readonly number[];
  view: View;
  /** When the trace began. */
  start: number;
}

/** The times above the bars of a trace. */
export function Axis({ className, ticks, view, start }: AxisProps) {
  return (
    <div className={className} aria-hidden="true">
      {ticks.map((tick) => {
        const place = placeOf(view, start + tick);
        // At the end there is no room to the right of it.
        const style = place > 0.94 ? { right: `${(1 - place) * 100}%` } : { left: `${place * 100}%` };
        return (
          <span key={tick} style={style}>
            {formatDuration(tick)}
          </span>
        );
      })}
    </div>
  );
}
