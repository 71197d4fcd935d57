import { memo, useMemo, useRef, useState, type PointerEvent } from 'react';
import type { Status } from '../../model/status';
import type { TraceTree } from '../../model/trace_tree';
import { placeOf, type View } from '../../model/view_range';
import './minimap.css';

interface MinimapProps {
  tree: TraceTree;
  whole: View;
  /** What is zoomed to; undefined for all of it. */
  view: View | undefined;
  onView: (view: View | undefined) => void;
}

const HEIGHT = 100;
const WIDTH = 1000;
// A drag shorter than this, as a share of the width, is a click.
const LEAST_DRAG = 0.005;

/** The whole trace, small. Dragging zooms to a part of it; a double click shows all again. */
export const Minimap = memo(function Minimap({ tree, whole, view, onView }: MinimapProps) {
  const area = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<[number, number]>();
  const paths = useMemo(() => drawBars(tree, whole.from, whole.to), [tree, whole.from, whole.to]);
  const placeAt = (event: PointerEvent) => {
    const box = area.current?.getBoundingClientRect();
    return box && box.width > 0 ? Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1) : 0;
  };
  const finish = () => {
    if (drag && Math.abs(drag[1] - drag[0]) >= LEAST_DRAG) {
      const timeAt = (place: number) => whole.from + (whole.to - whole.from) * place;
      onView({ from: timeAt(Math.min(...drag)), to: timeAt(Math.max(...drag)) });
    }
    setDrag(undefined);
  };
  const window = drag ?? (view && [placeOf(whole, view.from), placeOf(whole, view.to)]);
  return (
    <div
      ref={area}
      className="minimap"
      title="Drag to zoom, double click for the whole trace"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag([placeAt(event), placeAt(event)]);
      }}
      onPointerMove={(event) => drag && setDrag([drag[0], placeAt(event)])}
      onPointerUp={finish}
      onPointerCancel={() => setDrag(undefined)}
      onDoubleClick={() => onView(undefined)}
    >
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {[...paths].map(([status, path]) => (
          <path key={status} d={path} className={`minimap-${status}`} />
        ))}
      </svg>
      {window && (
        <div
          className="minimap-window"
          style={{ left: `${Math.min(window[0]!, window[1]!) * 100}%`, width: `${Math.abs(window[1]! - window[0]!) * 100}%` }}
        />
      )}
    </div>
  );
});

/** All bars of a status as one path. */
function drawBars(tree: TraceTree, from: number, to: number): Map<Status, string> {
  const parts = new Map<Status, string[]>();
  const shown = tree.entities.filter((entity) => !entity.inferred);
  const row = HEIGHT / Math.max(shown.length, 8);
  const height = Math.max(row * 0.7, 0.6);
  for (const [at, entity] of shown.entries()) {
    const x = ((entity.start - from) / (to - from)) * WIDTH;
    const width = Math.max(((entity.end - entity.start) / (to - from)) * WIDTH, 1.5);
    const part = `M${x.toFixed(1)} ${(at * row + row * 0.15).toFixed(2)}h${width.toFixed(1)}v${height.toFixed(2)}h${(-width).toFixed(1)}z`;
    const list = parts.get(entity.status);
    if (list) list.push(part);
    else parts.set(entity.status, [part]);
  }
  return new Map([...parts].map(([status, list]) => [status, list.join('')]));
}
