import type { TraceSummary } from '../api/types';

/** Where most of a trace's time went: services from the caller on, and the entity at the end. */
export interface SlowPath {
  names: string[];
  /** The end's share of the whole response time, 0 to 1, where it is told. */
  coverage: number | undefined;
}

// A caller's subsegment and the service that it calls have one name each; only one of them is worth telling.
const MOST_NAMES = 4;

/** By the first root cause of the response time; undefined where the trace has none. */
export function slowPathOf(trace: TraceSummary): SlowPath | undefined {
  const services = trace.ResponseTimeRootCauses[0]?.Services;
  const last = services?.at(-1);
  if (!services || !last) return undefined;
  const names = services.map((service) => service.Name);
  const end = last.EntityPath.at(-1);
  if (end && end.Name !== last.Name) names.push(end.Name);
  const shown = names.length > MOST_NAMES ? [names[0] ?? '', '…', ...names.slice(1 - MOST_NAMES)] : names;
  return { names: shown, coverage: end?.Coverage };
}
