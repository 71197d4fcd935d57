import { useEffect, useState } from 'react';
import type { TraceRow } from '../../model/trace_row';

// A reader who has scrolled so far is reading.
const READING_PIXELS = 240;

/**
 * The rows as they were when the reader began to read, with how many have come since; they are let in at the top of the
 * page, when the reader asks, or when the list is another one (`key`).
 */
export function useHeldRows(rows: TraceRow[], key: string): [TraceRow[], number, () => void] {
  const [held, setHeld] = useState<{ rows: TraceRow[]; key: string }>();
  const isHeld = held !== undefined && held.key === key;
  useEffect(() => {
    const onScroll = () => {
      const isReading = window.scrollY > READING_PIXELS;
      setHeld((before) => {
        if (!isReading) return undefined;
        return before && before.key === key ? before : { rows, key };
      });
    };
    window.addEventListener('scroll', onScroll, { passive: true });
    return () => window.removeEventListener('scroll', onScroll);
  }, [rows, key]);
  if (!isHeld) return [rows, 0, () => undefined];
  const known = new Set(held.rows.map((row) => row.id));
  const fresh = rows === held.rows ? 0 : rows.filter((row) => !known.has(row.id)).length;
  return [held.rows, fresh, () => setHeld({ rows, key })];
}
