import { useState, type PointerEvent } from 'react';
import type { Bin } from '../model/bins';
import { countOf, formatCount, formatDuration } from '../model/format';
import { logTicks } from '../model/ticks';
import { BrushHandle, isHandle } from './brush_handle';
import './charts.css';
import { useWidth } from './use_width';

interface HistogramProps {
  /** What is counted; names the picture. */
  label: string;
  /** What one of it is called: `trace`, `call`. */
  unit?: string;
  bins: readonly Bin[];
  /** From and to; bins outside of it are pale. */
  selection?: [number, number] | undefined;
  /** Called when a range was dragged, or moved by the keyboard; undefined for none. */
  onSelect?: (range: [number, number] | undefined) => void;
  height?: number;
}

const FOOT = 18;
const LEAST_DRAG = 4;

/** How often which duration was met; durations grow by factors from left to right. */
export function Histogram({ label, unit = 'trace', bins, selection, onSelect, height = 120 }: HistogramProps) {
  const [element, width] = useWidth<HTMLDivElement>();
  const [drag, setDrag] = useState<[number, number]>();
  const [low, high] = [bins[0]?.from ?? 1, bins.at(-1)?.to ?? 10];
  const most = bins.reduce((top, bin) => Math.max(top, bin.count), 1);
  const area = height - FOOT;
  const xOf = (value: number) => (Math.log(value / low) / Math.log(high / low)) * width;
  const valueAt = (x: number) => low * (high / low) ** (x / Math.max(width, 1));
  const xAt = (event: PointerEvent) => Math.min(Math.max(event.clientX - (element.current?.getBoundingClientRect().left ?? 0), 0), width);
  const isSelected = (bin: Bin) => selection === undefined || (bin.to > selection[0] && bin.from < selection[1]);
  const finish = () => {
    if (drag && Math.abs(drag[1] - drag[0]) >= LEAST_DRAG) onSelect?.([valueAt(Math.min(...drag)), valueAt(Math.max(...drag))]);
    else if (drag) onSelect?.(undefined);
    setDrag(undefined);
  };
  const shown = drag ?? (selection && [Math.max(xOf(selection[0]), 0), Math.min(xOf(selection[1]), width)]);
  const move = (edge: 0 | 1, steps: number) => onSelect?.(moveEdge(bins, selection ?? [low, high], edge, steps));
  return (
    <div
      ref={element}
      className={onSelect ? 'chart chart-brush' : 'chart'}
      style={{ height }}
      onPointerDown={(event) => {
        if (!onSelect || event.button !== 0 || isHandle(event)) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag([xAt(event), xAt(event)]);
      }}
      onPointerMove={(event) => drag && setDrag([drag[0], xAt(event)])}
      onPointerUp={finish}
      onPointerCancel={() => setDrag(undefined)}
    >
      <svg width={width} height={height} role="img" aria-label={describe(label, unit, bins)}>
        {bins.map((bin) => {
          const [left, right] = [xOf(bin.from), xOf(bin.to)];
          const [full, bad] = [(bin.count / most) * (area - 4), (bin.bad / most) * (area - 4)];
          const barWidth = Math.max(right - left - 1, 1);
          return (
            bin.count > 0 && (
              <g key={bin.from} className={isSelected(bin) ? '' : 'chart-pale'}>
                <title>{`${formatDuration(bin.from)} to ${formatDuration(bin.to)}: ${countOf(bin.count, unit)}${bin.bad > 0 ? `, ${formatCount(bin.bad)} failed` : ''}`}</title>
                <rect className="chart-hit" x={left} y={0} width={barWidth + 1} height={area} />
                <rect className="chart-bar" x={left} y={area - Math.max(full, 2)} width={barWidth} height={Math.max(full, 2) - bad} />
                {bad > 0 && <rect className="chart-bad" x={left} y={area - bad} width={barWidth} height={bad} />}
              </g>
            )
          );
        })}
        <line className="chart-line" x1={0} x2={width} y1={area + 0.5} y2={area + 0.5} />
        <Axis low={low} high={high} xOf={xOf} width={width} y={height - 4} />
      </svg>
      {shown && <div className="chart-window" style={{ left: shown[0], width: Math.abs(shown[1]! - shown[0]!), height: area, ...(drag ? { left: Math.min(...drag) } : {}) }} />}
      {onSelect && bins.length > 1 && (
        <>
          <BrushHandle label={`${label}, from`} x={selection ? Math.max(xOf(selection[0]), 0) : 0} height={area} value={selection?.[0] ?? low} low={low} high={high} text={formatDuration(selection?.[0] ?? low)} onMove={(steps) => move(0, steps)} onClear={() => onSelect(undefined)} />
          <BrushHandle label={`${label}, to`} x={selection ? Math.min(xOf(selection[1]), width) : width} height={area} value={selection?.[1] ?? high} low={low} high={high} text={formatDuration(selection?.[1] ?? high)} onMove={(steps) => move(1, steps)} onClear={() => onSelect(undefined)} />
        </>
      )}
    </div>
  );
}

function Axis({ low, high, xOf, width, y }: { low: number; high: number; xOf: (value: number) => number; width: number; y: number }) {
  let ticks = logTicks(low, high);
  if (ticks.length < 2) ticks = [low, Math.sqrt(low * high), high];
  return ticks.map((tick) => {
    const x = xOf(tick);
    const anchor = x < 20 ? 'start' : x > width - 24 ? 'end' : 'middle';
    return (
      <text key={tick} className="chart-text" x={x} y={y} textAnchor={anchor}>
        {formatDuration(tick)}
      </text>
    );
  });
}

/** The edge put so many bins on; the edges do not pass each other. */
function moveEdge(bins: readonly Bin[], range: [number, number], edge: 0 | 1, steps: number): [number, number] {
  const edges = [...bins.map((bin) => bin.from), bins.at(-1)?.to ?? range[1]];
  const nearest = edges.reduce((best, value, at) => (Math.abs(Math.log(value / range[edge])) < Math.abs(Math.log((edges[best] ?? 1) / range[edge])) ? at : best), 0);
  const next = edges[Math.min(Math.max(nearest + steps, 0), edges.length - 1)] ?? range[edge];
  return edge === 0 ? [Math.min(next, range[1]), range[1]] : [range[0], Math.max(next, range[0])];
}

function describe(label: string, unit: string, bins: readonly Bin[]): string {
  const total = bins.reduce((sum, bin) => sum + bin.count, 0);
  const first = bins[0];
  const last = bins.at(-1);
  if (!first || !last) return `${label}: nothing`;
  return `${label}: ${countOf(total, unit)} from ${formatDuration(first.from)} to ${formatDuration(last.to)}`;
}
