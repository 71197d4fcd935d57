import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, type KeyboardEvent } from 'react';
import { drawRow, flameOf, stepIn, type Block, type FlameRow } from '../../model/flame';
import { formatDuration } from '../../model/format';
import { statusWord } from '../../model/status';
import { ticksBetween } from '../../model/ticks';
import { serviceOf, type Entity, type TraceTree } from '../../model/trace_tree';
import { pan, placeOf, zoom, type View } from '../../model/view_range';
import { Axis } from './axis';
import './flame_view.css';

interface FlameViewProps {
  tree: TraceTree;
  view: View;
  onView: (view: View) => void;
  selected: Entity | undefined;
  onSelect: (entity: Entity) => void;
  matches: ReadonlySet<number>;
  /** What is on the critical path, while it is shown. */
  path: ReadonlySet<number>;
}

const ROW_HEIGHT = 24;
// In pixels: shorter ones are drawn, but not one by one.
const LEAST_WIDTH = 4;
// In pixels: narrower blocks have no room for a letter of their names.
const LEAST_NAMED = 24;

/**
 * Each segment and subsegment below its parent, as wide as it is long. Arrow keys go to the parent, to the longest child
 * and along a row; Enter or a double click zooms to what is chosen, 0 shows all again.
 */
export function FlameView(props: FlameViewProps) {
  const { tree, view, selected } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const hasFocus = useRef(false);
  const flame = useMemo(() => flameOf(tree), [tree]);
  const virtualizer = useVirtualizer({
    count: flame.rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    scrollPaddingStart: ROW_HEIGHT * 2,
    scrollPaddingEnd: ROW_HEIGHT,
  });
  const width = Math.max((virtualizer.scrollRect?.width ?? 900) - 32, 1);
  const items = virtualizer.getVirtualItems();
  const drawn = items.map((item) => drawRow(flame.rows[item.index] ?? [], view, LEAST_WIDTH / width));
  const ticks = ticksBetween(view.from - tree.start, view.to - tree.start, Math.min(Math.max(Math.floor(width / 80), 1), 10));
  const isDrawn = drawn.some((row) => row.blocks.some((block) => block.entity === selected));
  const entry = isDrawn ? selected : drawn[0]?.blocks[0]?.entity;
  const at = selected ? (flame.rowOf[selected.index] ?? 0) : 0;

  useEffect(() => virtualizer.scrollToIndex(at, { align: 'auto' }), [at, virtualizer]);
  useEffect(() => {
    if (hasFocus.current) scroller.current?.querySelector<HTMLElement>('[aria-pressed="true"]')?.focus({ preventScroll: true });
  });

  const choose = (entity: Entity) => {
    props.onSelect(entity);
    if ((entity.end - entity.start) * width < LEAST_WIDTH * (view.to - view.from) || entity.start > view.to || entity.end < view.from) zoomTo(entity, 4);
  };
  // With some of what is around it.
  const zoomTo = (entity: Entity, times = 1.1) => {
    const [middle, length] = [(entity.start + entity.end) / 2, Math.max(entity.end - entity.start, 1e-6) * times];
    props.onView({ from: middle - length / 2, to: middle + length / 2 });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !selected) return;
    const changes: Record<string, () => void> = {
      Enter: () => zoomTo(selected),
      '+': () => props.onView(zoom(view, 0.5)),
      '=': () => props.onView(zoom(view, 0.5)),
      '-': () => props.onView(zoom(view, 2)),
      a: () => props.onView(pan(view, -0.25)),
      d: () => props.onView(pan(view, 0.25)),
    };
    const change = changes[event.key];
    const next = stepIn(flame, tree, selected, event.key);
    if (change) change();
    else if (next) choose(next);
    if (!change && !event.key.startsWith('Arrow')) return;
    hasFocus.current = true;
    event.preventDefault();
  };

  return (
    <div className="flame" ref={scroller}>
      <Axis className="flame-axis" ticks={ticks} view={view} start={tree.start} />
      <div
        role="group"
        aria-label="Flame view: arrow keys follow calls, Enter zooms"
        className="flame-rows"
        style={{ height: virtualizer.getTotalSize() }}
        onKeyDown={onKeyDown}
        onFocus={() => {
          hasFocus.current = true;
        }}
        onBlur={(event) => {
          if (event.relatedTarget) hasFocus.current = false;
        }}
      >
        {ticks.map((tick) => (
          <i key={tick} className="waterfall-tick" style={{ left: `${placeOf(view, tree.start + tick) * 100}%` }} />
        ))}
        {items.map((item, row) => (
          <div key={item.key} className="flame-row" style={{ transform: `translateY(${item.start}px)` }}>
            <Crumbs row={drawn[row]} />
            {drawn[row]?.blocks.map((block) => (
              <FlameBlock
                key={block.entity.index}
                block={block}
                room={(block.to - block.from) * width}
                tree={tree}
                isSelected={block.entity === selected}
                isEntry={block.entity === entry}
                isMatch={props.matches.has(block.entity.index)}
                isOnPath={props.path.has(block.entity.index)}
                onSelect={() => props.onSelect(block.entity)}
                onZoom={() => zoomTo(block.entity)}
              />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

const styleOf = (from: number, to: number) => ({ left: `${from * 100}%`, width: `${Math.max(to - from, 0) * 100}%` });

function Crumbs({ row }: { row: FlameRow | undefined }) {
  return row?.crumbs.map(([from, to]) => <i key={from} className="flame-crumb" style={styleOf(from, to)} />);
}

interface FlameBlockProps {
  block: Block;
  /** In pixels. */
  room: number;
  tree: TraceTree;
  isSelected: boolean;
  isEntry: boolean;
  isMatch: boolean;
  isOnPath: boolean;
  onSelect: () => void;
  onZoom: () => void;
}

function FlameBlock({ block: { entity, from, to }, room, tree, isSelected, isEntry, isMatch, isOnPath, onSelect, onZoom }: FlameBlockProps) {
  const marks = [entity.kind, entity.status, entity.inferred && 'inferred', isMatch && 'match', isOnPath && 'path'];
  const length = entity.inProgress ? 'in progress' : formatDuration(entity.end - entity.start);
  const status = entity.status === 'ok' ? '' : `, ${statusWord(entity.status)}`;
  return (
    <button
      type="button"
      className={`flame-block ${marks.map((mark) => mark && `flame-${mark}`).join(' ')}`}
      style={styleOf(from, to)}
      tabIndex={isEntry ? 0 : -1}
      aria-pressed={isSelected}
      aria-label={`${entity.name}, ${length}${status}`}
      title={`${entity.name}, ${length}${status}, in ${serviceOf(tree, entity)}`}
      onClick={onSelect}
      onDoubleClick={onZoom}
    >
      {room >= LEAST_NAMED && (
        <span className="flame-name">
          {entity.name}
          <span className="flame-length">{` ${length}`}</span>
        </span>
      )}
    </button>
  );
}
