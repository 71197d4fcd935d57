import { isReport } from '../model/edition';
import { useEffect, useRef, useSyncExternalStore } from 'react';

/** A trace appeared or changed. */
export interface TraceEvent {
  Id: string;
  Revision: number;
}

export type Connection = 'connecting' | 'open' | 'closed';

type Listener = (event: TraceEvent) => void;

// One stream for the whole tab: browsers allow six connections to a host, and the emulator counts streams.
const traceListeners = new Set<Listener>();
const rejectedListeners = new Set<() => void>();
const connectionListeners = new Set<() => void>();
let connection: Connection = 'closed';
let source: EventSource | undefined;

function setConnection(next: Connection) {
  if (next === connection) return;
  connection = next;
  for (const listener of connectionListeners) listener();
}

function open() {
  // Nothing arrives in a report.
  if (isReport || source || typeof EventSource === 'undefined') return;
  setConnection('connecting');
  source = new EventSource('/_emulator/events');
  source.addEventListener('open', () => setConnection('open'));
  source.addEventListener('error', () => setConnection('connecting'));
  source.addEventListener('trace', (message) => {
    const event = JSON.parse((message as MessageEvent<string>).data) as TraceEvent;
    for (const listener of traceListeners) listener(event);
  });
  source.addEventListener('rejected', () => {
    for (const listener of rejectedListeners) listener();
  });
}

function close() {
  if (traceListeners.size + rejectedListeners.size + connectionListeners.size > 0) return;
  source?.close();
  source = undefined;
  setConnection('closed');
}

function listen<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  open();
  return () => {
    listeners.delete(listener);
    close();
  };
}

export const onTrace = (listener: Listener) => listen(traceListeners, listener);
export const onRejected = (listener: () => void) => listen(rejectedListeners, listener);

// The same function at each rendering: another one would close the stream and open it again.
const listenToConnection = (listener: () => void) => listen(connectionListeners, listener);
const readConnection = () => connection;

/** Whether the page hears of new traces. */
export function useConnection(): Connection {
  return useSyncExternalStore(listenToConnection, readConnection);
}

/**
 * Calls `handle` with the ids of the traces that appeared or changed, at most once in `milliseconds`. Nothing is
 * called while `enabled` is false.
 */
export function useTraceEvents(handle: (ids: string[]) => void, enabled = true, milliseconds = 500) {
  const latest = useRef(handle);
  useEffect(() => {
    latest.current = handle;
  });
  useEffect(() => {
    if (!enabled) return undefined;
    const changed = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      timer = undefined;
      const ids = [...changed];
      changed.clear();
      latest.current(ids);
    };
    const stop = onTrace((event) => {
      changed.add(event.Id);
      timer ??= setTimeout(flush, milliseconds);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [enabled, milliseconds]);
}
