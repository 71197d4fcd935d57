import type { Tag } from '../../api/groups';
import type { Group } from '../../api/types';

export type EditTask = { kind: 'create'; like?: Group; tags?: Tag[] } | { kind: 'edit'; group: Group; tags: Tag[] };

/** The dialog that is open, and for which group. */
export type GroupTask = EditTask | { kind: 'delete'; group: Group };

export const DEFAULT_GROUP = 'Default';
