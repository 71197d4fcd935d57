import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, type KeyboardEvent, type WheelEvent } from 'react';
import type { Stretch } from '../../model/critical_path';
import type { Gap } from '../../model/gaps';
import type { Span } from '../../model/spans';
import { ticksBetween } from '../../model/ticks';
import type { Entity, TraceTree } from '../../model/trace_tree';
import { pan, zoom, type View } from '../../model/view_range';
import { Axis } from './axis';
import './waterfall.css';
import { WaterfallRow } from './waterfall_row';

export interface WaterfallProps {
  tree: TraceTree;
  /** What is shown, in order. */
  rows: Entity[];
  view: View;
  onView: (view: View) => void;
  selected: Entity | undefined;
  onSelect: (entity: Entity) => void;
  folded: ReadonlySet<string>;
  onFold: (entity: Entity, close: boolean) => void;
  matches: ReadonlySet<number>;
  gaps: ReadonlyMap<number, Gap[]>;
  path: readonly Stretch[];
  spans: ReadonlyMap<string, Span> | undefined;
}

const ROW_HEIGHT = 28;
const PAGE = 15;

/**
 * Segments and subsegments as a tree over time. Arrow keys walk it, left and right fold and unfold; + and - zoom,
 * a and d move in time.
 */
export function Waterfall(props: WaterfallProps) {
  const { rows, selected, view } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const hasFocus = useRef(false);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
    scrollPaddingStart: ROW_HEIGHT * 2,
    scrollPaddingEnd: ROW_HEIGHT,
  });
  const at = Math.max(rows.findIndex((row) => row === selected), 0);
  // As many as have room for their words beside each other.
  const room = ((virtualizer.scrollRect?.width ?? 900) * 0.5) / 80;
  const ticks = ticksBetween(view.from - props.tree.start, view.to - props.tree.start, Math.min(Math.max(Math.floor(room), 1), 8));
  const stretches = useMemo(() => groupByIndex(props.path), [props.path]);

  useEffect(() => virtualizer.scrollToIndex(at, { align: 'auto' }), [at, virtualizer]);
  useEffect(() => {
    if (!hasFocus.current) return;
    scroller.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus({ preventScroll: true });
  });

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!act(event.key, at, props)) return;
    hasFocus.current = true;
    event.preventDefault();
  };
  const onWheel = (event: WheelEvent) => {
    if (!event.ctrlKey && !event.metaKey && Math.abs(event.deltaX) <= Math.abs(event.deltaY)) return;
    if (event.ctrlKey || event.metaKey) props.onView(zoom(view, event.deltaY > 0 ? 1.25 : 0.8));
    else props.onView(pan(view, event.deltaX / 1000));
  };

  return (
    <div className="waterfall" ref={scroller} onWheel={onWheel}>
      <div role="treegrid" aria-label="Segments and subsegments" aria-rowcount={rows.length + 1} onKeyDown={onKeyDown}>
        <div role="row" aria-rowindex={1} className="waterfall-head">
          <div role="columnheader">Name</div>
          <div role="columnheader" className="waterfall-times">
            <span className="hidden-text">Duration, and time since the beginning</span>
            <Axis className="waterfall-axis" ticks={ticks} view={view} start={props.tree.start} />
          </div>
        </div>
        <div
          role="rowgroup"
          className="waterfall-rows"
          style={{ height: virtualizer.getTotalSize() }}
          onFocus={() => {
            hasFocus.current = true;
          }}
          onBlur={(event) => {
            if (event.relatedTarget) hasFocus.current = false;
          }}
        >
          {virtualizer.getVirtualItems().map((item) => {
            const entity = rows[item.index];
            return (
              entity && (
                <WaterfallRow
                  key={entity.index}
                  entity={entity}
                  place={item.index}
                  top={item.start}
                  stretches={stretches.get(entity.index)}
                  ticks={ticks}
                  {...props}
                />
              )
            );
          })}
        </div>
      </div>
    </div>
  );
}

/** False where the key does nothing here. */
function act(key: string, at: number, props: WaterfallProps): boolean {
  const { rows, view } = props;
  const entity = rows[at];
  const go = (place: number) => {
    const next = rows[Math.min(Math.max(place, 0), rows.length - 1)];
    if (next) props.onSelect(next);
  };
  const isFolded = entity !== undefined && props.folded.has(entity.id);
  const actions: Record<string, () => void> = {
    ArrowDown: () => go(at + 1),
    j: () => go(at + 1),
    ArrowUp: () => go(at - 1),
    k: () => go(at - 1),
    PageDown: () => go(at + PAGE),
    PageUp: () => go(at - PAGE),
    Home: () => go(0),
    End: () => go(rows.length - 1),
    ArrowRight: () => {
      if (entity && isFolded) props.onFold(entity, false);
      else if (entity && entity.children.length > 0) go(at + 1);
    },
    ArrowLeft: () => {
      if (entity && entity.children.length > 0 && !isFolded) props.onFold(entity, true);
      else if (entity) go(rows.findIndex((row) => row.index === entity.parent));
    },
    '+': () => props.onView(zoom(view, 0.5)),
    '=': () => props.onView(zoom(view, 0.5)),
    '-': () => props.onView(zoom(view, 2)),
    a: () => props.onView(pan(view, -0.25)),
    d: () => props.onView(pan(view, 0.25)),
  };
  const action = actions[key];
  action?.();
  return action !== undefined;
}

function groupByIndex(path: readonly Stretch[]): Map<number, Stretch[]> {
  const groups = new Map<number, Stretch[]>();
  for (const stretch of path) {
    const group = groups.get(stretch.index);
    if (group) group.push(stretch);
    else groups.set(stretch.index, [stretch]);
  }
  return groups;
}
