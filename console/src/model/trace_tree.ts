import type { SegmentPart } from '../api/types';
import { statusOfHttp, type Status } from './status';

/** A document of a segment or subsegment, as it came: nothing in it can be relied on. */
export type Document = { [key: string]: unknown };

/** A segment or subsegment with its place in the trace. */
export interface Entity {
  /** Its place in TraceTree.entities. */
  index: number;
  id: string;
  name: string;
  kind: 'segment' | 'subsegment';
  document: Document;
  /** -1 for what stands at the top. */
  parent: number;
  children: number[];
  depth: number;
  /** The segment that it is (in). */
  segment: number;
  /** Epoch seconds. What goes on ends, for drawing, when the trace does. */
  start: number;
  end: number;
  status: Status;
  httpStatus: number | undefined;
  inProgress: boolean;
  /** Made by X-Ray from a call to something that sends no segments. */
  inferred: boolean;
  /** Names a parent that has not come. */
  orphan: boolean;
}

export interface TraceTree {
  /** In the order of the waterfall: each after its parent, siblings by their start. */
  entities: Entity[];
  /** Epoch seconds. */
  start: number;
  end: number;
  /** Documents that are no JSON object, and what is beyond the most that are shown. */
  left_out: number;
}

/** A trace on AWS has 10,000 spans at most. */
const MOST_ENTITIES = 50_000;

export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

export const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

export const objectOf = (value: unknown): Document | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Document) : undefined;

export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Those of a list that are objects. */
export const objectsOf = (value: unknown): Document[] => listOf(value).map(objectOf).filter((item) => item !== undefined);

/** Puts the documents of a trace together, whatever is missing, twice there, or in a circle. */
export function buildTree(parts: readonly SegmentPart[]): TraceTree {
  const found: Entity[] = [];
  let leftOut = 0;
  for (const part of parts) {
    const document = parse(part.Document);
    if (document && found.length < MOST_ENTITIES) leftOut += collect(document, found);
    else leftOut += 1;
  }
  link(found);
  const ordered = arrange(found);
  const [start, end] = boundsOf(ordered);
  for (const entity of ordered) if (Number.isNaN(entity.end)) entity.end = Math.max(end, entity.start);
  return { entities: ordered, start, end, left_out: leftOut };
}

function parse(text: string): Document | undefined {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** A segment and all that is nested in it; how many of them there is no room for. */
function collect(document: Document, found: Entity[]): number {
  const segment = found.length;
  const waiting: [Document, number][] = [[document, -1]];
  let leftOut = 0;
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [own, parent] = next;
    if (found.length >= MOST_ENTITIES) {
      leftOut += 1;
      continue;
    }
    const index = found.length;
    found.push(entityOf(own, index, parent, segment));
    // The last that is put there is looked at first.
    for (const nested of objectsOf(own['subsegments']).reverse()) waiting.push([nested, index]);
  }
  return leftOut;
}

function entityOf(document: Document, index: number, parent: number, segment: number): Entity {
  const start = numberOf(document['start_time']) ?? Number.NaN;
  const end = numberOf(document['end_time']);
  const inProgress = document['in_progress'] === true || end === undefined;
  const httpStatus = numberOf(objectOf(objectOf(document['http'])?.['response'])?.['status']);
  return {
    index,
    id: textOf(document['id']) ?? '',
    name: textOf(document['name']) ?? '(no name)',
    kind: parent === -1 && document['type'] !== 'subsegment' ? 'segment' : 'subsegment',
    document,
    parent,
    children: [],
    depth: 0,
    segment,
    start,
    end: end === undefined ? Number.NaN : Math.max(end, Number.isNaN(start) ? end : start),
    status: statusOf(document, inProgress, httpStatus),
    httpStatus,
    inProgress,
    inferred: document['inferred'] === true,
    orphan: false,
  };
}

function statusOf(document: Document, inProgress: boolean, httpStatus: number | undefined): Status {
  if (document['fault'] === true) return 'fault';
  if (document['throttle'] === true) return 'throttle';
  if (document['error'] === true) return httpStatus !== undefined && statusOfHttp(httpStatus) === 'throttle' ? 'throttle' : 'error';
  return inProgress ? 'pending' : 'ok';
}

/** Hangs segments under the subsegments that they name as their parents. */
function link(found: Entity[]) {
  const byId = new Map<string, Entity>();
  for (const entity of found) {
    // The id of an inferred segment may be that of its call.
    const known = byId.get(entity.id);
    if (entity.id !== '' && (!known || (known.inferred && !entity.inferred))) byId.set(entity.id, entity);
  }
  for (const entity of found) {
    const wanted = textOf(entity.document['parent_id']);
    if (entity.parent !== -1 || wanted === undefined) continue;
    const parent = byId.get(wanted);
    if (parent && parent !== entity) entity.parent = parent.index;
    else entity.orphan = true;
  }
  cutCircles(found);
  for (const entity of found) if (entity.parent !== -1) found[entity.parent]?.children.push(entity.index);
}

function cutCircles(found: Entity[]) {
  // 0 is not looked at, otherwise the number of the walk in which it was.
  const walkOf = new Int32Array(found.length);
  let walk = 0;
  for (const entity of found) {
    walk += 1;
    let at: Entity | undefined = entity;
    while (at && walkOf[at.index] === 0) {
      walkOf[at.index] = walk;
      at = at.parent === -1 ? undefined : found[at.parent];
    }
    if (at && walkOf[at.index] === walk) {
      at.parent = -1;
      at.orphan = true;
    }
  }
}

/** Puts parents before children and siblings by their start, and numbers all anew. */
function arrange(found: Entity[]): Entity[] {
  const startOf = (index: number) => found[index]?.start ?? 0;
  const byStart = (a: number, b: number) => startOf(a) - startOf(b) || a - b;
  const roots = found.filter((entity) => entity.parent === -1).map((entity) => entity.index);
  // What waits for a parent comes after what does not.
  roots.sort((a, b) => Number(found[a]?.orphan) - Number(found[b]?.orphan) || byStart(a, b));
  const order: number[] = [];
  const waiting = roots.reverse();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    order.push(next);
    const entity = found[next];
    if (!entity) continue;
    entity.depth = entity.parent === -1 ? 0 : (found[entity.parent]?.depth ?? 0) + 1;
    entity.children.sort(byStart);
    for (let at = entity.children.length - 1; at >= 0; --at) waiting.push(entity.children[at] as number);
  }
  return renumber(found, order);
}

function renumber(found: Entity[], order: number[]): Entity[] {
  const places = new Int32Array(found.length);
  for (const [place, index] of order.entries()) places[index] = place;
  return order.map((index) => {
    const entity = found[index] as Entity;
    entity.children = entity.children.map((child) => places[child] as number);
    entity.parent = entity.parent === -1 ? -1 : (places[entity.parent] as number);
    entity.segment = places[entity.segment] as number;
    entity.index = places[index] as number;
    return entity;
  });
}

function boundsOf(entities: Entity[]): [number, number] {
  let [start, end] = [Infinity, -Infinity];
  for (const entity of entities) {
    if (entity.start < start) start = entity.start;
    if (entity.start > end) end = entity.start;
    if (entity.end > end) end = entity.end;
  }
  if (start === Infinity) return [0, 0];
  for (const entity of entities) if (Number.isNaN(entity.start)) entity.start = start;
  return [start, end];
}

/** Of the segment that the entity is in. */
export const serviceOf = (tree: TraceTree, entity: Entity): string => tree.entities[entity.segment]?.name ?? entity.name;

/** Where in the trace it stands, from the top down, itself left out. */
export function ancestorsOf(tree: TraceTree, entity: Entity): Entity[] {
  const ancestors: Entity[] = [];
  for (let at = tree.entities[entity.parent]; at && ancestors.length < tree.entities.length; at = tree.entities[at.parent]) {
    ancestors.push(at);
  }
  return ancestors.reverse();
}

/** The first behind `index` for which `wanted` holds, going round; -1 where there is none. */
export function findNext(tree: TraceTree, index: number, wanted: (entity: Entity) => boolean, step: 1 | -1 = 1): number {
  const count = tree.entities.length;
  for (let n = 1; n <= count; ++n) {
    const at = (((index + n * step) % count) + count) % count;
    const entity = tree.entities[at];
    if (entity && wanted(entity)) return at;
  }
  return -1;
}

/** What is drawn: entities of which no ancestor is folded, and that are wanted (with their ancestors). */
export function visibleEntities(tree: TraceTree, folded: ReadonlySet<string>, wanted?: ReadonlySet<number>): Entity[] {
  const shown: Entity[] = [];
  // Entities deeper than this are in a folded one.
  let hiddenBelow = Infinity;
  for (const entity of tree.entities) {
    if (entity.depth > hiddenBelow) continue;
    hiddenBelow = Infinity;
    if (wanted && !wanted.has(entity.index)) continue;
    shown.push(entity);
    if (folded.has(entity.id) && entity.children.length > 0) hiddenBelow = entity.depth;
  }
  return shown;
}

/** The entities and all their ancestors. */
export function withAncestors(tree: TraceTree, indices: Iterable<number>): Set<number> {
  const all = new Set<number>();
  for (const index of indices) {
    for (let at = index; at !== -1 && !all.has(at); at = tree.entities[at]?.parent ?? -1) all.add(at);
  }
  return all;
}
