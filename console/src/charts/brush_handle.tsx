import type { KeyboardEvent, PointerEvent } from 'react';

interface BrushHandleProps {
  label: string;
  x: number;
  height: number;
  value: number;
  low: number;
  high: number;
  /** The value in words. */
  text: string;
  onMove: (steps: number) => void;
  onClear: () => void;
}

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -5, PageUp: 5, Home: -1000, End: 1000 };

/** Whether a pointer is on a handle, not on the chart. */
export const isHandle = (event: PointerEvent) => event.target instanceof Element && event.target.closest('.chart-handle') !== null;

/** An edge of a range in a chart, for the keyboard: arrows move it, Escape takes the range away. */
export function BrushHandle({ label, x, height, value, low, high, text, onMove, onClear }: BrushHandleProps) {
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined && event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    if (step === undefined) onClear();
    else onMove(step);
  };
  return (
    <div
      className="chart-handle"
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={low}
      aria-valuemax={high}
      aria-valuenow={value}
      aria-valuetext={text}
      style={{ left: x - 4, height }}
      onKeyDown={onKeyDown}
    />
  );
}
