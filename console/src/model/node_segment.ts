import { objectOf, textOf, type Entity, type TraceTree } from './trace_tree';

/**
 * The segment behind a node of the graph: one of that name, else an inferred one of that kind that called or is that
 * resource (a table's node has the name of the table). The worst where there are several.
 */
export function segmentOfNode(tree: TraceTree, name: string, type: string | null | undefined): Entity | undefined {
  const segments = tree.entities.filter((one) => one.kind === 'segment');
  const ofType = (one: Entity) => !type || type === 'client' || textOf(one.document['origin']) === type;
  const named = segments.filter((one) => one.name === name);
  const candidates = [named.filter(ofType), segments.filter((one) => one.inferred && ofType(one) && mentions(one, name)), named];
  const found = candidates.find((list) => list.length > 0) ?? [];
  return found.find((one) => one.status === 'fault') ?? found.find((one) => one.status !== 'ok') ?? found[0];
}

const mentions = (entity: Entity, name: string) =>
  Object.values(objectOf(entity.document['aws']) ?? {}).some((value) => value === name || (Array.isArray(value) && value.includes(name)));
