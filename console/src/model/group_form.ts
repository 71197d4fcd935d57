import type { Tag } from '../api/groups';
import { readValidationErrors } from './validation_errors';

// Groups as forms. Pure.

export interface GroupErrors {
  GroupName?: string;
  FilterExpression?: string;
  Tags?: string;
  rest?: string;
}

/** What the service said, beside the field that it is about. */
export function groupErrorsOf(message: string): GroupErrors {
  const { byMember, rest } = readValidationErrors(message);
  const errors: GroupErrors = {};
  for (const [member, problem] of Object.entries(byMember)) {
    if (member === 'GroupName' || member === 'FilterExpression') errors[member] = problem;
    else errors.Tags = errors.Tags ? `${errors.Tags}; ${problem}` : problem;
  }
  if (rest === '') return errors;
  if (/^Error Location|filter expression/i.test(rest)) errors.FilterExpression = rest;
  else if (/group name|already exists/i.test(rest)) errors.GroupName = rest;
  else if (/\btags?\b/i.test(rest)) errors.Tags = rest;
  else errors.rest = rest;
  return errors;
}

/** What to set and which keys to remove, so that `before` becomes `after`. Rows without a key count for nothing. */
export function tagChanges(before: readonly Tag[], after: readonly Tag[]): { set: Tag[]; removed: string[] } {
  const old = new Map(before.map((tag) => [tag.Key, tag.Value]));
  const next = new Map(after.filter((tag) => tag.Key.trim() !== '').map((tag) => [tag.Key.trim(), tag.Value]));
  return {
    set: [...next].filter(([key, value]) => old.get(key) !== value).map(([Key, Value]) => ({ Key, Value })),
    removed: [...old.keys()].filter((key) => !next.has(key)),
  };
}

/** A name for a copy that no other group has. */
export function cloneName(name: string, taken: readonly string[]): string {
  const used = new Set(taken);
  const first = `${name}-clone`;
  if (!used.has(first)) return first;
  let number = 2;
  while (used.has(`${first}-${number}`)) ++number;
  return `${first}-${number}`;
}
