import { useDeferredValue, useMemo } from 'react';
import { setSearch } from '../../app/router';
import { Histogram } from '../../charts/histogram';
import { Scatter } from '../../charts/scatter';
import { isBad, logBins, quantile } from '../../model/bins';
import { formatDuration } from '../../model/format';
import { timeOf, type TraceRow } from '../../model/trace_row';
import { writeSelection, type Selection } from './selection';

const BINS = 48;

const select = (selection: Selection) => setSearch(writeSelection(selection), { replace: true });

/** How long the traces took, and when. Dragging in either narrows the table. */
export function Charts({ rows, selection }: { rows: TraceRow[]; selection: Selection }) {
  const shown = useDeferredValue(rows);
  const bins = useMemo(() => logBins(shown.flatMap(weigh), BINS), [shown]);
  const points = useMemo(() => shown.flatMap(pointOf), [shown]);
  const sorted = useMemo(() => points.map((point) => point.value).sort((a, b) => a - b), [points]);
  if (points.length === 0) return null;
  const area = selection.times && { times: selection.times, values: selection.values ?? ([0, Infinity] as [number, number]) };
  return (
    <div className="traces-charts">
      <section className="card traces-chart" aria-labelledby="distribution">
        <header>
          <h2 id="distribution">Response time</h2>
          <span className="muted numeric">
            p50 {formatDuration(quantile(sorted, 0.5))} · p95 {formatDuration(quantile(sorted, 0.95))} · p99 {formatDuration(quantile(sorted, 0.99))}
          </span>
        </header>
        <Histogram
          label="Response time"
          bins={bins}
          selection={selection.values}
          onSelect={(values) => select({ times: selection.times, values })}
        />
      </section>
      <section className="card traces-chart" aria-labelledby="scatter">
        <header>
          <h2 id="scatter">Over time</h2>
        </header>
        <Scatter
          label="Response time over time"
          points={points}
          selection={area}
          onSelect={(next) =>
            select({ times: next?.times, values: next && next.values[1] !== Infinity ? next.values : next ? selection.values : undefined })
          }
        />
      </section>
    </div>
  );
}

function weigh(row: TraceRow) {
  const value = timeOf(row);
  return value === null ? [] : [{ value, count: 1, bad: isBad(row.status) ? 1 : 0 }];
}

function pointOf(row: TraceRow) {
  const value = timeOf(row);
  return value === null ? [] : [{ time: row.start, value, status: row.status }];
}
