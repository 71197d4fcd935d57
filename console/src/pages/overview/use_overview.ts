import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { getFindings, getHealth, getStats } from '../../api/emulator';
import { onRejected, useTraceEvents } from '../../api/events';
import { explainSampling } from '../../api/sampling';
import { getAllTraceSummaries, getSamplingStatisticSummaries } from '../../api/xray';
import { expressionWithin, useScope } from '../../app/scope';
import { useEffect } from 'react';

// Enough to find what is slow lately; the page of traces has them all.
const MOST_TRACES = 500;

/** Counters, a second old at most. */
export function useHeard() {
  const health = useQuery({ queryKey: ['health'], queryFn: ({ signal }) => getHealth(signal), refetchInterval: 1000 });
  const stats = useQuery({ queryKey: ['stats'], queryFn: ({ signal }) => getStats(signal), refetchInterval: 1000 });
  const rule = useQuery({ queryKey: ['default-rule'], queryFn: ({ signal }) => explainSampling({}, signal), refetchInterval: 3000 });
  const statistics = useQuery({
    queryKey: ['sampling-statistics'],
    queryFn: ({ signal }) => getSamplingStatisticSummaries(signal),
    refetchInterval: 3000,
  });
  return { health, stats, rule: rule.data?.Rule, statistics: statistics.data };
}

/** The newest traces of the scope. */
export function useNewestTraces() {
  const { rangeKey, resolve, group, live } = useScope();
  const client = useQueryClient();
  const queryKey = ['newest', rangeKey, group];
  useTraceEvents(() => void client.invalidateQueries({ queryKey }, { cancelRefetch: false }), live, 1000);
  return useQuery({
    queryKey,
    queryFn: ({ signal }) => getAllTraceSummaries({ ...resolve(), filter: expressionWithin(group, '') }, MOST_TRACES, signal),
    placeholderData: keepPreviousData,
  });
}

/** The doctor's findings; looked at again when something was heard. */
export function useFindings() {
  const client = useQueryClient();
  useEffect(() => onRejected(() => void client.invalidateQueries({ queryKey: ['findings'] }, { cancelRefetch: false })), [client]);
  return useQuery({ queryKey: ['findings'], queryFn: ({ signal }) => getFindings(signal), refetchInterval: 10_000 });
}
