import { isReport } from '../model/edition';
import { quoted } from '../model/quoted';
import { factText } from '../model/search_text';
import type { MapEdge, MapGraph, MapNode, Outcome } from './graph';

// Expressions of the filter language that find the traces behind a node or an edge.

/** Seconds; without `to` itself. */
export interface TimeSpan {
  from: number;
  to: number;
}

const CONDITIONS: Record<Outcome, string> = {
  ok: 'ok',
  error: 'error AND !throttle',
  throttle: 'throttle',
  fault: 'fault',
};

/** The traces in which the node took part; with requests that took so long, or ended so. */
export function filterOfNode(graph: MapGraph, node: MapNode, outcome?: Outcome, span?: TimeSpan): string {
  if (isReport) return factText(outcome ?? 'service', node.name);
  return `service(${selectorOf(graph, node)})${body(outcome, span)}`;
}

/** The traces in which the call was made. Filters know no links: these are the traces of either end. */
export function filterOfEdge(graph: MapGraph, edge: MapEdge, outcome?: Outcome, span?: TimeSpan): string {
  const [from, to] = [graph.nodeOf.get(edge.from), graph.nodeOf.get(edge.to)];
  if (!from || !to) return '';
  if (isReport) return edge.isLink ? factText('service', to.name) : factText(outcome ? `call.${outcome}` : 'call', `${from.name} -> ${to.name}`);
  if (edge.isLink) return `service(${selectorOf(graph, from)}) OR service(${selectorOf(graph, to)})`;
  return `edge(${selectorOf(graph, from)}, ${selectorOf(graph, to)})${body(outcome, span)}`;
}

function body(outcome: Outcome | undefined, span: TimeSpan | undefined): string {
  const conditions: string[] = [];
  if (outcome) conditions.push(CONDITIONS[outcome]);
  if (span) conditions.push(`responsetime >= ${seconds(span.from)}`, `responsetime < ${seconds(span.to)}`);
  return conditions.length === 0 ? '' : ` { ${conditions.join(' AND ')} }`;
}

// Filters compare in milliseconds.
const seconds = (value: number) => String(Math.round(value * 1000) / 1000);

/** Its name, and its type where another node has the same name and this one has a type. */
function selectorOf(graph: MapGraph, node: MapNode): string {
  const name = quoted(node.name);
  if (node.type === null || !graph.nodes.some((other) => other !== node && other.name === node.name)) return name;
  return `id(name: ${name}, type: ${quoted(node.type)})`;
}
