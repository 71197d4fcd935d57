import type { Trace } from '../api/types';

// What the traces of a run have in common with no other: what `xray-emulator diff` compares, made of an export.

export interface ServiceProfile {
  requests: number;
  errors: number;
  throttles: number;
  faults: number;
  /** Seconds of the requests that have ended. */
  lengths: number[];
}

export interface CallProfile {
  from: string;
  to: string;
  count: number;
}

export interface RunProfile {
  traces: number;
  services: Map<string, ServiceProfile>;
  /** By `callKey`; those of clients are left out. */
  calls: Map<string, CallProfile>;
  /** `SERVICE: TYPE`, and how often. */
  exceptions: Map<string, number>;
  annotationKeys: Map<string, number>;
}

export const emptyProfile = (): RunProfile => ({
  traces: 0,
  services: new Map(),
  calls: new Map(),
  exceptions: new Map(),
  annotationKeys: new Map(),
});

export const callKey = (from: string, to: string) => JSON.stringify([from, to]);

interface Entity {
  id?: unknown;
  name?: unknown;
  parent_id?: unknown;
  start_time?: unknown;
  end_time?: unknown;
  type?: unknown;
  inferred?: unknown;
  error?: unknown;
  throttle?: unknown;
  fault?: unknown;
  annotations?: unknown;
  cause?: unknown;
  aws?: unknown;
  subsegments?: unknown;
}

/** Adds a trace, as BatchGetTraces shows it, inferred segments among the others. Documents that are none are passed over. */
export function addTrace(profile: RunProfile, trace: Trace): void {
  profile.traces += 1;
  const segments = trace.Segments.flatMap(({ Document }) => parse(Document) ?? []);
  const owners = new Map<unknown, string>();
  for (const segment of segments) {
    const service = serviceOf(segment);
    forEachEntity(segment, (entity) => {
      if (segment.inferred !== true || entity !== segment) note(profile, service, entity, segment.inferred === true);
      owners.set(entity.id, service);
    });
  }
  for (const segment of segments) {
    if (segment.type === 'subsegment') continue;
    addRequest(profile, segment);
    const caller = segment.parent_id === undefined ? undefined : owners.get(segment.parent_id);
    if (caller !== undefined) addCall(profile, caller, serviceOf(segment));
  }
}

function parse(document: string): Entity | undefined {
  try {
    const value: unknown = JSON.parse(document);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

// Deeper than any tracer nests, and a bound against documents that are none.
const MOST_ENTITIES = 100_000;

function forEachEntity(root: Entity, visit: (entity: Entity) => void) {
  const waiting: Entity[] = [root];
  for (let seen = 0; seen < MOST_ENTITIES; ++seen) {
    const entity = waiting.pop();
    if (!entity) return;
    visit(entity);
    if (!Array.isArray(entity.subsegments)) continue;
    for (const child of entity.subsegments) if (isObject(child)) waiting.push(child);
  }
}

// Resources are called in the service graph by their own names.
const RESOURCES = ['table_name', 'queue_url', 'topic_arn', 'bucket_name', 'function_name'];

function serviceOf({ name, inferred, aws }: Entity): string {
  const own = typeof name === 'string' ? name : '';
  if (inferred !== true || !isObject(aws)) return normalName(own);
  const [listed] = Array.isArray(aws['resource_names']) ? aws['resource_names'] : [];
  const resource = [listed, ...RESOURCES.map((member) => aws[member])].find((value) => typeof value === 'string' && value !== '');
  return normalName(typeof resource === 'string' ? resource : own);
}

function addRequest(profile: RunProfile, segment: Entity) {
  const name = serviceOf(segment);
  let service = profile.services.get(name);
  if (!service) {
    service = { requests: 0, errors: 0, throttles: 0, faults: 0, lengths: [] };
    profile.services.set(name, service);
  }
  service.requests += 1;
  // A throttled request is an error, too; here it counts once.
  if (segment.fault === true) service.faults += 1;
  else if (segment.throttle === true) service.throttles += 1;
  else if (segment.error === true) service.errors += 1;
  if (typeof segment.start_time === 'number' && typeof segment.end_time === 'number') {
    service.lengths.push(Math.max(segment.end_time - segment.start_time, 0));
  }
}

function addCall(profile: RunProfile, from: string, to: string) {
  const key = callKey(from, to);
  const call = profile.calls.get(key);
  if (call) call.count += 1;
  else profile.calls.set(key, { from, to, count: 1 });
}

function note(profile: RunProfile, service: string, entity: Entity, isInferred: boolean) {
  if (isObject(entity.annotations)) for (const key of Object.keys(entity.annotations)) count(profile.annotationKeys, key);
  if (isInferred || !isObject(entity.cause) || !Array.isArray(entity.cause['exceptions'])) return;
  for (const exception of entity.cause['exceptions'] as unknown[]) {
    if (isObject(exception) && typeof exception['type'] === 'string') count(profile.exceptions, `${service}: ${exception['type']}`);
  }
}

const count = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);

/** A name without what differs from run to run: ids, addresses, ports. */
export function normalName(name: string): string {
  return name
    .replace(/\blocalhost(:\d+)?\b/g, 'host')
    .replace(/\b\d{1,3}(\.\d{1,3}){3}(:\d+)?\b/g, '{ip}')
    .replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, '{id}')
    .replace(/\b1-[0-9a-f]{8}-[0-9a-f]{24}\b/gi, '{id}')
    .replace(/\b(?=[0-9a-f]*\d)[0-9a-f]{12,}\b|\b\d{10,}\b/gi, '{id}');
}
