import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react';
import type { Sorting } from '../model/sorting';
import { Icon } from './icons';
import './data_table.css';

export interface Column<Row> {
  id: string;
  label: string;
  /** A track of CSS grid: `120px`, `minmax(80px, 1fr)`. */
  width: string;
  align?: 'end';
  /** Left out where the table is narrower, in pixels. */
  hideBelow?: number;
  /** Whether clicking its head sorts by it. */
  sortable?: boolean;
  cell: (row: Row) => ReactNode;
}

interface DataTableProps<Row> {
  label: string;
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  keyOf: (row: Row) => string;
  sorting?: Sorting;
  onSort?: (sorting: Sorting) => void;
  /** Opens a row: a click or Enter. */
  onOpen?: (row: Row, event: MouseEvent | KeyboardEvent) => void;
  rowHeight?: number;
  isMarked?: (row: Row) => boolean;
}

/**
 * A table of any length, of which only what is on the screen is in the document. It scrolls with the page. Arrow keys
 * move from row to row, Enter opens one. Columns are in the order of `columns`; rows are in the order they come in.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { rows, columns, keyOf, label, onOpen, rowHeight = 34 } = props;
  const body = useRef<HTMLDivElement>(null);
  const [width, offset] = useGeometry(body);
  const [active, setActive] = useState(0);
  const [focusAt, setFocusAt] = useState<number>();
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollMargin: offset,
    scrollPaddingStart: 96,
    scrollPaddingEnd: 24,
  });
  const shown = columns.filter((column) => column.hideBelow === undefined || width === 0 || width >= column.hideBelow);
  const template = { gridTemplateColumns: shown.map((column) => column.width).join(' ') };
  const items = virtualizer.getVirtualItems();
  const current = Math.min(active, Math.max(rows.length - 1, 0));

  // The row may come into the document only after the scrolling.
  useEffect(() => {
    if (focusAt === undefined) return;
    const row = body.current?.querySelector<HTMLElement>(`[data-index="${focusAt}"]`);
    if (!row) return;
    row.focus({ preventScroll: true });
    setFocusAt(undefined);
  }, [focusAt, items]);

  const move = (event: KeyboardEvent) => {
    const target = targetOf(event.key, current, rows.length, Math.max(Math.floor(window.innerHeight / rowHeight) - 4, 1));
    const row = rows[current];
    if (event.key === 'Enter' && event.target === event.currentTarget.querySelector(`[data-index="${current}"]`) && row) {
      onOpen?.(row, event);
    }
    if (target === undefined) return;
    event.preventDefault();
    setActive(target);
    virtualizer.scrollToIndex(target, { align: 'auto' });
    setFocusAt(target);
  };

  return (
    <div className="table" role="grid" aria-label={label} aria-rowcount={rows.length + 1} aria-colcount={shown.length}>
      <Head columns={shown} template={template} sorting={props.sorting} onSort={props.onSort} />
      {/* Keys are pressed on rows and heard here. */}
      <div ref={body} role="rowgroup" className="table-body" style={{ height: virtualizer.getTotalSize() }} onKeyDown={move}>
        {items.map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          return (
            <div
              key={keyOf(row)}
              role="row"
              aria-rowindex={item.index + 2}
              data-index={item.index}
              tabIndex={item.index === current || (item === items[0] && !isOnScreen(items, current)) ? 0 : -1}
              className={`table-row${onOpen ? ' table-row-opens' : ''}${props.isMarked?.(row) ? ' table-row-marked' : ''}`}
              style={{ ...template, height: rowHeight, transform: `translateY(${item.start - offset}px)` }}
              onFocus={() => setActive(item.index)}
              onClick={(event) => {
                if (!isOnControl(event)) onOpen?.(row, event);
              }}
            >
              {shown.map((column) => (
                <div key={column.id} role="gridcell" className={column.align === 'end' ? 'table-cell table-end' : 'table-cell'}>
                  {column.cell(row)}
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

interface HeadProps<Row> {
  columns: readonly Column<Row>[];
  template: { gridTemplateColumns: string };
  sorting: Sorting | undefined;
  onSort: ((sorting: Sorting) => void) | undefined;
}

function Head<Row>({ columns, template, sorting, onSort }: HeadProps<Row>) {
  return (
    <div role="rowgroup" className="table-head">
      <div role="row" aria-rowindex={1} className="table-row" style={template}>
        {columns.map((column) => {
          const direction = sorting?.by === column.id ? (sorting.descending ? 'descending' : 'ascending') : 'none';
          const className = column.align === 'end' ? 'table-cell table-end' : 'table-cell';
          return (
            <div key={column.id} role="columnheader" className={className} aria-sort={column.sortable ? direction : undefined}>
              {column.sortable ? (
                <button
                  type="button"
                  className="table-sort"
                  onClick={() => onSort?.({ by: column.id, descending: direction !== 'descending' })}
                >
                  {column.label}
                  <span className={`table-arrow table-arrow-${direction}`}>
                    <Icon name="chevron_down" size={12} />
                  </span>
                </button>
              ) : (
                column.label
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function targetOf(key: string, current: number, count: number, page: number): number | undefined {
  const steps: Record<string, number> = {
    ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: page, PageUp: -page, Home: -count, End: count,
  };
  const step = steps[key];
  return step === undefined || count === 0 ? undefined : Math.min(Math.max(current + step, 0), count - 1);
}

function isOnScreen(items: { index: number }[], index: number): boolean {
  const [first, last] = [items[0], items.at(-1)];
  return first !== undefined && last !== undefined && index >= first.index && index <= last.index;
}

function isOnControl(event: MouseEvent): boolean {
  return event.target instanceof Element && event.target.closest('a, button, input') !== null;
}

/** Width of the table, and how far from the top of the page it begins. */
function useGeometry(ref: { current: HTMLElement | null }): [number, number] {
  const [geometry, setGeometry] = useState<[number, number]>([0, 0]);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const measure = () => {
      const box = element.getBoundingClientRect();
      const next: [number, number] = [Math.round(box.width), Math.round(box.top + window.scrollY)];
      setGeometry((last) => (last[0] === next[0] && last[1] === next[1] ? last : next));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    // What stands above it may grow.
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [ref]);
  return geometry;
}
