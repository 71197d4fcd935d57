import { useQuery } from '@tanstack/react-query';
import { listTags } from '../../api/groups';
import type { Group } from '../../api/types';
import { DEFAULT_GROUP } from './task';

export const tagsKey = (arn: string) => ['tags', arn];

/** Default has none. */
export function useTags(group: Group) {
  return useQuery({
    queryKey: tagsKey(group.GroupARN),
    queryFn: ({ signal }) => listTags(group.GroupARN, signal),
    enabled: group.GroupName !== DEFAULT_GROUP,
  });
}
