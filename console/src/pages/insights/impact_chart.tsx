import { useWidth } from '../../charts/use_width';
import { StatusGlyph } from '../../components/status_badge';
import { countOf, formatCount, formatTime } from '../../model/format';
import { partsOf, STACK, totalOf, type ImpactPoint, type Outcome, type Span } from '../../model/insights';
import { statusWord } from '../../model/status';
import { ticksBetween, timeTicks } from '../../model/ticks';

interface ImpactChartProps {
  points: ImpactPoint[];
  span: Span;
  /** Of the insight; what is outside of it is only for comparison. */
  from: number;
  to: number | null;
}

const [HEIGHT, FOOT, LEFT, TOP] = [190, 20, 38, 6];
const PERIOD = 60;

/** Requests by outcome, a minute a bar, with the number of faults that was to be expected. */
export function ImpactChart({ points, span, from, to }: ImpactChartProps) {
  const [element, width] = useWidth<HTMLDivElement>();
  const area = HEIGHT - FOOT - TOP;
  const most = points.reduce((top, point) => Math.max(top, totalOf(point), point.expected ?? 0), 1);
  const xOf = (time: number) => LEFT + ((time - span.from) / Math.max(span.to - span.from, 1)) * Math.max(width - LEFT, 1);
  const yOf = (count: number) => TOP + area - (count / most) * area;
  const barWidth = Math.max(xOf(span.from + PERIOD) - xOf(span.from) - 1, 1);
  const shown = points.filter((point) => point.at >= span.from && point.at < span.to);
  const [left, right] = [xOf(Math.max(from, span.from)), xOf(Math.min((to ?? span.to) + PERIOD, span.to))];
  const offset = -new Date(span.from * 1000).getTimezoneOffset() * 60;
  return (
    <>
      <Legend points={shown} />
      <div ref={element} className="impact-chart" style={{ height: HEIGHT }}>
        <svg width={width} height={HEIGHT} role="img" aria-label={describe(shown)}>
          <rect x={left} y={TOP} width={Math.max(right - left, 0)} height={area} className="impact-time" />
          {ticksBetween(0, most, 3).map((tick) => (
            <g key={tick}>
              <line x1={LEFT} x2={width} y1={yOf(tick)} y2={yOf(tick)} className="impact-grid" />
              <text x={LEFT - 6} y={yOf(tick) + 4} textAnchor="end">
                {formatCount(tick)}
              </text>
            </g>
          ))}
          {timeTicks(span.from, span.to, Math.max(width / 110, 2), offset)
            .filter((tick) => xOf(tick) < width - 24)
            .map((tick) => (
              <text key={tick} x={xOf(tick)} y={HEIGHT - 5} textAnchor="middle">
                {formatTime(tick).slice(-8, -3)}
              </text>
            ))}
          {shown.map((point) => (
            <Bar key={point.at} point={point} x={xOf(point.at)} width={barWidth} yOf={yOf} />
          ))}
        </svg>
      </div>
    </>
  );
}

interface BarProps {
  point: ImpactPoint;
  x: number;
  width: number;
  yOf: (count: number) => number;
}

function Bar({ point, x, width, yOf }: BarProps) {
  return (
    <g>
      <title>{tell(point)}</title>
      {partsOf(point).map((part) => (
        <rect key={part.outcome} className={`impact-${part.outcome}`} x={x} width={width} y={yOf(part.to)} height={yOf(part.from) - yOf(part.to)} />
      ))}
      {point.expected !== undefined && (
        <line x1={x - 0.5} x2={x + width + 0.5} y1={yOf(point.expected)} y2={yOf(point.expected)} className="impact-expected" />
      )}
    </g>
  );
}

function tell(point: ImpactPoint): string {
  const parts = STACK.filter((outcome) => point[outcome] > 0).map((outcome) => `${point[outcome]} ${statusWord(outcome)}`);
  if (point.expected !== undefined) parts.push(`at most ${point.expected} faults expected`);
  return `${formatTime(point.at)}: ${parts.join(', ') || 'nothing'}`;
}

function describe(points: ImpactPoint[]): string {
  const sum = (outcome: Outcome) => points.reduce((all, point) => all + point[outcome], 0);
  const worst = points.reduce<ImpactPoint | undefined>((top, point) => (point.fault > (top?.fault ?? 0) ? point : top), undefined);
  const peak = worst ? `, most at ${formatTime(worst.at)}: ${worst.fault}` : '';
  return `Requests over time: ${countOf(sum('fault'), 'fault')}${peak}; ${sum('ok')} ok, ${sum('error')} errors, ${sum('throttle')} throttled`;
}

function Legend({ points }: { points: ImpactPoint[] }) {
  const used = STACK.filter((outcome) => outcome === 'fault' || points.some((point) => point[outcome] > 0));
  return (
    <ul className="impact-legend">
      {used.map((outcome) => (
        <li key={outcome}>
          <StatusGlyph status={outcome} /> {statusWord(outcome)}
        </li>
      ))}
      {points.some((point) => point.expected !== undefined) && (
        <li>
          <span className="impact-legend-line" aria-hidden="true" /> Faults expected at most
        </li>
      )}
      <li>
        <span className="impact-legend-time" aria-hidden="true" /> Time of the insight
      </li>
    </ul>
  );
}
