import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { TraceSummary } from '../api/types';
import { getTraceSummaries } from '../api/xray';
import type { Vocabulary } from '../model/filter_completion';
import { vocabularyOf } from '../model/vocabulary';
import { useGroups, useScope } from './scope';

const NONE: TraceSummary[] = [];

/** Names and values of the newest traces of the scope, for the completion of filters; read when they are needed. */
export function useVocabulary(isNeeded: boolean): Vocabulary {
  const { rangeKey, resolve } = useScope();
  const groups = useGroups().data;
  const newest = useQuery({
    queryKey: ['vocabulary', rangeKey],
    queryFn: async ({ signal }) => (await getTraceSummaries(resolve(), signal)).TraceSummaries,
    enabled: isNeeded,
    staleTime: 15_000,
  });
  const summaries = newest.data ?? NONE;
  return useMemo(() => vocabularyOf(summaries, (groups ?? []).map((group) => group.GroupName)), [summaries, groups]);
}
