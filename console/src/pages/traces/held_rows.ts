import { useEffect, useMemo, useRef, useState, type RefObject } from 'react';
import type { TraceRow } from '../../model/trace_row';

interface HeldRows {
  rows: TraceRow[];
  /** How many have come since. */
  fresh: number;
  letIn: () => void;
  /** For the element that is on the screen while the reader is at the top of the list. */
  top: RefObject<HTMLDivElement | null>;
}

/**
 * The rows as they were when the reader began to read on, with how many have come since; they are let in at the top of
 * the list, when the reader asks, or when the list is another one (`key`).
 */
export function useHeldRows(rows: TraceRow[], key: string): HeldRows {
  const [held, setHeld] = useState<{ rows: TraceRow[]; key: string }>();
  const latest = useRef(rows);
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => {
    latest.current = rows;
  });
  useEffect(() => {
    if (!top.current || typeof IntersectionObserver === 'undefined') return undefined;
    // Not by the place of the scrolling: to ask for it makes the browser lay out the page once more.
    const observer = new IntersectionObserver(([entry]) => setHeld(entry?.isIntersecting === false ? { rows: latest.current, key } : undefined));
    observer.observe(top.current);
    return () => observer.disconnect();
  }, [key]);
  const old = held !== undefined && held.key === key ? held.rows : rows;
  const fresh = useMemo(() => countFresh(rows, old), [rows, old]);
  // What comes in at the end, as the list is being read, disturbs nobody.
  return { rows: fresh > 0 ? old : rows, fresh, letIn: () => setHeld({ rows, key }), top };
}

/** How many rows that were not there are not older than the newest that was; both lists begin with the newest. */
export function countFresh(rows: readonly TraceRow[], old: readonly TraceRow[]): number {
  const newest = old[0];
  if (rows === old || !newest) return 0;
  const end = rows.findIndex((row) => row.start < newest.start);
  const known = new Set(old.map((row) => row.id));
  return rows.slice(0, end === -1 ? rows.length : end).filter((row) => !known.has(row.id)).length;
}
