import { formatCount, formatDuration, formatShare } from './format';
import type { RunProfile, ServiceProfile } from './run_profile';

/** Of a service in one run. Shares are of its requests. */
export interface ServiceFigures {
  requests: number;
  error: number;
  throttle: number;
  fault: number;
  p50: number | undefined;
  p95: number | undefined;
  p99: number | undefined;
}

/** Undefined where the run has none. */
export interface Pair<T> {
  before: T | undefined;
  after: T | undefined;
}

export interface ServiceChange extends Pair<ServiceFigures> {
  name: string;
}

/** Calls per trace. */
export interface CallChange extends Pair<number> {
  from: string;
  to: string;
}

/** How often. */
export interface NameChange extends Pair<number> {
  name: string;
}

export interface RunDiff {
  traces: { before: number; after: number };
  services: ServiceChange[];
  calls: CallChange[];
  exceptions: NameChange[];
  annotationKeys: NameChange[];
}

export function diffOf(before: RunProfile, after: RunProfile): RunDiff {
  const perTrace = (count: number | undefined, profile: RunProfile) => (count === undefined || profile.traces === 0 ? undefined : count / profile.traces);
  return {
    traces: { before: before.traces, after: after.traces },
    services: keysOf(before.services, after.services).map((name) => ({
      name,
      before: figuresOf(before.services.get(name)),
      after: figuresOf(after.services.get(name)),
    })),
    calls: keysOf(before.calls, after.calls).map((key) => {
      const [old, now] = [before.calls.get(key), after.calls.get(key)];
      return { from: old?.from ?? now?.from ?? '', to: old?.to ?? now?.to ?? '', before: perTrace(old?.count, before), after: perTrace(now?.count, after) };
    }),
    exceptions: changesOf(before.exceptions, after.exceptions),
    annotationKeys: changesOf(before.annotationKeys, after.annotationKeys),
  };
}

const keysOf = <T>(before: Map<string, T>, after: Map<string, T>) => [...new Set([...before.keys(), ...after.keys()])].toSorted();

const changesOf = (before: Map<string, number>, after: Map<string, number>): NameChange[] =>
  keysOf(before, after).map((name) => ({ name, before: before.get(name), after: after.get(name) }));

function figuresOf(service: ServiceProfile | undefined): ServiceFigures | undefined {
  if (!service) return undefined;
  const { requests, errors, throttles, faults } = service;
  const lengths = service.lengths.toSorted((a, b) => a - b);
  const at = (share: number) => lengths[Math.max(Math.ceil(share * lengths.length), 1) - 1];
  return { requests, error: errors / requests, throttle: throttles / requests, fault: faults / requests, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

export type Tone = 'worse' | 'better' | 'other';

export interface Finding {
  tone: Tone;
  /** `new service`, `p95`, … */
  what: string;
  /** Of which service, edge, exception or key. */
  name: string;
  /** From what to what; empty where there is no more to say. */
  detail: string;
  /** The greater, the earlier it is told. */
  weight: number;
  service?: string;
  call?: { from: string; to: string };
}

// Smaller changes are noise between two runs of the same code.
const LEAST_SHARE = 0.01;
const LEAST_LATENCY_GROWTH = 0.2;
const LEAST_LATENCY = 0.005;
const LEAST_CALLS_GROWTH = 0.1;
const LEAST_REQUESTS = 5;

/** What a reader is told first: what is new, lost, worse or better by more than noise; the gravest first. */
export function findingsOf(diff: RunDiff): Finding[] {
  const found = [
    ...diff.exceptions.flatMap((change) => newOrLost('exception', change, ['worse', 'better'], 90, change.name.split(': ')[0])),
    ...diff.services.flatMap(serviceFindings),
    ...diff.calls.flatMap(callFindings),
    ...diff.annotationKeys.flatMap((change) => newOrLost('annotation key', change, ['other', 'other'], 10, undefined)),
  ];
  return found.toSorted((a, b) => b.weight - a.weight);
}

function newOrLost(what: string, { name, before, after }: NameChange, [gained, gone]: [Tone, Tone], weight: number, service: string | undefined): Finding[] {
  if ((before === undefined) === (after === undefined)) return [];
  const isNew = before === undefined;
  const times = after ?? before ?? 0;
  const finding = { tone: isNew ? gained : gone, what: `${isNew ? 'new' : 'lost'} ${what}`, name, detail: `${formatCount(times)} ${times === 1 ? 'time' : 'times'}`, weight: isNew ? weight : weight / 2 };
  return [service === undefined ? finding : { ...finding, service }];
}

function serviceFindings({ name, before, after }: ServiceChange): Finding[] {
  if (!before || !after) {
    const requests = after?.requests ?? before?.requests ?? 0;
    return [{ tone: 'other', what: after ? 'new service' : 'lost service', name, detail: `${formatCount(requests)} ${requests === 1 ? 'request' : 'requests'}`, weight: 70, service: name }];
  }
  const shares = (['fault', 'error', 'throttle'] as const).flatMap((outcome): Finding[] => {
    const growth = after[outcome] - before[outcome];
    if (Math.abs(growth) < LEAST_SHARE) return [];
    const weight = (outcome === 'fault' ? 80 : 60) + Math.abs(growth) * 15;
    return [{ tone: growth > 0 ? 'worse' : 'better', what: `${outcome}s`, name, detail: `${formatShare(before[outcome])} → ${formatShare(after[outcome])}`, weight: growth > 0 ? weight : weight / 2, service: name }];
  });
  return [...shares, ...latencyFinding(name, before, after)];
}

function latencyFinding(name: string, before: ServiceFigures, after: ServiceFigures): Finding[] {
  if (before.p95 === undefined || after.p95 === undefined || Math.min(before.requests, after.requests) < LEAST_REQUESTS) return [];
  const growth = growthOf(before.p95, after.p95);
  if (Math.abs(after.p95 - before.p95) < LEAST_LATENCY || Math.abs(growth) < LEAST_LATENCY_GROWTH) return [];
  const detail = `${formatDuration(before.p95)} → ${formatDuration(after.p95)}, ${formatGrowth(growth)}`;
  return [{ tone: growth > 0 ? 'worse' : 'better', what: 'p95', name, detail, weight: (growth > 0 ? 50 : 25) + Math.min(Math.abs(growth) * 5, 20), service: name }];
}

function callFindings({ from, to, before, after }: CallChange): Finding[] {
  const name = `${from} → ${to}`;
  const call = { from, to };
  if (before === undefined || after === undefined) {
    return [{ tone: 'other', what: after === undefined ? 'lost edge' : 'new edge', name, detail: `${formatCalls(after ?? before ?? 0)} a trace`, weight: 65, call }];
  }
  const growth = growthOf(before, after);
  if (Math.abs(growth) < LEAST_CALLS_GROWTH || Math.abs(after - before) < 0.05) return [];
  const detail = `${formatCalls(before)} → ${formatCalls(after)}, ${formatGrowth(growth)}`;
  return [{ tone: growth > 0 ? 'worse' : 'better', what: 'calls a trace', name, detail, weight: (growth > 0 ? 45 : 22) + Math.min(Math.abs(growth) * 5, 20), call }];
}

/** 0.5 for half as much again; what was nothing counts as a thousandth. */
export const growthOf = (before: number, after: number) => (after - before) / Math.max(before, 0.001);

export function formatGrowth(growth: number): string {
  const percent = Math.round(growth * 100);
  if (growth > 9.995) return `${formatCount(Math.round(growth + 1))} times`;
  return `${percent > 0 ? '+' : percent < 0 ? '−' : ''}${formatCount(Math.abs(percent))} %`;
}

export const formatCalls = (calls: number) => String(Number(calls.toPrecision(3)));
