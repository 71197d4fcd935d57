import type { TraceSummary } from './types';

/** One condition of a filter, and whether it held for a trace. */
export interface Clause {
  Clause: string;
  Held: boolean;
  /** What it was instead, in words. */
  Actual?: string;
}

export interface ClosestTrace {
  TraceSummary: TraceSummary;
  Clauses: Clause[];
  FailedClause?: string;
}

interface WaitAnswer {
  Closest?: ClosestTrace[];
  Explanation?: string;
}

/**
 * The traces that came closest to a filter, with what held and what did not: what `POST /_emulator/wait` says at once.
 * Empty where some match, or nothing is near.
 */
export async function explainMiss(filter: string, signal: AbortSignal, traceIds?: string[]): Promise<ClosestTrace[]> {
  const body = JSON.stringify({ FilterExpression: filter, TimeoutSeconds: 0, Partial: true, ...(traceIds ? { TraceIds: traceIds } : {}) });
  const response = await fetch('/_emulator/wait', { method: 'POST', body, signal, headers: { 'Content-Type': 'application/json' } });
  const answer = (await response.json()) as WaitAnswer;
  return response.status === 408 ? (answer.Closest ?? []) : [];
}
