import { useQuery } from '@tanstack/react-query';
import { getInsightSummaries } from '../api/insights';
import { summariesSpan } from '../model/insights';
import { useGroups, useScope } from './scope';

const EVERY = 10_000;

/** Of all groups that have insights, or of the group that is looked at; newest first. */
export function useInsights() {
  const { group, rangeKey, resolve } = useScope();
  const groups = useGroups();
  const names = (groups.data ?? [])
    .filter((one) => one.InsightsConfiguration.InsightsEnabled && (group === '' || one.GroupName === group))
    .map((one) => one.GroupName);
  const insights = useQuery({
    queryKey: ['insights', names, rangeKey],
    queryFn: async ({ signal }) => {
      const span = summariesSpan(resolve(), Date.now() / 1000);
      const lists = await Promise.all(names.map((name) => getInsightSummaries(name, span, signal)));
      return lists.flat().sort((a, b) => b.StartTime - a.StartTime);
    },
    enabled: groups.data !== undefined && names.length > 0,
    refetchInterval: EVERY,
  });
  return { groups, names, insights };
}
