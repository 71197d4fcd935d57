import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTraceEvents } from '../../api/events';
import { getTrace, getTraceAsSpans } from '../../api/xray';
import { isReport } from '../../model/edition';
import type { Trace } from '../../api/types';
import { cameOverOtlp, readSpans } from '../../model/spans';
import type { TraceTree } from '../../model/trace_tree';

/** The trace, null while there is none; it grows while segments arrive. */
export function useTrace(id: string) {
  const client = useQueryClient();
  const queryKey = ['trace', id];
  useTraceEvents((ids) => {
    if (ids.includes(id)) void client.invalidateQueries({ queryKey }, { cancelRefetch: false });
  });
  return useQuery({
    queryKey,
    queryFn: async ({ signal }) => (await getTrace(id, signal)) ?? null,
    // An event may have been missed before the stream was open.
    refetchInterval: (query) => (query.state.data === null && !isReport ? 2000 : false),
  });
}

// Of any time: a trace with fixed times of a test, too.
const ALL_TIME = { from: 0, to: 4_102_444_800 };

/** Its spans, where it has any that were sent as such. */
export const useSpansOfTree = (trace: Trace, tree: TraceTree) =>
  useSpans(trace.Id, trace.Segments.length, tree.entities.some((one) => cameOverOtlp(one.document)));

/** The trace's spans by their ids, as OpenTelemetry has them; `revision` changes when the trace grows. */
export function useSpans(id: string, revision: number, enabled: boolean) {
  return useQuery({
    queryKey: ['trace', id, 'spans', revision],
    queryFn: async ({ signal }) => readSpans(await getTraceAsSpans(id, ALL_TIME, signal)),
    enabled,
    placeholderData: (last) => last,
  });
}
