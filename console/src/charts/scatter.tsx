import { useMemo, useState, type PointerEvent } from 'react';
import type { Status } from '../model/status';
import { formatDuration, formatTime } from '../model/format';
import { logTicks, timeTicks } from '../model/ticks';
import { BrushHandle, isHandle } from './brush_handle';
import './charts.css';
import { useWidth } from './use_width';

export interface Point {
  /** Epoch seconds. */
  time: number;
  /** Seconds. */
  value: number;
  status: Status;
}

/** A part of a scatter. */
export interface Area {
  times: [number, number];
  values: [number, number];
}

interface ScatterProps {
  label: string;
  points: readonly Point[];
  selection?: Area | undefined;
  onSelect?: (area: Area | undefined) => void;
  height?: number;
}

const FOOT = 18;
const SIDE = 46;
const LEAST_DRAG = 4;

/** Durations over time: a dot a trace, the failed ones on top. Dragging selects a part of it. */
export function Scatter({ label, points, selection, onSelect, height = 120 }: ScatterProps) {
  const [element, width] = useWidth<HTMLDivElement>();
  const [drag, setDrag] = useState<[number, number, number, number]>();
  const scale = useMemo(() => scaleOf(points, width, height), [points, width, height]);
  const paths = useMemo(() => drawDots(points, scale), [points, scale]);
  const at = (event: PointerEvent): [number, number] => {
    const box = element.current?.getBoundingClientRect();
    const [x, y] = [event.clientX - (box?.left ?? 0), event.clientY - (box?.top ?? 0)];
    return [Math.min(Math.max(x, SIDE), width), Math.min(Math.max(y, 0), height - FOOT)];
  };
  const finish = () => {
    if (!drag) return;
    setDrag(undefined);
    const [x1, y1, x2, y2] = drag;
    if (Math.abs(x2 - x1) < LEAST_DRAG) return onSelect?.(undefined);
    // A flat drag is about time alone.
    const flat = Math.abs(y2 - y1) < LEAST_DRAG * 2;
    onSelect?.({
      times: [scale.timeAt(Math.min(x1, x2)), scale.timeAt(Math.max(x1, x2))],
      values: flat ? [0, Infinity] : [scale.valueAt(Math.max(y1, y2)), scale.valueAt(Math.min(y1, y2))],
    });
  };
  const window = drag ? boxOf(drag) : selection && selectionBox(selection, scale, width, height);
  return (
    <div
      ref={element}
      className={onSelect ? 'chart chart-brush' : 'chart'}
      style={{ height }}
      onPointerDown={(event) => {
        if (!onSelect || event.button !== 0 || isHandle(event)) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag([...at(event), ...at(event)]);
      }}
      onPointerMove={(event) => drag && setDrag([drag[0], drag[1], ...at(event)])}
      onPointerUp={finish}
      onPointerCancel={() => setDrag(undefined)}
    >
      <svg width={width} height={height} role="img" aria-label={`${label}: ${points.length} dots`}>
        {scale.valueTicks.map((tick) => (
          <g key={tick}>
            <line className="chart-grid" x1={SIDE} x2={width} y1={scale.yOf(tick)} y2={scale.yOf(tick)} />
            <text className="chart-text" x={SIDE - 6} y={scale.yOf(tick) + 4} textAnchor="end">
              {formatDuration(tick)}
            </text>
          </g>
        ))}
        {[...paths].map(([status, path]) => (
          <path key={status} d={path} className={`chart-dots chart-dots-${status}`} />
        ))}
        <line className="chart-line" x1={SIDE} x2={width} y1={height - FOOT + 0.5} y2={height - FOOT + 0.5} />
        {scale.timeTicks.map((tick) => {
          const x = scale.xOf(tick);
          return (
            <text key={tick} className="chart-text" x={x} y={height - 4} textAnchor={x > width - 30 ? 'end' : x < SIDE + 24 ? 'start' : 'middle'}>
              {formatTime(tick)}
            </text>
          );
        })}
      </svg>
      {window && <div className="chart-window" style={window} />}
      {onSelect && points.length > 1 && (
        <>
          <TimeHandle edge={0} {...{ label, scale, selection, onSelect, width }} height={height - FOOT} />
          <TimeHandle edge={1} {...{ label, scale, selection, onSelect, width }} height={height - FOOT} />
        </>
      )}
    </div>
  );
}

interface TimeHandleProps {
  label: string;
  edge: 0 | 1;
  scale: Scale;
  selection: Area | undefined;
  onSelect: (area: Area | undefined) => void;
  width: number;
  height: number;
}

// Of all of the time that is shown.
const STEPS = 60;

/** The begin or the end of the time, for the keyboard; what was chosen of the durations stays as it is. */
function TimeHandle({ label, edge, scale, selection, onSelect, width, height }: TimeHandleProps) {
  const { first, last } = scale;
  const times: [number, number] = selection?.times ?? [first, last];
  const move = (steps: number) => {
    const moved = Math.min(Math.max(times[edge] + (steps * (last - first)) / STEPS, first), last);
    const next: [number, number] = edge === 0 ? [Math.min(moved, times[1]), times[1]] : [times[0], Math.max(moved, times[0])];
    onSelect({ times: next, values: selection?.values ?? [0, Infinity] });
  };
  return (
    <BrushHandle
      label={`${label}, ${edge === 0 ? 'from' : 'to'}`}
      x={Math.min(Math.max(scale.xOf(times[edge]), SIDE), width)}
      height={height}
      value={times[edge]}
      low={first}
      high={last}
      text={formatTime(times[edge])}
      onMove={move}
      onClear={() => onSelect(undefined)}
    />
  );
}

interface Scale {
  /** Epoch seconds. */
  first: number;
  last: number;
  xOf: (time: number) => number;
  yOf: (value: number) => number;
  timeAt: (x: number) => number;
  valueAt: (y: number) => number;
  timeTicks: number[];
  valueTicks: number[];
}

function scaleOf(points: readonly Point[], width: number, height: number): Scale {
  let [first, last, low, high] = [Infinity, -Infinity, Infinity, 0];
  for (const { time, value } of points) {
    first = Math.min(first, time);
    last = Math.max(last, time);
    low = Math.min(low, Math.max(value, 1e-6));
    high = Math.max(high, value);
  }
  if (first === Infinity) [first, last, low, high] = [0, 1, 0.001, 1];
  if (last - first < 1) last = first + 1;
  [low, high] = [low / 1.3, Math.max(high * 1.3, low * 2)];
  const [inside, area] = [Math.max(width - SIDE - 6, 1), height - FOOT - 6];
  const ratio = Math.log(high / low);
  let valueTicks = logTicks(low, high);
  if (valueTicks.length < 2) valueTicks = [low * 1.3, high / 1.3];
  return {
    first,
    last,
    xOf: (time) => SIDE + 3 + ((time - first) / (last - first)) * inside,
    yOf: (value) => 3 + (1 - Math.log(Math.max(value, 1e-6) / low) / ratio) * area,
    timeAt: (x) => first + ((x - SIDE - 3) / inside) * (last - first),
    valueAt: (y) => low * Math.exp((1 - (y - 3) / area) * ratio),
    timeTicks: timeTicks(first, last, Math.max(Math.floor(width / 110), 2), new Date(first * 1000).getTimezoneOffset() * -60),
    valueTicks,
  };
}

/** A path of round dots for each status; those that fall on one another are drawn once. */
function drawDots(points: readonly Point[], scale: Scale): Map<Status, string> {
  const order: Status[] = ['ok', 'pending', 'error', 'throttle', 'fault'];
  const places = new Map<Status, Set<string>>(order.map((status) => [status, new Set()]));
  for (const { time, value, status } of points) {
    places.get(status)?.add(`M${Math.round(scale.xOf(time))} ${Math.round(scale.yOf(value))}h0`);
  }
  return new Map([...places].filter(([, set]) => set.size > 0).map(([status, set]) => [status, [...set].join('')]));
}

const boxOf = ([x1, y1, x2, y2]: [number, number, number, number]) => ({
  left: Math.min(x1, x2), top: Math.min(y1, y2), width: Math.abs(x2 - x1), height: Math.abs(y2 - y1),
});

function selectionBox({ times, values }: Area, scale: Scale, width: number, height: number) {
  const [left, right] = [Math.max(scale.xOf(times[0]), SIDE), Math.min(scale.xOf(times[1]), width)];
  const top = values[1] === Infinity ? 0 : Math.max(scale.yOf(values[1]), 0);
  const bottom = values[0] <= 0 ? height - FOOT : Math.min(scale.yOf(values[0]), height - FOOT);
  return { left, top, width: Math.max(right - left, 0), height: Math.max(bottom - top, 0) };
}
