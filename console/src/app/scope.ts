import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { getRuns, type Run } from '../api/emulator';
import { getGroups } from '../api/xray';
import { isOpenEnded, readRange, resolveRange, type ResolvedRange, type TimeRange } from '../model/time_range';
import { isReport } from '../model/edition';
import { setSearch, useLocation } from './router';

/** Which traces all pages look at: time range, group, and whether the page follows what arrives. */
export interface Scope {
  range: TimeRange;
  /** Changes whenever the range does: for keys of queries. */
  rangeKey: string;
  /** What the range means now, in epoch seconds. */
  resolve: () => ResolvedRange;
  /** The group's name; empty for all traces. */
  group: string;
  live: boolean;
}

export function useRuns() {
  return useQuery({ queryKey: ['runs'], queryFn: ({ signal }) => getRuns(signal) });
}

export function useGroups() {
  return useQuery({ queryKey: ['groups'], queryFn: ({ signal }) => getGroups(signal), staleTime: 10_000 });
}

const NO_RUNS: Run[] = [];
// A report has what it has.
const ALL: TimeRange = { kind: 'all' };

export function useScope(): Scope {
  const { search } = useLocation();
  const runs = useRuns().data ?? NO_RUNS;
  const text = search.toString();
  return useMemo(() => {
    const parameters = new URLSearchParams(text);
    const range = isReport ? ALL : readRange(parameters);
    const resolve = () => resolveRange(range, Date.now() / 1000, runs);
    const known = range.kind === 'run' ? runs.map((run) => `${run.name}@${run.begin}-${run.end}`).join() : '';
    return {
      range,
      rangeKey: JSON.stringify(range) + known,
      resolve,
      group: parameters.get('group') ?? '',
      live: !isReport && isOpenEnded(range) && parameters.get('live') !== '0',
    };
  }, [text, runs]);
}

/** Live is what pages are unless they are paused. */
export const setLive = (live: boolean) => setSearch({ live: live ? undefined : '0' }, { replace: true });

/** The reader's filter, within the group. Empty for everything. */
export function expressionWithin(group: string, filter: string): string {
  if (group === '' || group === 'Default') return filter;
  const condition = `group.name = ${JSON.stringify(group)}`;
  return filter.trim() === '' ? condition : `${condition} AND (${filter})`;
}
