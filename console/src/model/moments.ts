import { exceptionsOf } from './entity_text';
import type { Span } from './spans';
import type { Document, Entity, TraceTree } from './trace_tree';

/** Something that happened at a time within a segment: an event of a span, or an exception. */
export interface Moment {
  entity: Entity;
  /** Epoch seconds. X-Ray does not tell when an exception was thrown: then it is the end of what it ended. */
  time: number;
  isExact: boolean;
  name: string;
  /** What it says, in a line. */
  text: string;
  attributes: Document;
  isBad: boolean;
}

/** The events and exceptions of a trace in the order of time. */
export function momentsOf(tree: TraceTree, spans: ReadonlyMap<string, Span> | undefined): Moment[] {
  const moments: Moment[] = [];
  for (const entity of tree.entities) {
    const events = entity.inferred ? [] : (spans?.get(entity.id)?.events ?? []);
    for (const event of events) {
      const isBad = event.name === 'exception';
      const told = [event.attributes['exception.type'], event.attributes['exception.message']].filter((part) => typeof part === 'string');
      moments.push({ entity, time: event.time, isExact: true, name: event.name || '(no name)', text: isBad ? told.join(': ') : '', attributes: event.attributes, isBad });
    }
    // A span's exceptions are its events, and told already.
    if (events.some((event) => event.name === 'exception')) continue;
    for (const { type, message } of exceptionsOf(entity.document)) {
      moments.push({ entity, time: entity.end, isExact: false, name: 'exception', text: message === '' ? type : `${type}: ${message}`, attributes: {}, isBad: true });
    }
  }
  return moments.sort((a, b) => a.time - b.time);
}
