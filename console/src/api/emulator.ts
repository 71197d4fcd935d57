import { call } from './http';

// What the emulator has and AWS has not: /_emulator. Times are epoch seconds.

export interface Health {
  status: string;
  version: string;
  segments: number;
  traces: number;
  uptimeSeconds: number;
  storage?: string;
}

export const getHealth = (signal?: AbortSignal) => call<Health>('/_emulator/health', { method: 'GET', signal });

export interface Finding {
  code: string;
  severity: 'error' | 'warning' | 'info';
  message: string;
  fix: string;
  count: number;
  lastSeen: number | null;
  traceId: string | null;
}

export async function getFindings(signal?: AbortSignal): Promise<Finding[]> {
  return (await call<{ findings: Finding[] }>('/_emulator/doctor', { method: 'GET', signal })).findings;
}

export interface Run {
  name: string;
  begin: number;
  /** Null for the run that goes on. */
  end: number | null;
  traces: number;
}

/** From the oldest to the newest. */
export async function getRuns(signal?: AbortSignal): Promise<Run[]> {
  return (await call<{ runs: Run[] }>('/_emulator/runs', { method: 'GET', signal })).runs;
}

export const beginRun = (name: string) => call<Run>('/_emulator/runs', { body: { name } });

export interface RejectedDocument {
  at: number;
  excerpt: string;
  explanation: string;
  message: string;
  reason: string;
  source: string;
  sender?: string;
  member?: string;
  position?: number;
}

export interface DocumentWarning {
  at: number;
  explanation: string;
  id: string;
  name: string;
  reason: string;
  source: string;
  traceId: string;
  sender?: string;
}

/** Who was heard last: the address of a datagram's sender, or what a client calls itself. */
export interface Heard {
  at: number;
  by: string;
}

/** Counters by name beside these members. */
export interface Stats {
  /** Where clients of the emulator's machine reach it, and the address that it is bound to. */
  listening?: Record<'bind' | 'http' | 'otlpGrpc' | 'udp', string | null>;
  heard?: Record<'otlp' | 'samplingRules' | 'udp', Heard | null>;
  indexing_delay_seconds?: number;
  rejected_by_reason: Record<string, number>;
  last_rejected: RejectedDocument[];
  warnings_by_reason: Record<string, number>;
  last_warnings: DocumentWarning[];
  datagrams_received: number;
  documents_received: number;
  documents_stored: number;
  documents_rejected: number;
  otlp_spans_received: number;
  [counter: string]: unknown;
}

export const getStats = (signal?: AbortSignal) => call<Stats>('/_emulator/stats', { method: 'GET', signal });

/** Forgets all traces; with `all` also rules, groups, policies and tags. */
export const resetStore = (all: boolean) => call('/_emulator/reset', { body: all ? { all: true } : {} });
