import type { Edge, GraphService, Statistics } from '../api/types';
import { listOf, objectOf, textOf, type Entity, type TraceTree } from '../model/trace_tree';

// The map of one trace as GetTraceGraph answers it, worked out from the trace's documents.

/** Nodes are services and what they called; edges are the calls, as their callers saw them. */
export function graphOfTrace(tree: TraceTree): GraphService[] {
  const nodes = new Nodes();
  for (const entity of tree.entities) {
    if (entity.kind !== 'segment') continue;
    const node = nodes.of(nameOf(entity), typeOf(entity));
    if (!entity.inferred) node.State = 'active';
    count((node.SummaryStatistics ??= nothing()), entity);
    (node.ResponseTimeHistogram ??= []).push(...timesOf(entity));
    const call = tree.entities[entity.parent];
    const caller = call && tree.entities[call.segment];
    if (call && caller) addCall(nodes.of(nameOf(caller), typeOf(caller)), node, call);
    else if (!entity.orphan && node.Type !== LAMBDA_FUNCTION) addClient(nodes, node, entity);
  }
  return nodes.all;
}

class Nodes {
  readonly all: GraphService[] = [];
  readonly #places = new Map<string, GraphService>();

  of(name: string, type: string | null): GraphService {
    const key = `${type ?? ''}|${name}`;
    let node = this.#places.get(key);
    if (!node) {
      node = {
        ReferenceId: this.all.length, Name: name, Names: [name], Root: null, AccountId: null, Type: type, State: 'unknown',
        StartTime: null, EndTime: null, Edges: [], SummaryStatistics: null, DurationHistogram: null, ResponseTimeHistogram: null,
      };
      this.all.push(node);
      this.#places.set(key, node);
    }
    return node;
  }
}

/** A table or a queue is called by its own name, not by that of the service which has it. */
function nameOf(entity: Entity): string {
  const resource = listOf(objectOf(entity.document['aws'])?.['resource_names'])[0];
  return (entity.inferred ? textOf(resource) : undefined) ?? entity.name;
}

// Something of AWS calls it, not a client.
const LAMBDA_FUNCTION = 'AWS::Lambda::Function';

const typeOf = (entity: Entity) => textOf(entity.document['origin']) ?? (entity.inferred ? 'remote' : null);

/** Requests from outside come from a client. */
function addClient(nodes: Nodes, node: GraphService, entity: Entity) {
  node.Root = true;
  addCall(nodes.of(node.Name, 'client'), node, entity);
}

function addCall(from: GraphService, to: GraphService, call: Entity) {
  let edge = from.Edges.find((one) => one.ReferenceId === to.ReferenceId);
  if (!edge) {
    edge = newEdge(to);
    from.Edges.push(edge);
  }
  if (call.inProgress) return;
  count((edge.SummaryStatistics ??= nothing()), call);
  (edge.ResponseTimeHistogram ??= []).push(...timesOf(call));
}

const newEdge = (to: GraphService): Edge => ({
  ReferenceId: to.ReferenceId, StartTime: null, EndTime: null, SummaryStatistics: null, ResponseTimeHistogram: null, Aliases: [],
});

const timesOf = (entity: Entity) => (entity.inProgress ? [] : [{ Value: entity.end - entity.start, Count: 1 }]);

const nothing = (): Statistics => ({
  OkCount: 0,
  ErrorStatistics: { ThrottleCount: 0, OtherCount: 0, TotalCount: 0 },
  FaultStatistics: { OtherCount: 0, TotalCount: 0 },
  TotalCount: 0,
  TotalResponseTime: 0,
});

/** What goes on has not ended in any way yet. */
function count(statistics: Statistics, { inProgress, status, start, end }: Entity) {
  if (inProgress) return;
  statistics.TotalCount += 1;
  statistics.TotalResponseTime += end - start;
  const { ErrorStatistics: errors, FaultStatistics: faults } = statistics;
  if (status === 'fault') {
    faults.OtherCount += 1;
    faults.TotalCount += 1;
  } else if (status === 'throttle' || status === 'error') {
    errors[status === 'throttle' ? 'ThrottleCount' : 'OtherCount'] += 1;
    errors.TotalCount += 1;
  } else {
    statistics.OkCount += 1;
  }
}
