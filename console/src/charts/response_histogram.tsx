import { useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import type { HistogramEntry } from '../api/types';
import { countOf, formatDuration, formatShare } from '../model/format';
import { countWithin, histogramOf, percentileOf, ticksOf, type Histogram, type Span } from '../model/response_histogram';
import './response_histogram.css';

export interface HistogramSeries {
  name: string;
  entries: readonly HistogramEntry[];
}

interface ResponseHistogramProps {
  /** What the times are of: `Response times of cart`. */
  label: string;
  /** One, or two to be compared by their shares. */
  series: readonly HistogramSeries[];
  /** What is counted. */
  unit?: string;
  /** How a value is told; durations, where it is left out. */
  format?: (value: number) => string;
  /** Left out, nothing outside of it is shown. */
  within?: Span | undefined;
  range?: Span | undefined;
  /** Seconds, without `to` itself; undefined for all. */
  onRange?: (range: Span | undefined) => void;
}

/** How often which time was. A range is chosen by dragging, or with the arrow keys at its two ends. */
export function ResponseHistogram({ label, series, unit = 'request', format = formatDuration, within, range, onRange }: ResponseHistogramProps) {
  const histogram = histogramOf(series.map(({ entries }) => entries), 40, within);
  if (histogram.bins.length === 0) return <p className="muted">Nothing has ended yet.</p>;
  return (
    <figure className="times">
      <figcaption className="hidden-text">{describe(label, series, histogram, unit, format)}</figcaption>
      <div className="times-plot">
        <span className="times-most numeric" aria-hidden="true">
          {formatShare(histogram.mostShare)}
        </span>
        <Bars histogram={histogram} />
        {onRange && <Brush label={label} histogram={histogram} {...{ range, onRange, unit, format }} />}
      </div>
      <Ticks histogram={histogram} format={format} />
    </figure>
  );
}

function describe(label: string, series: readonly HistogramSeries[], { totals }: Histogram, unit: string, format: (value: number) => string): string {
  const parts = series.map(({ name, entries }, of) => {
    const at = (share: number) => format(percentileOf(entries, share) ?? Number.NaN);
    const begin = series.length > 1 ? `${name}: ` : '';
    return `${begin}${countOf(totals[of] ?? 0, unit)}, from ${at(0)} to ${at(1)}, half of them up to ${at(0.5)}, 95 % up to ${at(0.95)}`;
  });
  return `${label}. ${parts.join('. ')}.`;
}

function Bars({ histogram: { bins, totals, mostShare } }: { histogram: Histogram }) {
  const wide = 0.86 / totals.length;
  return (
    <svg className="times-bars" viewBox={`0 0 ${bins.length} 100`} preserveAspectRatio="none" aria-hidden="true">
      {bins.flatMap(({ counts }, at) =>
        counts.map((count, of) => {
          if (count === 0) return null;
          // What is there at all is seen.
          const height = Math.max((count / Math.max(totals[of] ?? 1, 1) / mostShare) * 100, 2);
          return (
            <rect key={`${at} ${of}`} className={`times-bar times-bar-${of}`} x={at + 0.07 + of * wide} width={wide} y={100 - height} height={height} />
          );
        }),
      )}
    </svg>
  );
}

interface BrushProps {
  label: string;
  histogram: Histogram;
  range: Span | undefined;
  onRange: (range: Span | undefined) => void;
  unit: string;
  format: (value: number) => string;
}

// Bins, both included.
type Chosen = readonly [number, number];

function Brush({ label, histogram, range, onRange, unit, format }: BrushProps) {
  const { bins } = histogram;
  const last = bins.length - 1;
  const plot = useRef<HTMLDivElement>(null);
  const [anchor, setAnchor] = useState<number>();
  const chosen = chosenBins(histogram, range);
  const choose = ([from, to]: Chosen) => {
    const [first, end] = [bins[Math.min(from, to)], bins[Math.max(from, to)]];
    onRange(first && end && (Math.min(from, to) > 0 || Math.max(from, to) < last) ? { from: first.from, to: end.to } : undefined);
  };
  const binUnder = (event: PointerEvent) => {
    const box = plot.current?.getBoundingClientRect();
    const share = box && box.width > 0 ? (event.clientX - box.left) / box.width : 0;
    return Math.min(Math.max(Math.floor(share * bins.length), 0), last);
  };
  const ends = [
    { name: 'from', at: chosen[0], value: bins[chosen[0]]?.from, move: (to: number): Chosen => [Math.min(to, chosen[1]), chosen[1]] },
    { name: 'to', at: chosen[1], value: bins[chosen[1]]?.to, move: (to: number): Chosen => [chosen[0], Math.max(to, chosen[0])] },
  ];
  const counted = countWithin(histogram, chosen[0], chosen[1]);
  return (
    <div
      ref={plot}
      className="times-brush"
      onPointerDown={(event) => {
        if (event.button !== 0 || (event.target as Element).getAttribute('role') === 'slider') return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setAnchor(binUnder(event));
        choose([binUnder(event), binUnder(event)]);
      }}
      onPointerMove={(event) => {
        if (anchor !== undefined) choose([anchor, binUnder(event)]);
      }}
      onPointerUp={() => setAnchor(undefined)}
      onPointerCancel={() => setAnchor(undefined)}
    >
      <div className="times-outside" style={{ left: 0, width: `${(chosen[0] / bins.length) * 100}%` }} />
      <div className="times-outside" style={{ right: 0, width: `${((last - chosen[1]) / bins.length) * 100}%` }} />
      {ends.map(({ name, at, value, move }) => (
        <div
          key={name}
          className={`times-end times-end-${name}`}
          style={{ left: `${((name === 'from' ? at : at + 1) / bins.length) * 100}%` }}
          role="slider"
          tabIndex={0}
          aria-label={`${label}, ${name}`}
          aria-valuemin={0}
          aria-valuemax={last}
          aria-valuenow={at}
          aria-valuetext={`${format(value ?? 0)}, ${countOf(counted, unit)} chosen`}
          onKeyDown={(event) => {
            const target = targetOf(event, at, last);
            if (event.key === 'Escape' && range) {
              event.stopPropagation();
              onRange(undefined);
            }
            if (target === undefined) return;
            event.preventDefault();
            choose(move(target));
          }}
          onPointerDown={(event) => {
            event.stopPropagation();
            event.currentTarget.setPointerCapture(event.pointerId);
          }}
          onPointerMove={(event) => {
            if (event.currentTarget.hasPointerCapture(event.pointerId)) choose(move(binUnder(event)));
          }}
        />
      ))}
    </div>
  );
}

function chosenBins({ bins }: Histogram, range: Span | undefined): Chosen {
  if (!range) return [0, bins.length - 1];
  const first = bins.findIndex(({ to }) => to > range.from + 1e-9);
  const last = bins.findLastIndex(({ from }) => from < range.to - 1e-9);
  return first < 0 || last < first ? [0, bins.length - 1] : [first, last];
}

function targetOf({ key }: KeyboardEvent, at: number, last: number): number | undefined {
  const steps: Record<string, number> = {
    ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -5, PageUp: 5, Home: -last, End: last,
  };
  const step = steps[key];
  return step === undefined ? undefined : Math.min(Math.max(at + step, 0), last);
}

function Ticks({ histogram, format }: { histogram: Histogram; format: (value: number) => string }) {
  const count = histogram.bins.length;
  return (
    <div className="times-ticks numeric" aria-hidden="true">
      {ticksOf(histogram, 4).map(({ at, value }) => (
        <span key={at} className={at === 0 ? 'times-tick-first' : at > count * 0.9 ? 'times-tick-last' : ''} style={{ left: `${(at / count) * 100}%` }}>
          {format(value)}
        </span>
      ))}
    </div>
  );
}
