// What the service says of members that it does not take, by member. Pure.

export interface ValidationErrors {
  /** By the last name of the path, as the model spells it: `Priority`, `HTTPMethod`. */
  byMember: Record<string, string>;
  /** What is about no member; empty where there is nothing. */
  rest: string;
}

const HEAD = /^\d+ validation errors? detected: /;
const ONE = /^Value (?:'([\s\S]*)'|null) at '([\w.]+)' failed to satisfy constraint: (?:Member|Map \w+) must ([\s\S]+)$/;

// The service writes member names with a small first letter: hTTPMethod.
const memberOf = (path: string) => {
  const name = path.split('.').at(-1) ?? path;
  return name.charAt(0).toUpperCase() + name.slice(1);
};

/** Reads `2 validation errors detected: Value '0' at 'samplingRule.priority' failed to satisfy constraint: …; …`. */
export function readValidationErrors(message: string): ValidationErrors {
  if (!HEAD.test(message)) return { byMember: {}, rest: message };
  const errors: ValidationErrors = { byMember: {}, rest: '' };
  const unread: string[] = [];
  for (const part of message.replace(HEAD, '').split(/; (?=Value (?:'|null))/)) {
    const [, , path, constraint] = ONE.exec(part) ?? [];
    if (path === undefined || constraint === undefined) unread.push(part);
    else errors.byMember[memberOf(path)] ??= `Must ${constraint}`;
  }
  errors.rest = unread.join('; ');
  return errors;
}
