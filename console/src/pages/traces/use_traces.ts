import { keepPreviousData, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useTraceEvents } from '../../api/events';
import { getTraceSummaries } from '../../api/xray';
import { expressionWithin, useScope } from '../../app/scope';
import type { ResolvedRange } from '../../model/time_range';
import { mergeRows, rowOf, type TraceRow } from '../../model/trace_row';

// Beyond it a list is no longer read; a narrower filter or range finds the rest.
const MOST_TRACES = 100_000;
// By how much a list has grown before it is shown again while its pages come in.
const MORE = 1.5;
// A list of one page is asked for anew when something has arrived; of longer ones only what has arrived since.
const ONE_PAGE = 1000;
// Clocks of whole seconds, and what was being stored while the last answer was made.
const OVERLAP_SECONDS = 3;

export interface TraceList {
  /** The newest first. */
  rows: TraceRow[];
  /** How many traces were looked at. */
  processed: number;
  /** Whether there are more than are here. */
  cut: boolean;
  /** When it was asked for, in epoch seconds. */
  asked: number;
}

/** The traces of the scope that match; they follow what arrives while the page is live. */
export function useTraces(filter: string) {
  const { rangeKey, resolve, group, live } = useScope();
  const client = useQueryClient();
  const expression = expressionWithin(group, filter);
  const queryKey = ['traces', rangeKey, expression];
  useTraceEvents(() => void client.invalidateQueries({ queryKey }, { cancelRefetch: false }), live, 1000);
  return useQuery({
    queryKey,
    queryFn: ({ signal }) => readTraces(client, queryKey, resolve(), expression, signal),
    placeholderData: keepPreviousData,
    // Rows are compared by nobody, and there may be many.
    structuralSharing: false,
  });
}

async function readTraces(client: QueryClient, queryKey: unknown[], range: ResolvedRange, filter: string, signal: AbortSignal) {
  const old = client.getQueryData<TraceList>(queryKey);
  const asked = Date.now() / 1000;
  if (old && !old.cut && old.rows.length > ONE_PAGE) {
    const since = { from: old.asked - OVERLAP_SECONDS, to: Math.ceil(asked) + 1, timeRangeType: 'Event' as const };
    const changed = await readPages({ ...since, filter }, signal);
    return { ...old, asked, rows: mergeRows(old.rows, changed.rows, range.from), processed: Math.max(old.processed, changed.processed) };
  }
  return { ...(await readPages({ ...range, filter }, signal, (soFar) => !old && client.setQueryData(queryKey, { ...soFar, asked }))), asked };
}

type Pages = Omit<TraceList, 'asked'>;

async function readPages(
  query: ResolvedRange & { filter: string },
  signal: AbortSignal,
  onPage?: (soFar: Pages) => void,
): Promise<Pages> {
  const rows: TraceRow[] = [];
  let [processed, told] = [0, 0];
  let token: string | undefined;
  do {
    // Each page's address is in the page before it.
    // oxlint-disable-next-line no-await-in-loop
    const page = await getTraceSummaries({ ...query, token }, signal);
    for (const summary of page.TraceSummaries) rows.push(rowOf(summary));
    processed += page.TracesProcessedCount;
    token = page.NextToken ?? undefined;
    // Charts and order are worked out anew each time, so not for every page.
    if (token && rows.length < MOST_TRACES && rows.length >= told * MORE) {
      onPage?.({ rows: [...rows], processed, cut: false });
      told = rows.length;
    }
  } while (token && rows.length < MOST_TRACES);
  return { rows, processed, cut: token !== undefined };
}
