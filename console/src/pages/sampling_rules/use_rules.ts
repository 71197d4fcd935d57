import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { BoostedRule } from '../../api/sampling';
import { getSamplingRules, getSamplingStatisticSummaries } from '../../api/xray';
import { addWindows, type SamplingTrend } from '../../model/sampling_trend';

export const RULES_KEY = ['sampling-rules'];

export function useRules() {
  return useQuery({
    queryKey: RULES_KEY,
    queryFn: ({ signal }) => getSamplingRules(signal),
    select: (records) => records.map((record): BoostedRule => record.SamplingRule),
    refetchInterval: 5000,
  });
}

/** What clients told of each rule, window by window, since the console was opened. */
export function useTrend() {
  const client = useQueryClient();
  const queryKey = ['sampling-trend'];
  return useQuery({
    queryKey,
    queryFn: async ({ signal }) => addWindows(client.getQueryData<SamplingTrend>(queryKey) ?? {}, await getSamplingStatisticSummaries(signal)),
    refetchInterval: 3000,
    gcTime: Number.POSITIVE_INFINITY,
  });
}
