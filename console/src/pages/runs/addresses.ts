import { addressOf } from '../../app/router';

/** A page, looking at a run alone. */
export const addressOfRun = (path: string, run: string, filter?: string) =>
  addressOf(path, { run, filter, range: undefined, from: undefined, to: undefined, group: undefined });
