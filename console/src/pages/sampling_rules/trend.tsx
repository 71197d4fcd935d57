import { useNow } from '../../components/use_now';
import { countOf, formatCount } from '../../model/format';
import { lastWindows, type SamplingWindow } from '../../model/sampling_trend';

const SHOWN = 30;
const [BAR, GAP, HEIGHT] = [4, 1, 26];

/** Matched and sampled requests, ten seconds a bar. */
export function Trend({ name, windows }: { name: string; windows: SamplingWindow[] }) {
  const now = useNow(2000);
  const bars = lastWindows(windows, SHOWN, now);
  const most = Math.max(...bars.map((bar) => bar.requests), 1);
  const latest = bars.findLast((bar) => bar.requests > 0);
  const heightOf = (count: number) => (count > 0 ? Math.max((count / most) * HEIGHT, 1.5) : 0);
  return (
    <div className="trend">
      <svg width={SHOWN * (BAR + GAP)} height={HEIGHT} role="img" aria-label={`Requests that ${name} took, ten seconds a bar`}>
        <line x1="0" x2={SHOWN * (BAR + GAP)} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} className="trend-base" />
        {bars.map((bar, at) => {
          const sampled = Math.min(bar.sampled + bar.borrowed, bar.requests);
          return (
            <g key={bar.at} transform={`translate(${at * (BAR + GAP)} 0)`}>
              <rect width={BAR} height={heightOf(bar.requests)} y={HEIGHT - heightOf(bar.requests)} className="trend-matched" />
              <rect width={BAR} height={heightOf(sampled)} y={HEIGHT - heightOf(sampled)} className="trend-sampled" />
            </g>
          );
        })}
      </svg>
      <span className="trend-text">
        {latest ? (
          <>
            <span className="numeric">{countOf(latest.requests, 'request')}</span>, {formatCount(latest.sampled)} sampled
            {latest.borrowed > 0 && `, ${formatCount(latest.borrowed)} borrowed`}
          </>
        ) : (
          <span className="muted">none told</span>
        )}
      </span>
    </div>
  );
}
