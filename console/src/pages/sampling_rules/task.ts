import type { BoostedRule } from '../../api/sampling';

export type EditTask = { kind: 'create'; like?: BoostedRule } | { kind: 'edit'; rule: BoostedRule };

/** The dialog that is open, and for which rule. */
export type RuleTask = EditTask | { kind: 'delete'; rule: BoostedRule };
