import { readPair, writePair } from '../../model/bins';
import { timeOf, type TraceRow } from '../../model/trace_row';

/** What was dragged out of the charts: epoch seconds, and seconds. */
export interface Selection {
  times: [number, number] | undefined;
  values: [number, number] | undefined;
}

export const readSelection = (times: string | null, values: string | null): Selection => ({
  times: readPair(times),
  values: readPair(values),
});

/** As parameters of the address. */
export const writeSelection = ({ times, values }: Selection) => ({
  time: times && writePair(times, 13),
  rt: values && writePair(values, 4),
});

export function selectRows(rows: readonly TraceRow[], { times, values }: Selection): TraceRow[] {
  return rows.filter((row) => {
    if (times && (row.start < times[0] || row.start > times[1])) return false;
    if (!values) return true;
    const time = timeOf(row);
    return time !== null && time >= values[0] && time <= values[1];
  });
}
