import { call } from './http';
import type { Group } from './types';

export interface Tag {
  Key: string;
  Value: string;
}

export interface GroupChange {
  GroupName: string;
  /** Left out for Default, which has none. */
  FilterExpression?: string;
  InsightsConfiguration?: { InsightsEnabled: boolean; NotificationsEnabled: boolean };
}

export async function createGroup(group: GroupChange & { Tags?: Tag[] }): Promise<Group> {
  return (await call<{ Group: Group }>('/CreateGroup', { body: group })).Group;
}

export async function updateGroup(change: GroupChange): Promise<Group> {
  return (await call<{ Group: Group }>('/UpdateGroup', { body: change })).Group;
}

export const deleteGroup = (name: string) => call('/DeleteGroup', { body: { GroupName: name } });

/** Of a group other than Default, or of a sampling rule. */
export async function listTags(arn: string, signal?: AbortSignal): Promise<Tag[]> {
  return (await call<{ Tags: Tag[] }>('/ListTagsForResource', { body: { ResourceARN: arn }, signal })).Tags;
}

export const tagResource = (arn: string, tags: Tag[]) => call('/TagResource', { body: { ResourceARN: arn, Tags: tags } });

export const untagResource = (arn: string, keys: string[]) => call('/UntagResource', { body: { ResourceARN: arn, TagKeys: keys } });
