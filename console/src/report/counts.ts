import { rowOf, type TraceRow } from '../model/trace_row';
import type { ReportData } from './data';

export interface Counts {
  rows: TraceRow[];
  /** Nodes of the map, clients left out. */
  services: number;
  /** Each trace counts for the worst of its outcomes. */
  outcomes: { fault: number; error: number; throttle: number };
}

export function countsOf({ TraceSummaries, Services }: ReportData): Counts {
  const rows = TraceSummaries.map(rowOf);
  const outcomes = { fault: 0, error: 0, throttle: 0 };
  for (const { status } of rows) if (status in outcomes) outcomes[status as keyof typeof outcomes] += 1;
  return { rows, services: Services.filter(({ Type }) => Type !== 'client').length, outcomes };
}
